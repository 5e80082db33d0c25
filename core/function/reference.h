// A function as callers of the Lambda API name it: a name, a partial ARN (123456789012:function:NAME, function:NAME) or
// a full one, each with or without :QUALIFIER, and the query parameter Qualifier. Constraints, their precedence and
// their texts as recorded on AWS for Invoke and GetFunction.
// Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/lambda_api/errors.h"
#include "core/lambda_api/operations.h"

namespace lambdalocal::lambda_api {

constexpr std::size_t kFunctionReferenceLength = 256, kQualifierLength = 128;

struct FunctionReference {
  std::optional<std::string> region;      // of a full ARN
  std::optional<std::string> account_id;  // of an ARN
  std::string name;
  std::optional<std::string> qualifier;  // $LATEST, a version, an alias; none when neither place has one

  bool operator==(const FunctionReference&) const = default;
};

// `function_name` is the segment of the path, percent-decoded; `qualifier` the query parameter when it is there.
// `region` is the one the caller signs for: a full ARN of another one is answered by 404.
std::variant<FunctionReference, ApiError> parse_function_reference(std::string_view function_name,
                                                                   std::optional<std::string_view> qualifier,
                                                                   std::string_view region);

// The 404 for a reference to a function or qualifier that does not exist; the Invoke operations say :$LATEST when none was
// named.
ApiError function_not_found(const FunctionReference& reference, std::string_view region, std::string_view account_id,
                            Operation operation);

}  // namespace lambdalocal::lambda_api
