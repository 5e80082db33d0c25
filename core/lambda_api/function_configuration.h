// What the Lambda API says of a function: FunctionConfiguration, as GetFunction, GetFunctionConfiguration and ListFunctions
// answer it. Sources: docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html,
// docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html, docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/function/function.h"
#include "core/lambda_api/errors.h"

namespace lambdalocal::lambda_api {

// A function, and what is known of it besides its configuration.
struct FunctionDescription {
  Function function;
  std::chrono::system_clock::time_point last_modified;
  std::string revision_id;       // a UUID
  std::uintmax_t code_size = 0;  // bytes of the archive; 0 for a directory
  std::string code_sha256;       // base64, of the archive; empty for a directory, or while it is not known
  std::optional<int> reserved_concurrency;
  bool qualified = false;  // the ARN ends in its version, as the caller named that
};

// JSON. State is Active and LastUpdateStatus
// Successful, which SDK waiters wait for. Layers are files here, not layer versions with an ARN: they are not listed.
std::string function_configuration(const FunctionDescription& description);
std::string get_function_answer(const FunctionDescription& description);

// Which part of all functions ListFunctions is asked for.
struct ListPage {
  std::size_t max_items = 50;
  std::string marker;          // the name the page begins after; empty for the first page
  bool all_versions = false;   // each ARN with its version
  bool replicas_only = false;  // of Lambda@Edge functions of one region: there are none here
};
// `target` is the request's: MaxItems, Marker, FunctionVersion and MasterRegion of its query.
std::variant<ListPage, ApiError> parse_list_page(std::string_view target);

// The answer of ListFunctions. `next_marker`: empty on the last page.
std::string list_functions_answer(const std::vector<FunctionDescription>& listed, std::string_view next_marker);

}  // namespace lambdalocal::lambda_api
