#include "core/project/templates/serverless/events.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/project/templates/api_draft.h"
#include "core/project/templates/serverless/api_keys.h"
#include "core/text/ascii.h"

namespace lambdalocal::templates::serverless {
namespace {

using namespace std::string_view_literals;

// What `cors: true` lets pass.
constexpr std::array kCorsHeaders = {"Content-Type"sv,         "X-Amz-Date"sv,       "Authorization"sv,  "X-Api-Key"sv,
                                     "X-Amz-Security-Token"sv, "X-Amz-User-Agent"sv, "X-Amzn-Trace-Id"sv};

// Events whose settings nobody reads yet, and what SAM calls them.
struct Pushed {
  std::string_view key, type;
};
constexpr std::array kPushed = {Pushed{"s3", "S3"},
                                Pushed{"sns", "SNS"},
                                Pushed{"eventBridge", "EventBridgeRule"},
                                Pushed{"cloudwatchEvent", "CloudWatchEvent"},
                                Pushed{"cloudwatchLog", "CloudWatchLogs"},
                                Pushed{"iot", "IoTRule"},
                                Pushed{"alexaSkill", "AlexaSkill"},
                                Pushed{"alexaSmartHome", "AlexaSmartHome"},
                                Pushed{"cognitoUserPool", "Cognito"},
                                Pushed{"cloudFront", "CloudFront"},
                                Pushed{"alb", "ALB"},
                                Pushed{"websocket", "WebSocket"}};

// Keys of queues and streams, and what event source mappings call them.
constexpr std::array kMappingSettings = {std::pair{"batchSize"sv, "BatchSize"sv},
                                         std::pair{"maximumBatchingWindow"sv, "MaximumBatchingWindowInSeconds"sv},
                                         std::pair{"batchWindow"sv, "MaximumBatchingWindowInSeconds"sv},
                                         std::pair{"enabled"sv, "Enabled"sv},
                                         std::pair{"filterPatterns"sv, "FilterPatterns"sv},
                                         std::pair{"startingPosition"sv, "StartingPosition"sv},
                                         std::pair{"parallelizationFactor"sv, "ParallelizationFactor"sv},
                                         std::pair{"maximumRetryAttempts"sv, "MaximumRetryAttempts"sv},
                                         std::pair{"maximumRecordAgeInSeconds"sv, "MaximumRecordAgeInSeconds"sv},
                                         std::pair{"bisectBatchOnFunctionError"sv, "BisectBatchOnFunctionError"sv},
                                         std::pair{"maximumConcurrency"sv, "MaximumConcurrency"sv}};

ValuePtr text(std::string_view of, TextPosition at) { return make_text(std::string(of), at); }
ValuePtr quoted(const std::set<std::string>& words) { return make_text(fmt::format("'{}'", fmt::join(words, ","))); }

Member event_of(std::string_view type, std::vector<Member> properties, TextPosition at) {
  return {"",
          make_object({{"Type", text(type, at), at}, {"Properties", make_object(std::move(properties), at), at}}, at),
          at};
}

ValuePtr list_of(const std::vector<std::string>& texts) {
  std::vector<ValuePtr> items;
  for (const std::string& each : texts) items.push_back(make_text(each));
  return make_list(std::move(items));
}

// "GET /users/{id}", "get users", "*".
struct MethodAndPath {
  std::string method, path;
};
MethodAndPath method_and_path(const Value& value) {
  if (value.is_object()) return {std::string(value.text_of("method")), std::string(value.text_of("path"))};
  const std::string_view whole = value.text;
  const auto space = whole.find(' ');
  if (space == std::string_view::npos) return {"*", std::string(whole)};
  const auto path = whole.find_first_not_of(' ', space);
  return {std::string(whole.substr(0, space)), std::string(path == std::string_view::npos ? "" : whole.substr(path))};
}

bool is_stream_of_dynamodb(const Value& settings, const ValuePtr& arn) {
  if (!settings.text_of("type").empty()) return settings.text_of("type") == "dynamodb";
  return arn && to_json(*arn).find("dynamodb") != std::string::npos;
}

Member mapping(std::string_view type, std::string_view source, const Value& settings, const ValuePtr& arn,
               TextPosition at) {
  std::vector<Member> properties;
  if (arn) properties.push_back({std::string(source), arn, at});
  for (const auto& [key, property] : kMappingSettings) {
    if (const ValuePtr& value = settings.member(key)) properties.push_back({std::string(property), value, value->at});
  }
  if (const ValuePtr& response = settings.member("functionResponseType")) {
    properties.push_back({"FunctionResponseTypes", make_list({response}), at});
  }
  return event_of(type, std::move(properties), at);
}

// The ARN itself, or an object with it.
ValuePtr arn_of(const ValuePtr& value) {
  const bool is_settings = value->is_object() && value->find("arn") != nullptr;
  return is_settings ? value->member("arn") : value;
}

// `rate: rate(5 minutes)`, or a list of them.
std::vector<Member> schedules(const Value& value, TextPosition at) {
  const Value* rate = value.is_object() ? value.find("rate") : &value;
  std::vector<Member> events;
  for (const std::string& expression : texts_of(rate)) {
    std::vector<Member> properties = {{"Schedule", make_text(expression, at), at}};
    if (const Value* input = value.find("input")) {
      properties.push_back(
          {"Input", make_text(input->is_text() ? input->text : to_json(*input), input->at), input->at});
    }
    events.push_back(event_of("Schedule", std::move(properties), at));
  }
  return events;
}

// Where an identity is: "method.request.header.X, method.request.querystring.y" -> Headers: [X], QueryStrings: [y].
ValuePtr identity_of(const std::vector<std::string>& sources, const ValuePtr& ttl) {
  struct Row {
    std::string_view part, property;
  };
  constexpr Row kRows[] = {{"header.", "Headers"},
                           {"querystring.", "QueryStrings"},
                           {"stageVariables.", "StageVariables"},
                           {"context.", "Context"}};
  std::map<std::string_view, std::vector<std::string>> found;
  for (const std::string& source : sources) {
    for (const Row& row : kRows) {
      const auto at = source.find(row.part);
      if (at == std::string::npos) continue;
      found[row.property].push_back(source.substr(at + row.part.size()));
      break;
    }
  }
  std::vector<Member> members;
  for (const auto& [property, names] : found) members.push_back({std::string(property), list_of(names), {}});
  if (ttl) members.push_back({"ReauthorizeEvery", ttl, ttl->at});
  return make_object(std::move(members));
}

std::vector<std::string> sources_of(const Value* value, std::string_view otherwise) {
  if (value == nullptr) return {std::string(otherwise)};
  return value->is_list() ? texts_of(value) : header_words(value->text);
}

// "arn:aws:lambda:...:function:auth" -> auth, as the framework names authorizers that have no name.
std::string name_in_arn(const Value& arn) {
  const std::string written = arn.is_scalar() ? arn.text : "authorizer";
  return written.substr(written.rfind(':') + 1);
}

// Where the token of a user pool is, and what it is like.
void add_pool_identity(const Value& authorizer, std::vector<Member>& members) {
  std::vector<Member> identity;
  const auto sources = sources_of(authorizer.find("identitySource"), "");
  if (!sources.empty() && !sources[0].empty()) {
    identity.push_back({"Header", make_text(sources[0].substr(sources[0].rfind('.') + 1)), {}});
  }
  if (const ValuePtr& like = authorizer.member("identityValidationExpression")) {
    identity.push_back({"ValidationExpression", like, {}});
  }
  if (!identity.empty()) members.push_back({"Identity", make_object(std::move(identity)), {}});
}

}  // namespace

std::string normalized(std::string_view name) {
  std::string out;
  for (const char c : name) out += c == '-' ? "Dash" : c == '_' ? "Underscore" : std::string(1, c);
  if (!out.empty()) out[0] = upper_case(std::string_view(out).substr(0, 1))[0];
  return out;
}

std::string function_logical_id(std::string_view name) { return normalized(name) + "LambdaFunction"; }

Events::Events(Variables& variables, const std::set<std::string, std::less<>>& functions)
    : variables_(variables), functions_(functions), http_payload_(variables.text_at("provider.httpApi.payload")) {
  read_http_authorizers();
}

ValuePtr Events::of_function(const std::string& function, const ValuePtr& events) {
  if (!events || !events->is_list()) return nullptr;
  std::vector<Member> members;
  const auto add = [&](std::string_view type, const ValuePtr& value, TextPosition at) {
    for (Member& one : event(function, type, value, at)) members.push_back(std::move(one));
  };
  for (const ValuePtr& item : events->items) {
    if (item->is_text()) add(item->text, make_null(item->at), item->at);  // `- alexaSkill`
    for (const Member& named : item->members) add(named.name, named.value, named.at);
  }
  std::map<std::string, int> counts;
  for (Member& member : members) {
    const std::string type(member.value->text_of("Type"));
    member.name = fmt::format("{}{}", type, counts[type]++);
  }
  return make_object(std::move(members), events->at);
}

std::vector<Member> Events::event(const std::string& function, std::string_view type, const ValuePtr& value,
                                  TextPosition at) {
  if (type == "schedule") return schedules(*value, at);
  if (type == "http") {
    auto route = http(function, value, at);
    return route ? std::vector{*std::move(route)} : std::vector<Member>();
  }
  return {other_event(type, value, at)};
}

Member Events::other_event(std::string_view type, const ValuePtr& value, TextPosition at) {
  if (type == "httpApi") return http_api(value, at);
  if (type == "sqs") return mapping("SQS", "Queue", *value, arn_of(value), at);
  if (type == "stream") {
    const ValuePtr arn = arn_of(value);
    return mapping(is_stream_of_dynamodb(*value, arn) ? "DynamoDB" : "Kinesis", "Stream", *value, arn, at);
  }
  if (type == "msk") return mapping("MSK", "Stream", *value, arn_of(value), at);
  if (type == "kafka") return mapping("SelfManagedKafka", "", *value, nullptr, at);
  if (type == "activemq" || type == "rabbitmq") return mapping("MQ", "Broker", *value, arn_of(value), at);
  const auto pushed = std::ranges::find(kPushed, type, &Pushed::key);
  return event_of(pushed == kPushed.end() ? type : pushed->type, {}, at);
}

std::optional<Member> Events::http(const std::string& function, const ValuePtr& value, TextPosition at) {
  auto [method, path] = method_and_path(*value);
  const std::string integration = lower_case(value->text_of("integration"));
  if (!integration.empty() && integration != "lambda-proxy" && integration != "lambda_proxy" &&
      integration != "aws_proxy") {
    not_emulated(fmt::format("{} {} of {} is not served: its integration is {}, and only lambda-proxy is emulated",
                             method, path, function, value->text_of("integration")));
    return std::nullopt;
  }
  if (const Value* cors = value->find("cors"); cors != nullptr && (cors->is_object() || is_true(cors)))
    add_cors(*cors, method);
  has_rest_ = true;
  std::vector<Member> properties = {{"Path", make_text(path.empty() ? "/" : path, at), at},
                                    {"Method", make_text(method, at), at},
                                    {"RestApiId", make_object({{"Ref", text(kRestApi, at), at}}, at), at}};
  std::vector<Member> auth = rest_auth(*value, at);
  if (is_true(value->find("private"))) auth.push_back({"ApiKeyRequired", make_boolean(true, at), at});
  if (!auth.empty()) properties.push_back({"Auth", make_object(std::move(auth), at), at});
  if (const ValuePtr& timeout = value->member("timeoutInMillis"))
    properties.push_back({"TimeoutInMillis", timeout, at});
  return event_of("Api", std::move(properties), at);
}

Member Events::http_api(const ValuePtr& value, TextPosition at) {
  auto [method, path] = method_and_path(*value);
  has_http_ = true;
  http_methods_.insert(method.empty() ? "*" : upper_case(method));
  std::vector<Member> properties = {{"ApiId", make_object({{"Ref", text(kHttpApi, at), at}}, at), at}};
  if (!path.empty() && path != "*") {
    properties.push_back({"Path", make_text(path, at), at});
    properties.push_back({"Method", make_text(method, at), at});
  }
  if (!http_payload_.empty()) properties.push_back({"PayloadFormatVersion", make_text(http_payload_, at), at});
  std::vector<Member> auth = http_auth(*value, at);
  if (!auth.empty()) properties.push_back({"Auth", make_object(std::move(auth), at), at});
  return event_of("HttpApi", std::move(properties), at);
}

void Events::add_cors(const Value& cors, const std::string& method) {
  if (!rest_cors_) rest_cors_.emplace();
  const auto add = [&cors](std::string_view key, std::set<std::string>& words) {
    const Value* value = cors.find(key);
    if (value == nullptr) return false;
    for (const std::string& each : value->is_list() ? texts_of(value) : header_words(value->text)) words.insert(each);
    return true;
  };
  const bool has_origins = add("origins", rest_cors_->origins), has_origin = add("origin", rest_cors_->origins);
  if (!has_origins && !has_origin) rest_cors_->origins.insert("*");
  if (!add("headers", rest_cors_->headers)) rest_cors_->headers.insert(kCorsHeaders.begin(), kCorsHeaders.end());
  if (!add("methods", rest_cors_->methods)) rest_cors_->methods.insert(method == "*" ? "ANY" : upper_case(method));
  rest_cors_->methods.insert("OPTIONS");
  if (const std::string_view age = cors.text_of("maxAge"); !age.empty()) rest_cors_->max_age = age;
  if (is_true(cors.find("allowCredentials"))) rest_cors_->allow_credentials = true;
}

// Source: serverless.com/framework/docs/providers/aws/events/apigateway (HTTP Endpoints with Custom Authorizers)
std::vector<Member> Events::rest_auth(const Value& settings, TextPosition at) {
  const ValuePtr& authorizer = settings.member("authorizer");
  if (!authorizer) return {};
  const std::string_view type = authorizer->is_object() ? authorizer->text_of("type") : std::string_view();
  if (lower_case(type) == "aws_iam" || (authorizer->is_text() && lower_case(authorizer->text) == "aws_iam")) {
    return {{"Authorizer", make_text("AWS_IAM", at), at}};
  }
  // One of the resources: {type: COGNITO_USER_POOLS, authorizerId: {Ref: Members}}.
  const Value* id = authorizer->find("authorizerId");
  if (id != nullptr && id->is_object()) {
    std::vector<Member> auth = {{"Authorizer", make_text(std::string(id->text_of("Ref")), at), at}};
    if (const ValuePtr& scopes = authorizer->member("scopes")) auth.push_back({"AuthorizationScopes", scopes, at});
    return auth;
  }
  const bool is_settings =
      authorizer->is_object() && (authorizer->find("name") || authorizer->find("arn") || authorizer->find("type"));
  const ValuePtr arn = is_settings ? authorizer->member("arn") : authorizer;
  std::string name(is_settings ? authorizer->text_of("name") : std::string_view());
  if (name.empty()) name = arn ? name_in_arn(*arn) : "authorizer";
  std::vector<Member> members;
  const bool is_pool =
      upper_case(type) == "COGNITO_USER_POOLS" || (arn && to_json(*arn).find("cognito-idp") != std::string::npos);
  if (is_pool) {
    if (arn) members.push_back({"UserPoolArn", arn, at});
    if (is_settings) add_pool_identity(*authorizer, members);
  } else {
    members.push_back({"FunctionArn", function_arn(arn ? arn : make_text(name, at), at), at});
    const bool is_request = lower_case(type) == "request";
    if (is_request) members.push_back({"FunctionPayloadType", make_text("REQUEST"), at});
    const auto sources =
        sources_of(is_settings ? authorizer->find("identitySource") : nullptr, "method.request.header.Authorization");
    const ValuePtr ttl = is_settings ? authorizer->member("resultTtlInSeconds") : nullptr;
    ValuePtr identity = identity_of(sources, ttl);
    if (!is_request) {
      std::vector<Member> of_token = {
          {"Header", make_text(sources.empty() ? "Authorization" : sources[0].substr(sources[0].rfind('.') + 1)), at}};
      if (ttl) of_token.push_back({"ReauthorizeEvery", ttl, at});
      if (const ValuePtr& like = is_settings ? authorizer->member("identityValidationExpression") : nullptr) {
        of_token.push_back({"ValidationExpression", like, at});
      }
      identity = make_object(std::move(of_token));
    }
    members.push_back({"Identity", std::move(identity), at});
  }
  if (std::ranges::find(rest_authorizers_, name, &Member::name) == rest_authorizers_.end()) {
    rest_authorizers_.push_back({name, make_object(std::move(members), at), at});
  }
  std::vector<Member> auth = {{"Authorizer", make_text(name, at), at}};
  const ValuePtr& scopes = is_settings ? authorizer->member("scopes") : nullptr;
  if (scopes) auth.push_back({"AuthorizationScopes", scopes, at});
  return auth;
}

std::vector<Member> Events::http_auth(const Value& settings, TextPosition at) {
  const ValuePtr& authorizer = settings.member("authorizer");
  if (!authorizer) return {};
  std::string name(authorizer->is_object() ? authorizer->text_of("name") : std::string_view(authorizer->text));
  if (lower_case(authorizer->is_object() ? authorizer->text_of("type") : std::string_view(name)) == "aws_iam")
    name = "AWS_IAM";
  std::vector<Member> auth = {{"Authorizer", make_text(name, at), at}};
  if (authorizer->is_object()) {
    if (const ValuePtr& scopes = authorizer->member("scopes")) auth.push_back({"AuthorizationScopes", scopes, at});
  }
  return auth;
}

// Source: serverless.com/framework/docs/providers/aws/events/http-api (JWT and Lambda authorizers)
void Events::read_http_authorizers() {
  const ValuePtr authorizers = variables_.at("provider.httpApi.authorizers");
  if (!authorizers) return;
  for (const Member& named : authorizers->members) {
    const Value& settings = *named.value;
    std::vector<Member> members;
    if (settings.text_of("type") == "request") {
      const ValuePtr& arn = settings.member("functionArn");
      const ValuePtr& function = settings.member("functionName");
      members.push_back({"FunctionArn",
                         function_arn(arn        ? arn
                                      : function ? function
                                                 : make_text(named.name),
                                      named.at),
                         named.at});
      const std::string_view version = settings.text_of("payloadVersion");
      members.push_back(
          {"AuthorizerPayloadFormatVersion", text(version.empty() ? "2.0" : version, named.at), named.at});
      if (const ValuePtr& simple = settings.member("enableSimpleResponses"))
        members.push_back({"EnableSimpleResponses", simple, named.at});
      const Value* source = settings.find("identitySource");
      if (source != nullptr)
        members.push_back(
            {"Identity", identity_of(sources_of(source, ""), settings.member("resultTtlInSeconds")), named.at});
    } else {
      std::vector<Member> jwt;
      if (const ValuePtr& issuer = settings.member("issuerUrl")) jwt.push_back({"issuer", issuer, named.at});
      if (const ValuePtr& audience = settings.member("audience")) jwt.push_back({"audience", audience, named.at});
      members.push_back({"JwtConfiguration", make_object(std::move(jwt), named.at), named.at});
      if (const ValuePtr& source = settings.member("identitySource")) {
        members.push_back(
            {"IdentitySource", source->is_list() && !source->items.empty() ? source->items[0] : source, named.at});
      }
    }
    http_authorizers_.push_back({named.name, make_object(std::move(members), named.at), named.at});
  }
}

ValuePtr Events::function_arn(const ValuePtr& named, TextPosition at) const {
  if (!named->is_text() || !functions_.contains(named->text)) return named;
  return make_object({{"Fn::GetAtt", make_list({make_text(function_logical_id(named->text)), make_text("Arn")}), at}},
                     at);
}

ValuePtr Events::function_url(const ValuePtr& url) {
  if (!url || (!url->is_object() && !is_true(url.get()))) return nullptr;
  const bool is_signed = lower_case(url->text_of("authorizer")) == "aws_iam";
  std::vector<Member> members = {{"AuthType", make_text(is_signed ? "AWS_IAM" : "NONE"), url->at}};
  if (const ValuePtr& mode = url->member("invokeMode")) members.push_back({"InvokeMode", mode, mode->at});
  if (const Value* cors = url->find("cors")) {
    const bool is_whole = is_true(cors);
    std::vector<Member> settings;
    for (const auto& [key, property] :
         {std::pair{"allowedOrigins", "AllowOrigins"}, std::pair{"allowedHeaders", "AllowHeaders"},
          std::pair{"allowedMethods", "AllowMethods"}, std::pair{"exposedResponseHeaders", "ExposeHeaders"},
          std::pair{"maxAge", "MaxAge"}, std::pair{"allowCredentials", "AllowCredentials"}}) {
      if (const ValuePtr& value = cors->member(key)) settings.push_back({property, value, value->at});
    }
    if (is_whole || cors->find("allowedOrigins") == nullptr)
      settings.push_back({"AllowOrigins", list_of({"*"}), cors->at});
    if (is_whole || cors->find("allowedHeaders") == nullptr) {
      settings.push_back({"AllowHeaders", list_of({kCorsHeaders.begin(), kCorsHeaders.end()}), cors->at});
    }
    if (is_whole || cors->find("allowedMethods") == nullptr)
      settings.push_back({"AllowMethods", list_of({"*"}), cors->at});
    members.push_back({"Cors", make_object(std::move(settings), cors->at), cors->at});
  }
  return make_object(std::move(members), url->at);
}

std::vector<Member> Events::apis() {
  std::vector<Member> apis;
  const auto add = [&apis](std::string_view id, std::string_view type, std::vector<Member> properties) {
    apis.push_back({std::string(id),
                    make_object({{"Type", text(type, {}), {}}, {"Properties", make_object(std::move(properties)), {}}}),
                    {}});
  };
  const auto auth_of = [](std::vector<Member> authorizers) {
    return Member{"Auth", make_object({{"Authorizers", make_object(std::move(authorizers)), {}}}), {}};
  };
  if (has_rest_) {
    std::vector<Member> properties = {{"StageName", make_text(variables_.stage()), {}}};
    if (const ValuePtr types = variables_.at("provider.apiGateway.binaryMediaTypes"))
      properties.push_back({"BinaryMediaTypes", types, {}});
    if (!rest_authorizers_.empty()) properties.push_back(auth_of(rest_authorizers_));
    if (rest_cors_) {
      std::vector<Member> cors = {{"AllowOrigin", quoted(rest_cors_->origins), {}},
                                  {"AllowHeaders", quoted(rest_cors_->headers), {}},
                                  {"AllowMethods", quoted(rest_cors_->methods), {}},
                                  {"AllowCredentials", make_boolean(rest_cors_->allow_credentials), {}}};
      if (rest_cors_->max_age) cors.push_back({"MaxAge", make_text(*rest_cors_->max_age), {}});
      properties.push_back({"Cors", make_object(std::move(cors)), {}});
    }
    add(kRestApi, "AWS::Serverless::Api", std::move(properties));
    for (Member& resource : api_key_resources(variables_)) apis.push_back(std::move(resource));
  }
  if (has_http_) {
    std::vector<Member> properties;
    if (!http_authorizers_.empty()) properties.push_back(auth_of(http_authorizers_));
    const ValuePtr cors = variables_.at("provider.httpApi.cors");
    if (cors && (cors->is_object() || is_true(cors.get()))) {
      const auto words = [&cors](std::string_view key, std::vector<std::string> otherwise) {
        const Value* value = cors->find(key);
        return list_of(value == nullptr ? std::move(otherwise) : texts_of(value));
      };
      http_methods_.insert("OPTIONS");
      std::vector<std::string> methods(http_methods_.begin(), http_methods_.end());
      std::vector<Member> settings = {
          {"AllowOrigins", words("allowedOrigins", {"*"}), {}},
          {"AllowHeaders", words("allowedHeaders", {kCorsHeaders.begin(), kCorsHeaders.end()}), {}},
          {"AllowMethods",
           words("allowedMethods", http_methods_.contains("*") ? std::vector<std::string>{"*"} : methods),
           {}}};
      if (cors->find("exposedResponseHeaders") != nullptr)
        settings.push_back({"ExposeHeaders", words("exposedResponseHeaders", {}), {}});
      if (const ValuePtr& age = cors->member("maxAge")) settings.push_back({"MaxAge", age, {}});
      if (const ValuePtr& credentials = cors->member("allowCredentials"))
        settings.push_back({"AllowCredentials", credentials, {}});
      properties.push_back({"CorsConfiguration", make_object(std::move(settings)), {}});
    }
    add(kHttpApi, "AWS::Serverless::HttpApi", std::move(properties));
  }
  return apis;
}

void Events::not_emulated(std::string what) {
  if (warnings_.size() < 100 && std::ranges::find(warnings_, what) == warnings_.end())
    warnings_.push_back(std::move(what));
}

}  // namespace lambdalocal::templates::serverless
