#include "core/lambda_api/operations.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lambdalocal::lambda_api {
namespace {

struct Operation {
  std::string_view method;
  std::string_view path;   // {} is a parameter: one segment
  std::string_view query;  // what the query must have besides
  std::string_view name;
};

// Where two differ by their query alone, the one that asks for more stands first; what is called most stands on top.
constexpr auto kOperations = std::to_array<Operation>({
    {"POST", "/2015-03-31/functions/{}/invocations", "", "Invoke"},
    {"POST", "/2021-11-15/functions/{}/response-streaming-invocations", "", "InvokeWithResponseStream"},
    {"GET", "/2018-10-31/layers", "find=LayerVersion", "GetLayerVersionByArn"},
    {"GET", "/2019-09-30/functions/{}/provisioned-concurrency", "List=ALL", "ListProvisionedConcurrencyConfigs"},
    {"POST", "/2014-11-13/functions/{}/invoke-async", "", "InvokeAsync"},
    {"GET", "/2015-03-31/event-source-mappings", "", "ListEventSourceMappings"},
    {"POST", "/2015-03-31/event-source-mappings", "", "CreateEventSourceMapping"},
    {"DELETE", "/2015-03-31/event-source-mappings/{}", "", "DeleteEventSourceMapping"},
    {"GET", "/2015-03-31/event-source-mappings/{}", "", "GetEventSourceMapping"},
    {"PUT", "/2015-03-31/event-source-mappings/{}", "", "UpdateEventSourceMapping"},
    {"GET", "/2015-03-31/functions", "", "ListFunctions"},
    {"POST", "/2015-03-31/functions", "", "CreateFunction"},
    {"DELETE", "/2015-03-31/functions/{}", "", "DeleteFunction"},
    {"GET", "/2015-03-31/functions/{}", "", "GetFunction"},
    {"GET", "/2015-03-31/functions/{}/aliases", "", "ListAliases"},
    {"POST", "/2015-03-31/functions/{}/aliases", "", "CreateAlias"},
    {"DELETE", "/2015-03-31/functions/{}/aliases/{}", "", "DeleteAlias"},
    {"GET", "/2015-03-31/functions/{}/aliases/{}", "", "GetAlias"},
    {"PUT", "/2015-03-31/functions/{}/aliases/{}", "", "UpdateAlias"},
    {"PUT", "/2015-03-31/functions/{}/code", "", "UpdateFunctionCode"},
    {"GET", "/2015-03-31/functions/{}/configuration", "", "GetFunctionConfiguration"},
    {"PUT", "/2015-03-31/functions/{}/configuration", "", "UpdateFunctionConfiguration"},
    {"GET", "/2015-03-31/functions/{}/policy", "", "GetPolicy"},
    {"POST", "/2015-03-31/functions/{}/policy", "", "AddPermission"},
    {"DELETE", "/2015-03-31/functions/{}/policy/{}", "", "RemovePermission"},
    {"GET", "/2015-03-31/functions/{}/versions", "", "ListVersionsByFunction"},
    {"POST", "/2015-03-31/functions/{}/versions", "", "PublishVersion"},
    {"GET", "/2016-08-19/account-settings", "", "GetAccountSettings"},
    {"DELETE", "/2017-03-31/tags/{}", "", "UntagResource"},
    {"GET", "/2017-03-31/tags/{}", "", "ListTags"},
    {"POST", "/2017-03-31/tags/{}", "", "TagResource"},
    {"DELETE", "/2017-10-31/functions/{}/concurrency", "", "DeleteFunctionConcurrency"},
    {"PUT", "/2017-10-31/functions/{}/concurrency", "", "PutFunctionConcurrency"},
    {"GET", "/2018-10-31/layers", "", "ListLayers"},
    {"GET", "/2018-10-31/layers/{}/versions", "", "ListLayerVersions"},
    {"POST", "/2018-10-31/layers/{}/versions", "", "PublishLayerVersion"},
    {"DELETE", "/2018-10-31/layers/{}/versions/{}", "", "DeleteLayerVersion"},
    {"GET", "/2018-10-31/layers/{}/versions/{}", "", "GetLayerVersion"},
    {"GET", "/2018-10-31/layers/{}/versions/{}/policy", "", "GetLayerVersionPolicy"},
    {"POST", "/2018-10-31/layers/{}/versions/{}/policy", "", "AddLayerVersionPermission"},
    {"DELETE", "/2018-10-31/layers/{}/versions/{}/policy/{}", "", "RemoveLayerVersionPermission"},
    {"DELETE", "/2019-09-25/functions/{}/event-invoke-config", "", "DeleteFunctionEventInvokeConfig"},
    {"GET", "/2019-09-25/functions/{}/event-invoke-config", "", "GetFunctionEventInvokeConfig"},
    {"POST", "/2019-09-25/functions/{}/event-invoke-config", "", "UpdateFunctionEventInvokeConfig"},
    {"PUT", "/2019-09-25/functions/{}/event-invoke-config", "", "PutFunctionEventInvokeConfig"},
    {"GET", "/2019-09-25/functions/{}/event-invoke-config/list", "", "ListFunctionEventInvokeConfigs"},
    {"GET", "/2019-09-30/functions/{}/concurrency", "", "GetFunctionConcurrency"},
    {"DELETE", "/2019-09-30/functions/{}/provisioned-concurrency", "", "DeleteProvisionedConcurrencyConfig"},
    {"GET", "/2019-09-30/functions/{}/provisioned-concurrency", "", "GetProvisionedConcurrencyConfig"},
    {"PUT", "/2019-09-30/functions/{}/provisioned-concurrency", "", "PutProvisionedConcurrencyConfig"},
    {"GET", "/2020-04-22/code-signing-configs", "", "ListCodeSigningConfigs"},
    {"POST", "/2020-04-22/code-signing-configs", "", "CreateCodeSigningConfig"},
    {"DELETE", "/2020-04-22/code-signing-configs/{}", "", "DeleteCodeSigningConfig"},
    {"GET", "/2020-04-22/code-signing-configs/{}", "", "GetCodeSigningConfig"},
    {"PUT", "/2020-04-22/code-signing-configs/{}", "", "UpdateCodeSigningConfig"},
    {"GET", "/2020-04-22/code-signing-configs/{}/functions", "", "ListFunctionsByCodeSigningConfig"},
    {"DELETE", "/2020-06-30/functions/{}/code-signing-config", "", "DeleteFunctionCodeSigningConfig"},
    {"GET", "/2020-06-30/functions/{}/code-signing-config", "", "GetFunctionCodeSigningConfig"},
    {"PUT", "/2020-06-30/functions/{}/code-signing-config", "", "PutFunctionCodeSigningConfig"},
    {"GET", "/2021-07-20/functions/{}/runtime-management-config", "", "GetRuntimeManagementConfig"},
    {"PUT", "/2021-07-20/functions/{}/runtime-management-config", "", "PutRuntimeManagementConfig"},
    {"DELETE", "/2021-10-31/functions/{}/url", "", "DeleteFunctionUrlConfig"},
    {"GET", "/2021-10-31/functions/{}/url", "", "GetFunctionUrlConfig"},
    {"POST", "/2021-10-31/functions/{}/url", "", "CreateFunctionUrlConfig"},
    {"PUT", "/2021-10-31/functions/{}/url", "", "UpdateFunctionUrlConfig"},
    {"GET", "/2021-10-31/functions/{}/urls", "", "ListFunctionUrlConfigs"},
    {"GET", "/2024-08-31/functions/{}/recursion-config", "", "GetFunctionRecursionConfig"},
    {"PUT", "/2024-08-31/functions/{}/recursion-config", "", "PutFunctionRecursionConfig"},
    {"GET", "/2025-11-30/capacity-providers", "", "ListCapacityProviders"},
    {"POST", "/2025-11-30/capacity-providers", "", "CreateCapacityProvider"},
    {"DELETE", "/2025-11-30/capacity-providers/{}", "", "DeleteCapacityProvider"},
    {"GET", "/2025-11-30/capacity-providers/{}", "", "GetCapacityProvider"},
    {"PUT", "/2025-11-30/capacity-providers/{}", "", "UpdateCapacityProvider"},
    {"GET", "/2025-11-30/capacity-providers/{}/function-versions", "", "ListFunctionVersionsByCapacityProvider"},
    {"GET", "/2025-11-30/functions/{}/function-scaling-config", "", "GetFunctionScalingConfig"},
    {"PUT", "/2025-11-30/functions/{}/function-scaling-config", "", "PutFunctionScalingConfig"},
    {"POST", "/2025-12-01/durable-execution-callbacks/{}/fail", "", "SendDurableExecutionCallbackFailure"},
    {"POST", "/2025-12-01/durable-execution-callbacks/{}/heartbeat", "", "SendDurableExecutionCallbackHeartbeat"},
    {"POST", "/2025-12-01/durable-execution-callbacks/{}/succeed", "", "SendDurableExecutionCallbackSuccess"},
    {"DELETE", "/2025-12-01/durable-executions/{}", "", "DeleteDurableExecution"},
    {"GET", "/2025-12-01/durable-executions/{}", "", "GetDurableExecution"},
    {"POST", "/2025-12-01/durable-executions/{}/checkpoint", "", "CheckpointDurableExecution"},
    {"GET", "/2025-12-01/durable-executions/{}/history", "", "GetDurableExecutionHistory"},
    {"POST", "/2025-12-01/durable-executions/{}/pause", "", "PauseDurableExecution"},
    {"POST", "/2025-12-01/durable-executions/{}/resume", "", "ResumeDurableExecution"},
    {"GET", "/2025-12-01/durable-executions/{}/state", "", "GetDurableExecutionState"},
    {"POST", "/2025-12-01/durable-executions/{}/stop", "", "StopDurableExecution"},
    {"GET", "/2025-12-01/functions/{}/durable-executions", "", "ListDurableExecutionsByFunction"},
    {"DELETE", "/2026-07-09/resource-policy/{}", "", "DeleteResourcePolicy"},
    {"GET", "/2026-07-09/resource-policy/{}", "", "GetResourcePolicy"},
    {"PUT", "/2026-07-09/resource-policy/{}", "", "PutResourcePolicy"},
});

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What is no escape stays as it is.
std::string decoded(std::string_view text, bool plus_is_space) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape =
        text[at] == '%' && at + 2 < text.size() && hex_value(text[at + 1]) >= 0 && hex_value(text[at + 2]) >= 0;
    if (escape) {
      plain += static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
      at += 2;
    } else {
      plain += plus_is_space && text[at] == '+' ? ' ' : text[at];
    }
  }
  return plain;
}

