#include "core/project/templates/permissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/project/templates/api_resources.h"

namespace lambdalocal::templates {
namespace {

// Where resources of a type name the functions that a service invokes for them: "Targets[].Arn" of each item of a list,
// "LambdaConfig.*" of each member.
struct Caller {
  std::string_view type, path, principal, service;
};
constexpr std::array kCallers = {
    Caller{"AWS::Events::Rule", "Targets[].Arn", "events.amazonaws.com", "EventBridge"},
    Caller{"AWS::S3::Bucket", "NotificationConfiguration.LambdaConfigurations[].Function", "s3.amazonaws.com", "S3"},
    Caller{"AWS::SNS::Subscription", "Endpoint", "sns.amazonaws.com", "SNS"},
    Caller{"AWS::SNS::Topic", "Subscription[].Endpoint", "sns.amazonaws.com", "SNS"},
    Caller{"AWS::Cognito::UserPool", "LambdaConfig.*", "cognito-idp.amazonaws.com", "Cognito"},
    Caller{"AWS::IoT::TopicRule", "TopicRulePayload.Actions[].Lambda.FunctionArn", "iot.amazonaws.com", "IoT"},
    Caller{"AWS::Logs::SubscriptionFilter", "DestinationArn", "logs.amazonaws.com", "CloudWatch Logs"},
    Caller{"AWS::ElasticLoadBalancingV2::TargetGroup", "Targets[].Id", "elasticloadbalancing.amazonaws.com",
           "Elastic Load Balancing"},
    Caller{"AWS::SecretsManager::RotationSchedule", "RotationLambdaARN", "secretsmanager.amazonaws.com",
           "Secrets Manager"},
    Caller{"AWS::ApiGateway::Authorizer", "AuthorizerUri", "apigateway.amazonaws.com", "API Gateway"},
    Caller{"AWS::ApiGatewayV2::Authorizer", "AuthorizerUri", "apigateway.amazonaws.com", "API Gateway"}};

constexpr std::string_view kApiGateway = "apigateway.amazonaws.com";
constexpr std::size_t kMostNamed = 1000;  // functions by one template's resources

class PermissionReader : public ApiResources {
 public:
  explicit PermissionReader(ApiDrafts& drafts) : ApiResources(drafts) {}

  std::vector<Refusal> read() {
    each("AWS::Lambda::Permission", &PermissionReader::read_permission);
    for (const std::string& function : drafts_.functions_of_routes()) {
      if (is_permitted(function, kApiGateway)) continue;
      refusals_.push_back(
          {function,
           fmt::format("no AWS::Lambda::Permission lets API Gateway invoke {}: on AWS its routes would answer 500",
                       function)});
    }
    for (const Caller& caller : kCallers) read_callers(caller);
    each("AWS::Lambda::Url", &PermissionReader::read_url);
    return std::move(refusals_);
  }

 private:
  void read_permission(const Resource& resource) {
    const auto function = drafts_.function_in(property(resource, "FunctionName"));
    if (function) permitted_.emplace(*function, text(resource, "Principal"));
  }

  // A service's principal may have a region: logs.us-east-1.amazonaws.com.
  bool is_permitted(const std::string& function, std::string_view principal) const {
    const std::string_view service = principal.substr(0, principal.find('.') + 1);
    return std::ranges::any_of(permitted_, [&](const auto& pair) {
      return pair.first == function && (pair.second == "*" || pair.second.starts_with(service));
    });
  }

  void read_callers(const Caller& caller) {
    for (const Resource& resource : resolver_.of().resources) {
      if (resource.type != caller.type || !resource.properties() || !resolver_.is_created(resource)) continue;
      if (!text(resource, "AuthorizerCredentials").empty() || !text(resource, "AuthorizerCredentialsArn").empty())
        continue;
      std::vector<ValuePtr> named;
      collect(resource.properties(), caller.path, named);
      std::set<std::string> functions;
      for (const ValuePtr& value : named) {
        if (auto function = drafts_.function_in(value)) functions.insert(*std::move(function));
      }
      for (const std::string& function : functions) {
        if (is_permitted(function, caller.principal)) continue;
        refusals_.push_back(
            {function, fmt::format("no AWS::Lambda::Permission lets {} invoke {}: on AWS {} would not reach it",
                                   caller.service, function, resource.logical_id)});
      }
    }
  }

  // Values along the path, not worked out.
  void collect(const ValuePtr& from, std::string_view path, std::vector<ValuePtr>& found) {
    const ValuePtr value = from && from->is_object() && !path.empty() ? resolver_.object(from) : from;
    if (!value || found.size() >= kMostNamed) return;
    if (path.empty()) {
      found.push_back(value);
      return;
    }
    std::string_view name = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(name.size() + 1, path.size()));
    if (name == "*") {
      for (const Member& member : value->members) collect(member.value, path, found);
    } else if (name.ends_with("[]")) {
      name.remove_suffix(2);
      const ValuePtr& list = value->member(name);
      if (!list) return;
      for (const ValuePtr& item : list->items) collect(item, path, found);
    } else {
      collect(value->member(name), path, found);
    }
  }

  // Of a URL that is open to all.
  void read_url(const Resource& resource) {
    if (text(resource, "AuthType") != "NONE") return;
    const auto function = drafts_.function_in(property(resource, "TargetFunctionArn"));
    if (!function || permitted_.contains({*function, "*"})) return;
    refusals_.push_back(
        {*function, fmt::format("no AWS::Lambda::Permission lets everybody invoke {} by its URL: on AWS {} "
                                "would answer 403",
                                *function, resource.logical_id)});
  }

  std::set<std::pair<std::string, std::string>> permitted_;  // function, principal
  std::vector<Refusal> refusals_;
};

}  // namespace

std::vector<Refusal> not_permitted(ApiDrafts& drafts) { return PermissionReader(drafts).read(); }

}  // namespace lambdalocal::templates
