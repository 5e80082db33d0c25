#include "core/lambda_api/operations.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text/percent.h"

namespace lambdalocal::lambda_api {
namespace {

using enum Operation;

struct Route {
  Operation operation;
  std::string_view name;
  std::string_view method;
  std::string_view path;   // {} is a parameter: one segment
  std::string_view query;  // what the query must have besides
};

// Where two differ by their query alone, the one that asks for more stands first; what is called most stands on top.
constexpr auto kRoutes = std::to_array<Route>({
    {Invoke, "Invoke", "POST", "/2015-03-31/functions/{}/invocations", ""},
    {InvokeWithResponseStream, "InvokeWithResponseStream", "POST",
     "/2021-11-15/functions/{}/response-streaming-invocations", ""},
    {GetLayerVersionByArn, "GetLayerVersionByArn", "GET", "/2018-10-31/layers", "find=LayerVersion"},
    {ListProvisionedConcurrencyConfigs, "ListProvisionedConcurrencyConfigs", "GET",
     "/2019-09-30/functions/{}/provisioned-concurrency", "List=ALL"},
    {InvokeAsync, "InvokeAsync", "POST", "/2014-11-13/functions/{}/invoke-async", ""},
    {ListEventSourceMappings, "ListEventSourceMappings", "GET", "/2015-03-31/event-source-mappings", ""},
    {CreateEventSourceMapping, "CreateEventSourceMapping", "POST", "/2015-03-31/event-source-mappings", ""},
    {DeleteEventSourceMapping, "DeleteEventSourceMapping", "DELETE", "/2015-03-31/event-source-mappings/{}", ""},
    {GetEventSourceMapping, "GetEventSourceMapping", "GET", "/2015-03-31/event-source-mappings/{}", ""},
    {UpdateEventSourceMapping, "UpdateEventSourceMapping", "PUT", "/2015-03-31/event-source-mappings/{}", ""},
    {ListFunctions, "ListFunctions", "GET", "/2015-03-31/functions", ""},
    {CreateFunction, "CreateFunction", "POST", "/2015-03-31/functions", ""},
    {DeleteFunction, "DeleteFunction", "DELETE", "/2015-03-31/functions/{}", ""},
    {GetFunction, "GetFunction", "GET", "/2015-03-31/functions/{}", ""},
    {ListAliases, "ListAliases", "GET", "/2015-03-31/functions/{}/aliases", ""},
    {CreateAlias, "CreateAlias", "POST", "/2015-03-31/functions/{}/aliases", ""},
    {DeleteAlias, "DeleteAlias", "DELETE", "/2015-03-31/functions/{}/aliases/{}", ""},
    {GetAlias, "GetAlias", "GET", "/2015-03-31/functions/{}/aliases/{}", ""},
    {UpdateAlias, "UpdateAlias", "PUT", "/2015-03-31/functions/{}/aliases/{}", ""},
    {UpdateFunctionCode, "UpdateFunctionCode", "PUT", "/2015-03-31/functions/{}/code", ""},
    {GetFunctionConfiguration, "GetFunctionConfiguration", "GET", "/2015-03-31/functions/{}/configuration", ""},
    {UpdateFunctionConfiguration, "UpdateFunctionConfiguration", "PUT", "/2015-03-31/functions/{}/configuration", ""},
    {GetPolicy, "GetPolicy", "GET", "/2015-03-31/functions/{}/policy", ""},
    {AddPermission, "AddPermission", "POST", "/2015-03-31/functions/{}/policy", ""},
    {RemovePermission, "RemovePermission", "DELETE", "/2015-03-31/functions/{}/policy/{}", ""},
    {ListVersionsByFunction, "ListVersionsByFunction", "GET", "/2015-03-31/functions/{}/versions", ""},
    {PublishVersion, "PublishVersion", "POST", "/2015-03-31/functions/{}/versions", ""},
    {GetAccountSettings, "GetAccountSettings", "GET", "/2016-08-19/account-settings", ""},
    {UntagResource, "UntagResource", "DELETE", "/2017-03-31/tags/{}", ""},
    {ListTags, "ListTags", "GET", "/2017-03-31/tags/{}", ""},
    {TagResource, "TagResource", "POST", "/2017-03-31/tags/{}", ""},
    {DeleteFunctionConcurrency, "DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/{}/concurrency", ""},
    {PutFunctionConcurrency, "PutFunctionConcurrency", "PUT", "/2017-10-31/functions/{}/concurrency", ""},
    {ListLayers, "ListLayers", "GET", "/2018-10-31/layers", ""},
    {ListLayerVersions, "ListLayerVersions", "GET", "/2018-10-31/layers/{}/versions", ""},
    {PublishLayerVersion, "PublishLayerVersion", "POST", "/2018-10-31/layers/{}/versions", ""},
    {DeleteLayerVersion, "DeleteLayerVersion", "DELETE", "/2018-10-31/layers/{}/versions/{}", ""},
    {GetLayerVersion, "GetLayerVersion", "GET", "/2018-10-31/layers/{}/versions/{}", ""},
    {GetLayerVersionPolicy, "GetLayerVersionPolicy", "GET", "/2018-10-31/layers/{}/versions/{}/policy", ""},
    {AddLayerVersionPermission, "AddLayerVersionPermission", "POST", "/2018-10-31/layers/{}/versions/{}/policy", ""},
    {RemoveLayerVersionPermission, "RemoveLayerVersionPermission", "DELETE",
     "/2018-10-31/layers/{}/versions/{}/policy/{}", ""},
    {DeleteFunctionEventInvokeConfig, "DeleteFunctionEventInvokeConfig", "DELETE",
     "/2019-09-25/functions/{}/event-invoke-config", ""},
    {GetFunctionEventInvokeConfig, "GetFunctionEventInvokeConfig", "GET",
     "/2019-09-25/functions/{}/event-invoke-config", ""},
    {UpdateFunctionEventInvokeConfig, "UpdateFunctionEventInvokeConfig", "POST",
     "/2019-09-25/functions/{}/event-invoke-config", ""},
    {PutFunctionEventInvokeConfig, "PutFunctionEventInvokeConfig", "PUT",
     "/2019-09-25/functions/{}/event-invoke-config", ""},
    {ListFunctionEventInvokeConfigs, "ListFunctionEventInvokeConfigs", "GET",
     "/2019-09-25/functions/{}/event-invoke-config/list", ""},
    {GetFunctionConcurrency, "GetFunctionConcurrency", "GET", "/2019-09-30/functions/{}/concurrency", ""},
    {DeleteProvisionedConcurrencyConfig, "DeleteProvisionedConcurrencyConfig", "DELETE",
     "/2019-09-30/functions/{}/provisioned-concurrency", ""},
    {GetProvisionedConcurrencyConfig, "GetProvisionedConcurrencyConfig", "GET",
     "/2019-09-30/functions/{}/provisioned-concurrency", ""},
    {PutProvisionedConcurrencyConfig, "PutProvisionedConcurrencyConfig", "PUT",
     "/2019-09-30/functions/{}/provisioned-concurrency", ""},
    {ListCodeSigningConfigs, "ListCodeSigningConfigs", "GET", "/2020-04-22/code-signing-configs", ""},
    {CreateCodeSigningConfig, "CreateCodeSigningConfig", "POST", "/2020-04-22/code-signing-configs", ""},
    {DeleteCodeSigningConfig, "DeleteCodeSigningConfig", "DELETE", "/2020-04-22/code-signing-configs/{}", ""},
    {GetCodeSigningConfig, "GetCodeSigningConfig", "GET", "/2020-04-22/code-signing-configs/{}", ""},
    {UpdateCodeSigningConfig, "UpdateCodeSigningConfig", "PUT", "/2020-04-22/code-signing-configs/{}", ""},
    {ListFunctionsByCodeSigningConfig, "ListFunctionsByCodeSigningConfig", "GET",
     "/2020-04-22/code-signing-configs/{}/functions", ""},
    {DeleteFunctionCodeSigningConfig, "DeleteFunctionCodeSigningConfig", "DELETE",
     "/2020-06-30/functions/{}/code-signing-config", ""},
    {GetFunctionCodeSigningConfig, "GetFunctionCodeSigningConfig", "GET",
     "/2020-06-30/functions/{}/code-signing-config", ""},
    {PutFunctionCodeSigningConfig, "PutFunctionCodeSigningConfig", "PUT",
     "/2020-06-30/functions/{}/code-signing-config", ""},
    {GetRuntimeManagementConfig, "GetRuntimeManagementConfig", "GET",
     "/2021-07-20/functions/{}/runtime-management-config", ""},
    {PutRuntimeManagementConfig, "PutRuntimeManagementConfig", "PUT",
     "/2021-07-20/functions/{}/runtime-management-config", ""},
    {DeleteFunctionUrlConfig, "DeleteFunctionUrlConfig", "DELETE", "/2021-10-31/functions/{}/url", ""},
    {GetFunctionUrlConfig, "GetFunctionUrlConfig", "GET", "/2021-10-31/functions/{}/url", ""},
    {CreateFunctionUrlConfig, "CreateFunctionUrlConfig", "POST", "/2021-10-31/functions/{}/url", ""},
    {UpdateFunctionUrlConfig, "UpdateFunctionUrlConfig", "PUT", "/2021-10-31/functions/{}/url", ""},
    {ListFunctionUrlConfigs, "ListFunctionUrlConfigs", "GET", "/2021-10-31/functions/{}/urls", ""},
    {GetFunctionRecursionConfig, "GetFunctionRecursionConfig", "GET", "/2024-08-31/functions/{}/recursion-config", ""},
    {PutFunctionRecursionConfig, "PutFunctionRecursionConfig", "PUT", "/2024-08-31/functions/{}/recursion-config", ""},
    {ListCapacityProviders, "ListCapacityProviders", "GET", "/2025-11-30/capacity-providers", ""},
    {CreateCapacityProvider, "CreateCapacityProvider", "POST", "/2025-11-30/capacity-providers", ""},
    {DeleteCapacityProvider, "DeleteCapacityProvider", "DELETE", "/2025-11-30/capacity-providers/{}", ""},
    {GetCapacityProvider, "GetCapacityProvider", "GET", "/2025-11-30/capacity-providers/{}", ""},
    {UpdateCapacityProvider, "UpdateCapacityProvider", "PUT", "/2025-11-30/capacity-providers/{}", ""},
    {ListFunctionVersionsByCapacityProvider, "ListFunctionVersionsByCapacityProvider", "GET",
     "/2025-11-30/capacity-providers/{}/function-versions", ""},
    {GetFunctionScalingConfig, "GetFunctionScalingConfig", "GET", "/2025-11-30/functions/{}/function-scaling-config",
     ""},
    {PutFunctionScalingConfig, "PutFunctionScalingConfig", "PUT", "/2025-11-30/functions/{}/function-scaling-config",
     ""},
    {SendDurableExecutionCallbackFailure, "SendDurableExecutionCallbackFailure", "POST",
     "/2025-12-01/durable-execution-callbacks/{}/fail", ""},
    {SendDurableExecutionCallbackHeartbeat, "SendDurableExecutionCallbackHeartbeat", "POST",
     "/2025-12-01/durable-execution-callbacks/{}/heartbeat", ""},
    {SendDurableExecutionCallbackSuccess, "SendDurableExecutionCallbackSuccess", "POST",
     "/2025-12-01/durable-execution-callbacks/{}/succeed", ""},
    {DeleteDurableExecution, "DeleteDurableExecution", "DELETE", "/2025-12-01/durable-executions/{}", ""},
    {GetDurableExecution, "GetDurableExecution", "GET", "/2025-12-01/durable-executions/{}", ""},
    {CheckpointDurableExecution, "CheckpointDurableExecution", "POST", "/2025-12-01/durable-executions/{}/checkpoint",
     ""},
    {GetDurableExecutionHistory, "GetDurableExecutionHistory", "GET", "/2025-12-01/durable-executions/{}/history", ""},
    {PauseDurableExecution, "PauseDurableExecution", "POST", "/2025-12-01/durable-executions/{}/pause", ""},
    {ResumeDurableExecution, "ResumeDurableExecution", "POST", "/2025-12-01/durable-executions/{}/resume", ""},
    {GetDurableExecutionState, "GetDurableExecutionState", "GET", "/2025-12-01/durable-executions/{}/state", ""},
    {StopDurableExecution, "StopDurableExecution", "POST", "/2025-12-01/durable-executions/{}/stop", ""},
    {ListDurableExecutionsByFunction, "ListDurableExecutionsByFunction", "GET",
     "/2025-12-01/functions/{}/durable-executions", ""},
    {DeleteResourcePolicy, "DeleteResourcePolicy", "DELETE", "/2026-07-09/resource-policy/{}", ""},
    {GetResourcePolicy, "GetResourcePolicy", "GET", "/2026-07-09/resource-policy/{}", ""},
    {PutResourcePolicy, "PutResourcePolicy", "PUT", "/2026-07-09/resource-policy/{}", ""},
});

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
    parameters.push_back(percent_decode(value));
    path.remove_prefix(value.size());
    pattern.remove_prefix(brace + 2);
  }
  if (!path.empty()) return std::nullopt;
  return parameters;
}

}  // namespace

static_assert(kRoutes.size() == kOperationCount, "each operation has one route");

std::string_view operation_name(Operation operation) {
  return std::ranges::find(kRoutes, operation, &Route::operation)->name;
}

std::optional<OperationMatch> find_operation(std::string_view method, std::string_view target) {
  std::string_view path = target.substr(0, target.find('?'));
  if (path.ends_with('/')) path.remove_suffix(1);
  for (const Route& route : kRoutes) {
    if (route.method != method) continue;
    auto parameters = match(route.path, path);
    if (!parameters) continue;
    const std::string_view query = route.query;
    const auto equals = query.find('=');
    if (!query.empty() && query_value(target, query.substr(0, equals)) != query.substr(equals + 1)) continue;
    return OperationMatch{route.operation, std::move(*parameters)};
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
    if (form_decode(pair.substr(0, equals)) == name) {
      return equals == std::string_view::npos ? std::string() : form_decode(pair.substr(equals + 1));
    }
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
  }
  return std::nullopt;
}

}  // namespace lambdalocal::lambda_api