// The parameters of `path` when it has the form of `pattern`.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  std::vector<std::string> parameters;
  for (;;) {
    const auto brace = pattern.find('{');
    const std::string_view literal = pattern.substr(0, brace);
    if (!path.starts_with(literal)) return std::nullopt;
    path.remove_prefix(literal.size());
    if (brace == std::string_view::npos) break;
    const std::string_view value = path.substr(0, path.find('/'));
    if (value.empty()) return std::nullopt;
    parameters.push_back(decoded(value, false));
    path.remove_prefix(value.size());
    pattern.remove_prefix(brace + 2);
  }
  if (!path.empty()) return std::nullopt;
  return parameters;
}

}  // namespace

std::optional<OperationMatch> find_operation(std::string_view method, std::string_view target) {
  std::string_view path = target.substr(0, target.find('?'));
  if (path.ends_with('/')) path.remove_suffix(1);
  for (const Operation& operation : kOperations) {
    if (operation.method != method) continue;
    auto parameters = match(operation.path, path);
    if (!parameters) continue;
    const std::string_view query = operation.query;
    const auto equals = query.find('=');
    if (!query.empty() && query_value(target, query.substr(0, equals)) != query.substr(equals + 1)) continue;
    return OperationMatch{operation.name, std::move(*parameters)};
  }
  return std::nullopt;
}

std::optional<std::string> query_value(std::string_view target, std::string_view name) {
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return std::nullopt;
  std::string_view query = target.substr(mark + 1);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    const auto equals = pair.find('=');
    if (decoded(pair.substr(0, equals), true) == name) {
      return equals == std::string_view::npos ? std::string() : decoded(pair.substr(equals + 1), true);
    }
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
  }
  return std::nullopt;
}

}  // namespace lambdalocal::lambda_api
