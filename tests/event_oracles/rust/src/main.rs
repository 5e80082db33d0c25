//! Asks the types of aws_lambda_events about each event of stdin.
use aws_lambda_events::event::*;
use serde::Deserialize;
use std::io::BufRead;

#[derive(Deserialize)]
struct Asked {
    r#type: String,
    event: String,
}

fn fault<T: serde::de::DeserializeOwned>(event: &str) -> Option<String> {
    serde_json::from_str::<T>(event)
        .err()
        .map(|error| error.to_string())
}

fn main() {
    for line in std::io::stdin().lock().lines() {
        let asked: Asked = serde_json::from_str(&line.unwrap()).unwrap();
        let event = asked.event.as_str();
        let answer = match asked.r#type.as_str() {
            "activemq::ActiveMqEvent" => fault::<activemq::ActiveMqEvent>(event),
            "alb::AlbTargetGroupRequest" => fault::<alb::AlbTargetGroupRequest>(event),
            "apigw::ApiGatewayCustomAuthorizerRequest" => {
                fault::<apigw::ApiGatewayCustomAuthorizerRequest>(event)
            }
            "apigw::ApiGatewayCustomAuthorizerRequestTypeRequest" => {
                fault::<apigw::ApiGatewayCustomAuthorizerRequestTypeRequest>(event)
            }
            "apigw::ApiGatewayProxyRequest" => fault::<apigw::ApiGatewayProxyRequest>(event),
            "apigw::ApiGatewayV2CustomAuthorizerV1Request" => {
                fault::<apigw::ApiGatewayV2CustomAuthorizerV1Request>(event)
            }
            "apigw::ApiGatewayV2CustomAuthorizerV2Request" => {
                fault::<apigw::ApiGatewayV2CustomAuthorizerV2Request>(event)
            }
            "apigw::ApiGatewayV2httpRequest" => fault::<apigw::ApiGatewayV2httpRequest>(event),
            "apigw::ApiGatewayWebsocketProxyRequest" => {
                fault::<apigw::ApiGatewayWebsocketProxyRequest>(event)
            }
            "appsync::AppSyncDirectResolverEvent" => {
                fault::<appsync::AppSyncDirectResolverEvent>(event)
            }
            "appsync::AppSyncLambdaAuthorizerRequest" => {
                fault::<appsync::AppSyncLambdaAuthorizerRequest>(event)
            }
            "bedrock_agent_runtime::AgentEvent" => {
                fault::<bedrock_agent_runtime::AgentEvent>(event)
            }
            "cloudformation::CloudFormationCustomResourceRequest" => {
                fault::<cloudformation::CloudFormationCustomResourceRequest>(event)
            }
            "cloudwatch_alarms::CloudWatchMetricAlarm" => {
                fault::<cloudwatch_alarms::CloudWatchMetricAlarm>(event)
            }
            "cloudwatch_events::CloudWatchEvent" => {
                fault::<cloudwatch_events::CloudWatchEvent>(event)
            }
            "cloudwatch_logs::LogsEvent" => fault::<cloudwatch_logs::LogsEvent>(event),
            "code_commit::CodeCommitEvent" => fault::<code_commit::CodeCommitEvent>(event),
            "codepipeline_job::CodePipelineJobEvent" => {
                fault::<codepipeline_job::CodePipelineJobEvent>(event)
            }
            "cognito::CognitoEvent" => fault::<cognito::CognitoEvent>(event),
            "cognito::CognitoEventUserPoolsCreateAuthChallenge" => {
                fault::<cognito::CognitoEventUserPoolsCreateAuthChallenge>(event)
            }
            "cognito::CognitoEventUserPoolsCustomMessage" => {
                fault::<cognito::CognitoEventUserPoolsCustomMessage>(event)
            }
            "cognito::CognitoEventUserPoolsDefineAuthChallenge" => {
                fault::<cognito::CognitoEventUserPoolsDefineAuthChallenge>(event)
            }
            "cognito::CognitoEventUserPoolsMigrateUser" => {
                fault::<cognito::CognitoEventUserPoolsMigrateUser>(event)
            }
            "cognito::CognitoEventUserPoolsPostAuthentication" => {
                fault::<cognito::CognitoEventUserPoolsPostAuthentication>(event)
            }
            "cognito::CognitoEventUserPoolsPostConfirmation" => {
                fault::<cognito::CognitoEventUserPoolsPostConfirmation>(event)
            }
            "cognito::CognitoEventUserPoolsPreAuthentication" => {
                fault::<cognito::CognitoEventUserPoolsPreAuthentication>(event)
            }
            "cognito::CognitoEventUserPoolsPreSignup" => {
                fault::<cognito::CognitoEventUserPoolsPreSignup>(event)
            }
            "cognito::CognitoEventUserPoolsPreTokenGen" => {
                fault::<cognito::CognitoEventUserPoolsPreTokenGen>(event)
            }
            "cognito::CognitoEventUserPoolsPreTokenGenV2" => {
                fault::<cognito::CognitoEventUserPoolsPreTokenGenV2>(event)
            }
            "cognito::CognitoEventUserPoolsVerifyAuthChallenge" => {
                fault::<cognito::CognitoEventUserPoolsVerifyAuthChallenge>(event)
            }
            "config::ConfigEvent" => fault::<config::ConfigEvent>(event),
            "connect::ConnectEvent" => fault::<connect::ConnectEvent>(event),
            "documentdb::DocumentDbEvent" => fault::<documentdb::DocumentDbEvent>(event),
            "dynamodb::Event" => fault::<dynamodb::Event>(event),
            "eventbridge::EventBridgeEvent" => fault::<eventbridge::EventBridgeEvent>(event),
            "firehose::KinesisFirehoseEvent" => fault::<firehose::KinesisFirehoseEvent>(event),
            "iot::IoTCoreCustomAuthorizerRequest" => {
                fault::<iot::IoTCoreCustomAuthorizerRequest>(event)
            }
            "iot_button::IoTButtonEvent" => fault::<iot_button::IoTButtonEvent>(event),
            "kafka::KafkaEvent" => fault::<kafka::KafkaEvent>(event),
            "kinesis::KinesisEvent" => fault::<kinesis::KinesisEvent>(event),
            "lambda_function_urls::LambdaFunctionUrlRequest" => {
                fault::<lambda_function_urls::LambdaFunctionUrlRequest>(event)
            }
            "lex::LexEvent" => fault::<lex::LexEvent>(event),
            "rabbitmq::RabbitMqEvent" => fault::<rabbitmq::RabbitMqEvent>(event),
            "s3::S3Event" => fault::<s3::S3Event>(event),
            "s3::object_lambda::S3ObjectLambdaEvent" => {
                fault::<s3::object_lambda::S3ObjectLambdaEvent>(event)
            }
            "s3_batch_job::S3BatchJobEvent" => fault::<s3::batch_job::S3BatchJobEvent>(event),
            "secretsmanager::SecretsManagerSecretRotationEvent" => {
                fault::<secretsmanager::SecretsManagerSecretRotationEvent>(event)
            }
            "ses::SimpleEmailEvent" => fault::<ses::SimpleEmailEvent>(event),
            "sns::SnsEvent" => fault::<sns::SnsEvent>(event),
            "sqs::SqsEvent" => fault::<sqs::SqsEvent>(event),
            "vpc_lattice::VpcLatticeRequestV1" => fault::<vpc_lattice::VpcLatticeRequestV1>(event),
            "vpc_lattice::VpcLatticeRequestV2" => fault::<vpc_lattice::VpcLatticeRequestV2>(event),
            other => Some(format!("no type {other} here")),
        };
        println!("{}", serde_json::to_string(&answer).unwrap());
    }
}
