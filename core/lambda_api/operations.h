// The operations of the Lambda API: which one a request asks for, by its method and path. All of them, so that what is not
// emulated can be refused by its name. Source: docs.aws.amazon.com/lambda/latest/api/API_Operations.html
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lambdalocal::lambda_api {

enum class Operation {
  AddLayerVersionPermission,
  AddPermission,
  CheckpointDurableExecution,
  CreateAlias,
  CreateCapacityProvider,
  CreateCodeSigningConfig,
  CreateEventSourceMapping,
  CreateFunction,
  CreateFunctionUrlConfig,
  DeleteAlias,
  DeleteCapacityProvider,
  DeleteCodeSigningConfig,
  DeleteDurableExecution,
  DeleteEventSourceMapping,
  DeleteFunction,
  DeleteFunctionCodeSigningConfig,
  DeleteFunctionConcurrency,
  DeleteFunctionEventInvokeConfig,
  DeleteFunctionUrlConfig,
  DeleteLayerVersion,
  DeleteProvisionedConcurrencyConfig,
  DeleteResourcePolicy,
  GetAccountSettings,
  GetAlias,
  GetCapacityProvider,
  GetCodeSigningConfig,
  GetDurableExecution,
  GetDurableExecutionHistory,
  GetDurableExecutionState,
  GetEventSourceMapping,
  GetFunction,
  GetFunctionCodeSigningConfig,
  GetFunctionConcurrency,
  GetFunctionConfiguration,
  GetFunctionEventInvokeConfig,
  GetFunctionRecursionConfig,
  GetFunctionScalingConfig,
  GetFunctionUrlConfig,
  GetLayerVersion,
  GetLayerVersionByArn,
  GetLayerVersionPolicy,
  GetPolicy,
  GetProvisionedConcurrencyConfig,
  GetResourcePolicy,
  GetRuntimeManagementConfig,
  Invoke,
  InvokeAsync,
  InvokeWithResponseStream,
  ListAliases,
  ListCapacityProviders,
  ListCodeSigningConfigs,
  ListDurableExecutionsByFunction,
  ListEventSourceMappings,
  ListFunctionEventInvokeConfigs,
  ListFunctionUrlConfigs,
  ListFunctionVersionsByCapacityProvider,
  ListFunctions,
  ListFunctionsByCodeSigningConfig,
  ListLayerVersions,
  ListLayers,
  ListProvisionedConcurrencyConfigs,
  ListTags,
  ListVersionsByFunction,
  PauseDurableExecution,
  PublishLayerVersion,
  PublishVersion,
  PutFunctionCodeSigningConfig,
  PutFunctionConcurrency,
  PutFunctionEventInvokeConfig,
  PutFunctionRecursionConfig,
  PutFunctionScalingConfig,
  PutProvisionedConcurrencyConfig,
  PutResourcePolicy,
  PutRuntimeManagementConfig,
  RemoveLayerVersionPermission,
  RemovePermission,
  ResumeDurableExecution,
  SendDurableExecutionCallbackFailure,
  SendDurableExecutionCallbackHeartbeat,
  SendDurableExecutionCallbackSuccess,
  StopDurableExecution,
  TagResource,
  UntagResource,
  UpdateAlias,
  UpdateCapacityProvider,
  UpdateCodeSigningConfig,
  UpdateEventSourceMapping,
  UpdateFunctionCode,
  UpdateFunctionConfiguration,
  UpdateFunctionEventInvokeConfig,
  UpdateFunctionUrlConfig,
};
constexpr std::size_t kOperationCount = static_cast<std::size_t>(Operation::UpdateFunctionUrlConfig) + 1;

std::string_view operation_name(Operation operation);  // as AWS spells it

struct OperationMatch {
  Operation operation = Operation::Invoke;
  std::vector<std::string> parameters;  // of the path, in its order, percent-decoded: the function's name or ARN...
};

// `target` as in the request line, with its query; a final slash of the path counts for nothing. None: no operation.
std::optional<OperationMatch> find_operation(std::string_view method, std::string_view target);

// The value of a query parameter, decoded; of several the first one. Empty when it stands without a value.
std::optional<std::string> query_value(std::string_view target, std::string_view name);

}  // namespace lambdalocal::lambda_api
