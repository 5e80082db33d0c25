"""Which event is which type to whom: the arguments of `lambdalocal event`, and the names that others give the type.

TypeScript: @types/aws-lambda. Zod: @aws-lambda-powertools/parser. Pydantic: Powertools for Python. Go: aws-lambda-go/events. An
oracle that has no name for a type is not asked.
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    arguments: str
    typescript: str = ""
    zod: str = ""
    pydantic: str = ""
    go: str = ""


def cognito(trigger, typescript, zod, pydantic, go=""):
    return Known("cognito " + trigger, typescript, zod, pydantic and "Cognito%sTriggerModel" % pydantic,
                 go and "CognitoEventUserPools" + go)


def of_eventbridge(kind, typescript="EventBridgeEvent<string, any>", zod="EventBridgeSchema", pydantic="EventBridgeModel"):
    return Known(kind, typescript, zod, pydantic, "EventBridgeEvent")


REST = ("APIGatewayProxyEvent", "APIGatewayProxyEventSchema", "APIGatewayProxyEventModel", "APIGatewayProxyRequest")
V2 = ("APIGatewayProxyEventV2", "APIGatewayProxyEventV2Schema", "APIGatewayProxyEventV2Model", "APIGatewayV2HTTPRequest")
URL = ("LambdaFunctionURLEvent", "LambdaFunctionUrlSchema", "LambdaFunctionUrlModel", "LambdaFunctionURLRequest")
S3 = ("S3Event", "S3Schema", "S3Model", "S3Event")
SQS = ("SQSEvent", "SqsSchema", "SqsModel", "SQSEvent")
DYNAMODB = ("DynamoDBStreamEvent", "DynamoDBStreamSchema", "DynamoDBStreamModel", "DynamoDBEvent")
FIREHOSE = ("FirehoseTransformationEvent", "KinesisFirehoseSchema", "KinesisFirehoseModel", "KinesisFirehoseEvent")
EDGE_REQUEST, EDGE_RESPONSE = ("CloudFrontRequestEvent",), ("CloudFrontResponseEvent",)
OWN = "'a \"b\"\n\u65e5'"  # a value that must be quoted wherever it goes

KNOWN = [
    Known("alb request", "ALBEvent", "AlbSchema", "AlbModel", "ALBTargetGroupRequest"),
    Known("alb request --multi-value", "ALBEvent", "AlbMultiValueHeadersSchema", "", "ALBTargetGroupRequest"),
    Known("apigateway aws-proxy", *REST),
    Known("apigateway aws-proxy --method GET --resource /pets/{id} --cookie a=1 --body ''", *REST),
    Known("apigateway http-api-proxy", *V2),
    Known("apigateway http-api-proxy --method GET --route 'GET /pets/{id}' --cookie a=1 --stage-variable a=b", *V2),
    Known("apigateway http-api-proxy --body " + OWN + " --header " + "'X-A: b'", *V2),
    Known("apigateway http-api-proxy-v1", "APIGatewayProxyEvent", "APIGatewayProxyEventSchema", "APIGatewayProxyEventModel", ""),
    Known("apigateway authorizer", "APIGatewayTokenAuthorizerEvent", "APIGatewayTokenAuthorizerEventSchema", "",
          "APIGatewayCustomAuthorizerRequest"),
    Known("apigateway request-authorizer", "APIGatewayRequestAuthorizerEvent", "APIGatewayRequestAuthorizerEventSchema", "",
          "APIGatewayCustomAuthorizerRequestTypeRequest"),
    Known("apigateway http-api-authorizer", "APIGatewayRequestAuthorizerEventV2", "APIGatewayRequestAuthorizerEventV2Schema", "",
          "APIGatewayV2CustomAuthorizerV2Request"),
    Known("apigateway http-api-authorizer-v1", "", "", "", "APIGatewayV2CustomAuthorizerV1Request"),
    Known("apigateway websocket-connect", "", "APIGatewayProxyWebsocketEventSchema", "APIGatewayWebSocketConnectEventModel",
          "APIGatewayWebsocketProxyRequest"),
    Known("apigateway websocket-message", "APIGatewayProxyWebsocketEventV2", "APIGatewayProxyWebsocketEventSchema",
          "APIGatewayWebSocketMessageEventModel", "APIGatewayWebsocketProxyRequest"),
    Known("apigateway websocket-disconnect", "", "APIGatewayProxyWebsocketEventSchema", "APIGatewayWebSocketDisconnectEventModel",
          "APIGatewayWebsocketProxyRequest"),
    Known("appsync resolver", "AppSyncResolverEvent<any>", "AppSyncResolverSchema", "AppSyncResolverEventModel"),
    Known("appsync resolver --auth iam", "AppSyncResolverEvent<any>", "AppSyncResolverSchema", "AppSyncResolverEventModel"),
    Known("appsync resolver --auth api-key", "AppSyncResolverEvent<any>", "AppSyncResolverSchema", "AppSyncResolverEventModel"),
    Known("appsync authorizer", "AppSyncAuthorizerEvent", "", "", "AppSyncLambdaAuthorizerRequest"),
    Known("appsync events-publish", "", "AppSyncEventsPublishSchema", "AppSyncEventsModel"),
    Known("appsync events-subscribe", "", "AppSyncEventsSubscribeSchema", "AppSyncEventsModel"),
    Known("cloudformation create-request", "CloudFormationCustomResourceCreateEvent", "CloudFormationCustomResourceCreateSchema",
          "CloudFormationCustomResourceCreateModel"),
    Known("cloudformation update-request", "CloudFormationCustomResourceUpdateEvent", "CloudFormationCustomResourceUpdateSchema",
          "CloudFormationCustomResourceUpdateModel"),
    Known("cloudformation delete-request", "CloudFormationCustomResourceDeleteEvent", "CloudFormationCustomResourceDeleteSchema",
          "CloudFormationCustomResourceDeleteModel"),
    *[Known("cloudfront " + kind, *EDGE_REQUEST) for kind in (
        "ab-test", "http-redirect", "modify-querystring", "multiple-remote-calls-aggregate-response",
        "normalize-querystring-to-improve-cache-hit", "redirect-on-viewer-country", "redirect-unauthenticated-users",
        "response-generation", "serve-object-on-viewer-device", "simple-remote-call", "request-with-body")],
    Known("cloudfront access-request-in-response", *EDGE_RESPONSE),
    Known("cloudfront modify-response-header", *EDGE_RESPONSE),
    Known("cloudwatch logs", "CloudWatchLogsEvent", "CloudWatchLogsSchema", "CloudWatchLogsModel", "CloudwatchLogsEvent"),
    Known("cloudwatch alarm", "CloudWatchAlarmEvent"),
    of_eventbridge("cloudwatch scheduled-event", "ScheduledEvent"),
    of_eventbridge("cloudwatch alarm-state-change"),
    Known("codecommit repository", "CodeCommitTriggerEvent", "", "", "CodeCommitEvent"),
    Known("codepipeline job", "CodePipelineEvent", "", "", "CodePipelineJobEvent"),
    Known("cognito sync-trigger", "", "", "", "CognitoEvent"),
    cognito("pre-sign-up", "PreSignUpTriggerEvent", "PreSignupTriggerSchema", "PreSignup", "PreSignup"),
    cognito("post-confirmation", "PostConfirmationTriggerEvent", "PostConfirmationTriggerSchema", "PostConfirmation",
            "PostConfirmation"),
    cognito("pre-authentication", "PreAuthenticationTriggerEvent", "PreAuthenticationTriggerSchema", "PreAuthentication",
            "PreAuthentication"),
    cognito("post-authentication", "PostAuthenticationTriggerEvent", "PostAuthenticationTriggerSchema", "PostAuthentication",
            "PostAuthentication"),
    cognito("pre-token-generation", "PreTokenGenerationTriggerEvent", "PreTokenGenerationTriggerSchemaV1", "", "PreTokenGen"),
    cognito("pre-token-generation-v2 --group admins", "PreTokenGenerationV2TriggerEvent",
            "PreTokenGenerationTriggerSchemaV2AndV3", "", "PreTokenGenV2"),
    cognito("custom-message", "CustomMessageTriggerEvent", "CustomMessageTriggerSchema", "CustomMessage", "CustomMessage"),
    cognito("custom-email-sender", "CustomEmailSenderTriggerEvent", "CustomEmailSenderTriggerSchema", "CustomEmailSender"),
    cognito("custom-sms-sender", "CustomSMSSenderTriggerEvent", "CustomSMSSenderTriggerSchema", "CustomSMSSender"),
    cognito("define-auth-challenge", "DefineAuthChallengeTriggerEvent", "DefineAuthChallengeTriggerSchema",
            "DefineAuthChallenge", "DefineAuthChallenge"),
    cognito("create-auth-challenge", "CreateAuthChallengeTriggerEvent", "CreateAuthChallengeTriggerSchema",
            "CreateAuthChallenge", "CreateAuthChallenge"),
    cognito("verify-auth-challenge-response", "VerifyAuthChallengeResponseTriggerEvent", "VerifyAuthChallengeTriggerSchema",
            "VerifyAuthChallenge", "VerifyAuthChallenge"),
    cognito("user-migration", "UserMigrationTriggerEvent", "MigrateUserTriggerSchema", "MigrateUser", "MigrateUser"),
    Known("config item-change-notification", "", "", "", "ConfigEvent"),
    Known("config oversized-item-change-notification", "", "", "", "ConfigEvent"),
    Known("config periodic-rule", "", "", "", "ConfigEvent"),
    Known("connect contact-flow-event", "ConnectContactFlowEvent", "", "", "ConnectEvent"),
    *[Known("dynamodb " + kind, *DYNAMODB) for kind in (
        "update", "insert", "modify", "remove", "expire", "insert --view NEW_IMAGE",
        "insert --item '{\"id\": \"a\", \"deep\": {\"list\": [1, null, true, {\"x\": []}]}}'")],
    of_eventbridge("eventbridge custom --resource arn:aws:s3:::b"),
    of_eventbridge("eventbridge s3-object-created", zod="S3EventNotificationEventBridgeSchema",
                   pydantic="S3EventNotificationEventBridgeModel"),
    of_eventbridge("eventbridge s3-object-deleted", zod="S3EventNotificationEventBridgeSchema",
                   pydantic="S3EventNotificationEventBridgeModel"),
    of_eventbridge("eventbridge scheduled-event", "ScheduledEvent"),
    of_eventbridge("eventbridge scheduler", "ScheduledEvent"),
    of_eventbridge("eventbridge ec2-state-change"),
    of_eventbridge("eventbridge ecs-task-state-change"),
    of_eventbridge("eventbridge step-functions-status-change"),
    Known("function-url request", *URL),
    Known("function-url request --method GET --cookie a=1", *URL),
    Known("function-url request --auth AWS_IAM", "LambdaFunctionURLEventWithIAMAuthorizer", *URL[1:]),
    Known("kinesis get-records --count 2", "KinesisStreamEvent", "KinesisDataStreamSchema", "KinesisDataStreamModel",
          "KinesisEvent"),
    *[Known("kinesis " + kind, *FIREHOSE) for kind in (
        "kinesis-firehose", "apachelog", "syslog", "cloudwatch-logs-processor", "streams-as-source")],
    Known("kinesis kinesis-firehose --via sqs", *SQS),
    *[Known("lex " + kind, "LexEvent", "", "", "LexEvent") for kind in ("book-car", "book-hotel", "make-appointment", "order-flowers")],
    *[Known("lex-v2 " + kind, "LexV2Event") for kind in ("banking-bot", "book-car", "book-hotel")],
    Known("rekognition s3-request", *S3),
    Known("s3 put --key " + OWN + " --version-id 3", *S3),
    Known("s3 put --count 3", *S3),
    Known("s3 delete", *S3),
    Known("s3 restore", *S3),
    Known("s3 test-event", "", "", "", "S3TestEvent"),
    Known("s3 batch-invocation --count 2", "S3BatchEvent", "", "S3BatchOperationModel", "S3BatchJobEvent"),
    Known("s3 batch-invocation --schema 2.0 --argument a=b", "", "", "S3BatchOperationModel", "S3BatchJobEventV2"),
    Known("s3 object-lambda", "", "S3ObjectLambdaEventSchema", "S3ObjectLambdaEvent", "S3ObjectLambdaEvent"),
    Known("s3 put --via sqs", "SQSEvent", "S3SqsEventNotificationSchema", "S3SqsEventNotificationModel", "SQSEvent"),
    Known("s3 put --via sns", "SNSEvent", "SnsSchema", "SnsModel", "SNSEvent"),
    Known("s3 put --via sns,sqs --count 2", *SQS),
    Known("ses email-receiving", "SESEvent", "SesSchema", "SesModel", "SimpleEmailEvent"),
    Known("sns notification --attribute a=b", "SNSEvent", "SnsSchema", "SnsModel", "SNSEvent"),
    Known("sns notification --subject '' --message " + OWN, "SNSEvent", "SnsSchema", "SnsModel", "SNSEvent"),
    Known("sqs receive-message --count 2 --attribute a:Number=5", *SQS),
    Known("sqs receive-message --queue-name a.fifo --body " + OWN + " --dead-letter-source b", *SQS),
    Known("autoscaling scale-in", "AutoScalingScaleInEvent"),
    Known("bedrock-agent api", "", "", "BedrockAgentEventModel"),
    Known("bedrock-agent function", "", "", "BedrockAgentFunctionEventModel"),
    of_eventbridge("eventbridge ecr-image-action"),
    Known("eventbridge codepipeline-state-change", "CodePipelineCloudWatchPipelineEvent", "EventBridgeSchema", "EventBridgeModel",
          "CodePipelineCloudWatchEvent"),
    Known("iot custom-authorizer", "IoTCustomAuthorizerEvent", "", "", "IoTCoreCustomAuthorizerRequest"),
    Known("iot pre-provisioning-hook", "IoTPreProvisioningHookEvent", "", "", "IoTPreProvisionHookRequest"),
    Known("iot button", "", "", "", "IoTButtonEvent"),
    Known("kafka msk --count 2", "MSKEvent", "KafkaMskEventSchema", "KafkaMskEventModel", "KafkaEvent"),
    Known("kafka self-managed --header 'a=\u65e5'", "SelfManagedKafkaEvent", "KafkaSelfManagedEventSchema", "KafkaSelfManagedEventModel",
          "KafkaEvent"),
    Known("lambda dynamodb-failure", "", "", "DynamoDBStreamLambdaOnFailureDestinationModel"),
    Known("mq activemq --property a=b", "", "", "", "ActiveMQEvent"),
    Known("mq rabbitmq", "", "", "", "RabbitMQEvent"),
    Known("secretsmanager rotation", "SecretsManagerRotationEvent", "", "", "SecretsManagerSecretRotationEvent"),
    Known("transfer authorizer", "TransferFamilyAuthorizerEvent", "TransferFamilySchema"),
    Known("vpc-lattice request --header X-A:b", "", "VpcLatticeV2Schema", "VpcLatticeV2Model"),
    Known("vpc-lattice request-v1", "", "VpcLatticeSchema", "VpcLatticeModel"),
]
