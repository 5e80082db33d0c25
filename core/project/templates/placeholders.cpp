#include "core/project/templates/placeholders.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/function/limits.h"
#include "core/text/ascii.h"

namespace lambdalocal::templates {
namespace {

enum class Reference { Name, Arn, QueueUrl, ApiId, UserPoolId, ClientId, Uuid, Ec2Id };

struct TypeRow {
  std::string_view type;
  std::string_view name_property;
  Reference reference;
  std::string_view service;       // in ARNs
  std::string_view arn_resource;  // what stands before the name there
};

constexpr auto kName = Reference::Name;
constexpr auto kArn = Reference::Arn;

// Sorted as people use them: 1.4 of what is counted in templates.
constexpr std::array kTypes = {
    TypeRow{"AWS::Serverless::Function", "FunctionName", kName, "lambda", "function:"},
    TypeRow{"AWS::Lambda::Function", "FunctionName", kName, "lambda", "function:"},
    TypeRow{"AWS::DynamoDB::Table", "TableName", kName, "dynamodb", "table/"},
    TypeRow{"AWS::DynamoDB::GlobalTable", "TableName", kName, "dynamodb", "table/"},
    TypeRow{"AWS::Serverless::SimpleTable", "TableName", kName, "dynamodb", "table/"},
    TypeRow{"AWS::S3::Bucket", "BucketName", kName, "s3", ""},
    TypeRow{"AWS::SQS::Queue", "QueueName", Reference::QueueUrl, "sqs", ""},
    TypeRow{"AWS::SNS::Topic", "TopicName", kArn, "sns", ""},
    TypeRow{"AWS::Serverless::StateMachine", "Name", kArn, "states", "stateMachine:"},
    TypeRow{"AWS::StepFunctions::StateMachine", "StateMachineName", kArn, "states", "stateMachine:"},
    TypeRow{"AWS::StepFunctions::Activity", "Name", kArn, "states", "activity:"},
    TypeRow{"AWS::Events::EventBus", "Name", kName, "events", "event-bus/"},
    TypeRow{"AWS::Events::Rule", "Name", kName, "events", "rule/"},
    TypeRow{"AWS::Events::Archive", "ArchiveName", kName, "events", "archive/"},
    TypeRow{"AWS::Kinesis::Stream", "Name", kName, "kinesis", "stream/"},
    TypeRow{"AWS::KinesisFirehose::DeliveryStream", "DeliveryStreamName", kName, "firehose", "deliverystream/"},
    TypeRow{"AWS::IAM::Role", "RoleName", kName, "iam", "role/"},
    TypeRow{"AWS::IAM::User", "UserName", kName, "iam", "user/"},
    TypeRow{"AWS::IAM::ManagedPolicy", "ManagedPolicyName", kArn, "iam", "policy/"},
    TypeRow{"AWS::KMS::Key", "", Reference::Uuid, "kms", "key/"},
    TypeRow{"AWS::KMS::Alias", "AliasName", kName, "kms", ""},
    TypeRow{"AWS::SecretsManager::Secret", "Name", kArn, "secretsmanager", "secret:"},
    TypeRow{"AWS::SSM::Parameter", "Name", kName, "ssm", "parameter/"},
    TypeRow{"AWS::Logs::LogGroup", "LogGroupName", kName, "logs", "log-group:"},
    TypeRow{"AWS::Cognito::UserPool", "", Reference::UserPoolId, "cognito-idp", "userpool/"},
    TypeRow{"AWS::Cognito::UserPoolClient", "", Reference::ClientId, "cognito-idp", "client/"},
    TypeRow{"AWS::Serverless::Api", "", Reference::ApiId, "apigateway", "/restapis/"},
    TypeRow{"AWS::Serverless::HttpApi", "", Reference::ApiId, "apigateway", "/apis/"},
    TypeRow{"AWS::ApiGateway::RestApi", "", Reference::ApiId, "apigateway", "/restapis/"},
    TypeRow{"AWS::ApiGatewayV2::Api", "", Reference::ApiId, "apigateway", "/apis/"},
    TypeRow{"AWS::ApiGateway::Stage", "StageName", kName, "apigateway", "/stages/"},
    TypeRow{"AWS::ApiGatewayV2::Stage", "StageName", kName, "apigateway", "/stages/"},
    TypeRow{"AWS::Lambda::LayerVersion", "LayerName", kArn, "lambda", "layer:"},
    TypeRow{"AWS::Serverless::LayerVersion", "LayerName", kArn, "lambda", "layer:"},
    TypeRow{"AWS::Lambda::Url", "", kArn, "lambda", "function:"},
    TypeRow{"AWS::Lambda::Alias", "Name", kArn, "lambda", "function:"},
    TypeRow{"AWS::Lambda::Version", "", kArn, "lambda", "function:"},
    TypeRow{"AWS::AppSync::GraphQLApi", "", kArn, "appsync", "apis/"},
    TypeRow{"AWS::CloudFormation::Stack", "", kArn, "cloudformation", "stack/"},
    TypeRow{"AWS::Serverless::Application", "", kArn, "cloudformation", "stack/"},
    TypeRow{"AWS::ElasticLoadBalancingV2::LoadBalancer", "Name", kArn, "elasticloadbalancing", "loadbalancer/app/"},
    TypeRow{"AWS::ElasticLoadBalancingV2::TargetGroup", "Name", kArn, "elasticloadbalancing", "targetgroup/"},
    TypeRow{"AWS::EC2::VPC", "", Reference::Ec2Id, "ec2", "vpc/"},
    TypeRow{"AWS::EC2::Subnet", "", Reference::Ec2Id, "ec2", "subnet/"},
    TypeRow{"AWS::EC2::SecurityGroup", "", Reference::Ec2Id, "ec2", "security-group/"},
    TypeRow{"AWS::EFS::AccessPoint", "", Reference::Ec2Id, "elasticfilesystem", "access-point/"},
    TypeRow{"AWS::EFS::FileSystem", "", Reference::Ec2Id, "elasticfilesystem", "file-system/"},
    TypeRow{"AWS::Scheduler::ScheduleGroup", "Name", kName, "scheduler", "schedule-group/"},
    TypeRow{"AWS::ECS::Cluster", "ClusterName", kName, "ecs", "cluster/"},
    TypeRow{"AWS::ECR::Repository", "RepositoryName", kName, "ecr", "repository/"},
    TypeRow{"AWS::OpenSearchService::Domain", "DomainName", kName, "es", "domain/"},
    TypeRow{"AWS::CodeBuild::Project", "Name", kName, "codebuild", "project/"},
};

const TypeRow* row_of(std::string_view type) {
  const auto found = std::ranges::find(kTypes, type, &TypeRow::type);
  return found == kTypes.end() ? nullptr : &*found;
}

// AWS::RDS::DBInstance -> rds.
std::string service_of(std::string_view type) {
  if (const TypeRow* row = row_of(type)) return std::string(row->service);
  const auto first = type.find("::");
  if (first == std::string_view::npos) return "unknown";
  return lower_case(type.substr(first + 2, type.find("::", first + 2) - first - 2));
}

std::string ec2_id(std::string_view type, std::string_view logical_id) {
  const std::string hex = "0" + stable_hex(logical_id, 16);
  if (type.ends_with("::VPC")) return "vpc-" + hex;
  if (type.ends_with("::Subnet")) return "subnet-" + hex;
  if (type.ends_with("::SecurityGroup")) return "sg-" + hex;
  return (type.ends_with("::AccessPoint") ? "fsap-" : "fs-") + hex;
}

// What stands in the ARN behind the kind of resource.
std::string id_of(const PlaceholderResource& resource, const Deployment& deployment) {
  const TypeRow* row = row_of(resource.type);
  switch (row == nullptr ? kName : row->reference) {
    case Reference::ApiId: return stable_id(resource.logical_id, 10);
    case Reference::UserPoolId: return deployment.region + "_" + user_pool_stand_in(resource.logical_id);
    case Reference::ClientId: return user_pool_client_stand_in(resource.logical_id);
    case Reference::Uuid: return stable_uuid(resource.logical_id);
    case Reference::Ec2Id: return ec2_id(resource.type, resource.logical_id);
    case Reference::Name:
    case Reference::Arn:
    case Reference::QueueUrl: break;
  }
  return physical_name_of(resource);
}

std::string arn_of(const PlaceholderResource& resource, const Deployment& deployment) {
  const TypeRow* row = row_of(resource.type);
  const std::string service = service_of(resource.type);
  const bool has_no_region = service == "s3" || service == "iam";
  const bool has_no_account = service == "s3" || service == "apigateway";
  std::string arn = fmt::format("arn:{}:{}:{}:{}:{}{}", deployment.partition(), service,
                                has_no_region ? "" : deployment.region, has_no_account ? "" : deployment.account_id,
                                row == nullptr ? "" : row->arn_resource, id_of(resource, deployment));
  if (service == "logs") arn += ":*";
  if (service == "secretsmanager") arn += "-" + stable_id(resource.logical_id, 6);
  if (resource.type.ends_with("::LayerVersion")) arn += ":1";
  if (service == "cloudformation") arn += "/" + stable_uuid(resource.logical_id);
  if (service == "elasticloadbalancing") arn += "/" + stable_hex(resource.logical_id, 16);
  return arn;
}

std::string queue_url(const PlaceholderResource& resource, const Deployment& deployment) {
  return fmt::format("https://sqs.{}.{}/{}/{}", deployment.region, deployment.url_suffix(), deployment.account_id,
                     physical_name_of(resource));
}

std::optional<std::string> by_type(const PlaceholderResource& resource, std::string_view attribute,
                                   const Deployment& deployment) {
  const std::string_view type = resource.type;
  const std::string name = physical_name_of(resource);
  const auto& region = deployment.region;
  const std::string suffix = deployment.url_suffix();
  if (type == "AWS::SQS::Queue") {
    if (attribute == "QueueName") return name;
    if (attribute == "QueueUrl") return queue_url(resource, deployment);
  }
  if (service_of(type) == "dynamodb" && attribute == "StreamArn") {
    return arn_of(resource, deployment) + "/stream/2026-01-01T00:00:00.000";
  }
  if (type == "AWS::S3::Bucket") {
    if (attribute == "DomainName") return fmt::format("{}.s3.{}", name, suffix);
    if (attribute == "RegionalDomainName") return fmt::format("{}.s3.{}.{}", name, region, suffix);
    if (attribute == "WebsiteURL") return fmt::format("http://{}.s3-website-{}.{}", name, region, suffix);
  }
  if (type == "AWS::Cognito::UserPool") {
    const std::string provider = fmt::format("cognito-idp.{}.{}/{}", region, suffix, id_of(resource, deployment));
    if (attribute == "ProviderName") return provider;
    if (attribute == "ProviderURL") return "https://" + provider;
    if (attribute == "UserPoolId") return id_of(resource, deployment);
  }
  if (attribute == "ApiEndpoint") {
    return fmt::format("https://{}.execute-api.{}.{}", id_of(resource, deployment), region, suffix);
  }
  if (attribute == "RootResourceId") return stable_id(fmt::format("{}.root", resource.logical_id), 10);
  if (attribute == "FunctionUrl") {
    return fmt::format("https://{}.lambda-url.{}.on.aws/", stable_id(resource.logical_id, 32), region);
  }
  if (type == "AWS::IAM::Role" && attribute == "RoleId") return "AROA" + stable_hex(name, 17);
  if (type == "AWS::ApiGatewayV2::Api" && attribute == "ApiId") return id_of(resource, deployment);
  if (type == "AWS::KMS::Key" && attribute == "KeyId") return id_of(resource, deployment);
  if (attribute == "Version" && service_of(type) == "lambda") return "1";
  return std::nullopt;
}

bool is_name_attribute(std::string_view attribute) {
  return attribute == "Name" || attribute.ends_with("Name") || attribute == "Ref";
}

}  // namespace

std::string_view name_property_of(std::string_view type) {
  const TypeRow* row = row_of(type);
  return row == nullptr ? std::string_view() : row->name_property;
}

std::string user_pool_stand_in(std::string_view logical_id) { return stable_id(logical_id, 9); }

std::string user_pool_client_stand_in(std::string_view logical_id) { return stable_id(logical_id, 26); }

std::string physical_name_of(const PlaceholderResource& resource) {
  if (!resource.declared_name.empty()) return std::string(resource.declared_name);
  std::string name =
      resource.type == "AWS::S3::Bucket" ? lower_case(resource.logical_id) : std::string(resource.logical_id);
  if (resource.is_fifo) name += ".fifo";
  if (resource.type.ends_with("::Function")) name = name.substr(0, limits::kFunctionNameLength);
  return name;
}

std::string reference_to(const PlaceholderResource& resource, const Deployment& deployment) {
  const TypeRow* row = row_of(resource.type);
  if (row != nullptr && row->reference == Reference::Arn) return arn_of(resource, deployment);
  if (row != nullptr && row->reference == Reference::QueueUrl) return queue_url(resource, deployment);
  return id_of(resource, deployment);
}

AttributeValue attribute_of(const PlaceholderResource& resource, std::string_view attribute,
                            const Deployment& deployment) {
  if (auto text = by_type(resource, attribute, deployment)) return {*std::move(text), true};
  if (attribute == "Arn" || attribute.ends_with("Arn")) {
    return {arn_of(resource, deployment), attribute == "Arn" || attribute == "TopicArn"};
  }
  if (is_name_attribute(attribute)) return {physical_name_of(resource), true};
  return {fmt::format("{}.{}", resource.logical_id, attribute), false};
}

}  // namespace lambdalocal::templates
