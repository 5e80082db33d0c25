#include "core/parameters_and_secrets/answer.h"

#include <fmt/format.h>

#include <charconv>

#include "core/http/text.h"
#include "core/json/text.h"
#include "core/logs/json_lines.h"
#include "core/text/percent.h"

namespace lambdalocal::parameters_and_secrets {
namespace {

constexpr std::string_view kSecretPath = "/secretsmanager/get";
constexpr std::string_view kParameterPath = "/systemsmanager/parameters/get";
constexpr std::string_view kVersionId = "00000000-0000-4000-8000-000000000001";

std::string json_text(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

std::string written(std::chrono::system_clock::time_point time) {
  std::string text;
  append_log_time(text, time);
  return text;
}

Answer refused(int status, std::string_view message) {
  return {status, fmt::format("{{\"message\":{}}}", json_text(message))};
}

std::optional<std::string> parameter(std::string_view target, std::string_view name) {
  for (const auto& [one, value] : gateway::query_parameters(gateway::query_of(target))) {
    if (form_decode(one) == name) return form_decode(value);
  }
  return std::nullopt;
}

// The value of a name or of an ARN, whose last part is the name; that of a secret ends with a hyphen and six characters.
const std::string* find(const Values& values, const std::string& name, std::string_view part) {
  if (const auto found = values.find(name); found != values.end()) return &found->second;
  const auto at = name.find(part);
  if (!name.starts_with("arn:") || at == std::string::npos) return nullptr;
  std::string rest = name.substr(at + part.size());
  if (const auto found = values.find(rest); found != values.end()) return &found->second;
  constexpr std::size_t kSuffix = 7;
  if (rest.size() <= kSuffix || rest[rest.size() - kSuffix] != '-') return nullptr;
  const auto found = values.find(rest.substr(0, rest.size() - kSuffix));
  return found == values.end() ? nullptr : &found->second;
}

Answer secret(const std::string& id, const Values& values, const Function& function,
              std::chrono::system_clock::time_point time) {
  const std::string* value = find(values, id, ":secret:");
  if (value == nullptr) {
    return refused(400,
                   fmt::format("ResourceNotFoundException: Secrets Manager can't find the specified secret. {} is no "
                               "name of the file of --secrets",
                               id));
  }
  const std::string arn = id.starts_with("arn:") ? id
                                                 : fmt::format("arn:aws:secretsmanager:{}:{}:secret:{}-000000",
                                                               function.region, function.account_id, id);
  return {200, fmt::format(R"({{"ARN":{},"CreatedDate":"{}","Name":{},"SecretBinary":null,"SecretString":{},)"
                           R"("VersionId":"{}","VersionStages":["AWSCURRENT"],"ResultMetadata":{{}}}})",
                           json_text(arn), written(time), json_text(id), json_text(*value), kVersionId)};
}

Answer parameter_named(const std::string& name, const Values& values, const Function& function,
                       std::chrono::system_clock::time_point time) {
  const std::string* value = find(values, name, ":parameter");
  if (value == nullptr) {
    return refused(400, fmt::format("ParameterNotFound: {} is no name of the file of --secrets", name));
  }
  const std::string arn = name.starts_with("arn:")
                              ? name
                              : fmt::format("arn:aws:ssm:{}:{}:parameter{}{}", function.region, function.account_id,
                                            name.starts_with('/') ? "" : "/", name);
  return {200, fmt::format(R"({{"Parameter":{{"ARN":{},"DataType":"text","LastModifiedDate":"{}","Name":{},)"
                           R"("Selector":null,"SourceResult":null,"Type":"String","Value":{},"Version":1}},)"
                           R"("ResultMetadata":{{}}}})",
                           json_text(arn), written(time), json_text(name), json_text(*value))};
}

}  // namespace

bool is_layer(std::string_view arn) {
  return arn.starts_with("arn:") &&
         arn.find(":layer:AWS-Parameters-and-Secrets-Lambda-Extension") != std::string_view::npos;
}

std::optional<std::uint16_t> port_of(const Function& function) {
  const auto given = function.environment.find(kPortVariable);
  if (given == function.environment.end()) return kDefaultPort;
  const std::string& text = given->second;
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool is_port = problem == std::errc() && end == text.data() + text.size() && port != 0;
  return is_port ? std::optional(port) : std::nullopt;
}

Answer answer(const Request& request, const Values& values, std::string_view token, const Function& function,
              std::chrono::system_clock::time_point time) {
  std::string_view path = gateway::path_of(request.target);
  if (path.ends_with('/')) path.remove_suffix(1);
  const bool is_secret = path == kSecretPath;
  if (!is_secret && path != kParameterPath) return refused(404, "not found");
  if (request.method != "GET") return refused(405, "only GET is answered");
  if (request.token != token) {
    return refused(401, fmt::format("the header {} is not the function's AWS_SESSION_TOKEN", kTokenHeader));
  }
  const std::string_view name_of = is_secret ? "secretId" : "name";
  const auto name = parameter(request.target, name_of);
  if (!name || name->empty()) return refused(400, fmt::format("the query has no {}", name_of));
  return is_secret ? secret(*name, values, function, time) : parameter_named(*name, values, function, time);
}

}  // namespace lambdalocal::parameters_and_secrets
