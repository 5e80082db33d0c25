// Asks the types of aws-lambda-go about each event of stdin: every member must be known.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

var types = map[string]func() any{
	"ALBTargetGroupRequest":                        func() any { return new(events.ALBTargetGroupRequest) },
	"APIGatewayCustomAuthorizerRequest":            func() any { return new(events.APIGatewayCustomAuthorizerRequest) },
	"APIGatewayCustomAuthorizerRequestTypeRequest": func() any { return new(events.APIGatewayCustomAuthorizerRequestTypeRequest) },
	"APIGatewayProxyRequest":                       func() any { return new(events.APIGatewayProxyRequest) },
	"APIGatewayV2CustomAuthorizerV1Request":        func() any { return new(events.APIGatewayV2CustomAuthorizerV1Request) },
	"APIGatewayV2CustomAuthorizerV2Request":        func() any { return new(events.APIGatewayV2CustomAuthorizerV2Request) },
	"APIGatewayV2HTTPRequest":                      func() any { return new(events.APIGatewayV2HTTPRequest) },
	"APIGatewayWebsocketProxyRequest":              func() any { return new(events.APIGatewayWebsocketProxyRequest) },
	"ActiveMQEvent":                                func() any { return new(events.ActiveMQEvent) },
	"AppSyncLambdaAuthorizerRequest":               func() any { return new(events.AppSyncLambdaAuthorizerRequest) },
	"AutoScalingEvent":                             func() any { return new(events.AutoScalingEvent) },
	"CloudwatchLogsEvent":                          func() any { return new(events.CloudwatchLogsEvent) },
	"CodeBuildEvent":                               func() any { return new(events.CodeBuildEvent) },
	"CodeCommitEvent":                              func() any { return new(events.CodeCommitEvent) },
	"CodePipelineCloudWatchEvent":                  func() any { return new(events.CodePipelineCloudWatchEvent) },
	"CodePipelineJobEvent":                         func() any { return new(events.CodePipelineJobEvent) },
	"CognitoEvent":                                 func() any { return new(events.CognitoEvent) },
	"CognitoEventUserPoolsCreateAuthChallenge":     func() any { return new(events.CognitoEventUserPoolsCreateAuthChallenge) },
	"CognitoEventUserPoolsCustomMessage":           func() any { return new(events.CognitoEventUserPoolsCustomMessage) },
	"CognitoEventUserPoolsDefineAuthChallenge":     func() any { return new(events.CognitoEventUserPoolsDefineAuthChallenge) },
	"CognitoEventUserPoolsMigrateUser":             func() any { return new(events.CognitoEventUserPoolsMigrateUser) },
	"CognitoEventUserPoolsPostAuthentication":      func() any { return new(events.CognitoEventUserPoolsPostAuthentication) },
	"CognitoEventUserPoolsPostConfirmation":        func() any { return new(events.CognitoEventUserPoolsPostConfirmation) },
	"CognitoEventUserPoolsPreAuthentication":       func() any { return new(events.CognitoEventUserPoolsPreAuthentication) },
	"CognitoEventUserPoolsPreSignup":               func() any { return new(events.CognitoEventUserPoolsPreSignup) },
	"CognitoEventUserPoolsPreTokenGen":             func() any { return new(events.CognitoEventUserPoolsPreTokenGen) },
	"CognitoEventUserPoolsPreTokenGenV2":           func() any { return new(events.CognitoEventUserPoolsPreTokenGenV2) },
	"CognitoEventUserPoolsVerifyAuthChallenge":     func() any { return new(events.CognitoEventUserPoolsVerifyAuthChallenge) },
	"ConfigEvent":                                  func() any { return new(events.ConfigEvent) },
	"ConnectEvent":                                 func() any { return new(events.ConnectEvent) },
	"DynamoDBEvent":                                func() any { return new(events.DynamoDBEvent) },
	"EventBridgeEvent":                             func() any { return new(events.EventBridgeEvent) },
	"IoTButtonEvent":                               func() any { return new(events.IoTButtonEvent) },
	"IoTCoreCustomAuthorizerRequest":               func() any { return new(events.IoTCoreCustomAuthorizerRequest) },
	"IoTPreProvisionHookRequest":                   func() any { return new(events.IoTPreProvisionHookRequest) },
	"KafkaEvent":                                   func() any { return new(events.KafkaEvent) },
	"KinesisEvent":                                 func() any { return new(events.KinesisEvent) },
	"KinesisFirehoseEvent":                         func() any { return new(events.KinesisFirehoseEvent) },
	"LambdaFunctionURLRequest":                     func() any { return new(events.LambdaFunctionURLRequest) },
	"LexEvent":                                     func() any { return new(events.LexEvent) },
	"RabbitMQEvent":                                func() any { return new(events.RabbitMQEvent) },
	"S3BatchJobEvent":                              func() any { return new(events.S3BatchJobEvent) },
	"S3BatchJobEventV2":                            func() any { return new(events.S3BatchJobEventV2) },
	"S3Event":                                      func() any { return new(events.S3Event) },
	"S3ObjectLambdaEvent":                          func() any { return new(events.S3ObjectLambdaEvent) },
	"S3TestEvent":                                  func() any { return new(events.S3TestEvent) },
	"SNSEvent":                                     func() any { return new(events.SNSEvent) },
	"SQSEvent":                                     func() any { return new(events.SQSEvent) },
	"SecretsManagerSecretRotationEvent":            func() any { return new(events.SecretsManagerSecretRotationEvent) },
	"SimpleEmailEvent":                             func() any { return new(events.SimpleEmailEvent) },
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked struct{ Type, Event string }
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		decoder := json.NewDecoder(strings.NewReader(asked.Event))
		decoder.DisallowUnknownFields()
		var answer any
		if err := decoder.Decode(types[asked.Type]()); err != nil {
			answer = err.Error()
		}
		answers.Encode(answer)
	}
}
