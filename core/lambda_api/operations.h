// The operations of the Lambda API: which one a request asks for, by its method and path. All of them, so that what is not
// emulated can be refused by its name. Source: docs.aws.amazon.com/lambda/latest/api/API_Operations.html
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lambdalocal::lambda_api {

struct OperationMatch {
  std::string_view name;                // Invoke
  std::vector<std::string> parameters;  // of the path, in its order, percent-decoded: the function's name or ARN...
};

// `target` as in the request line, with its query; a final slash of the path counts for nothing. None: no operation.
std::optional<OperationMatch> find_operation(std::string_view method, std::string_view target);

// The value of a query parameter, decoded; of several the first one. Empty when it stands without a value.
std::optional<std::string> query_value(std::string_view target, std::string_view name);

}  // namespace lambdalocal::lambda_api
