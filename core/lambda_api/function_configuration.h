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

#include "core/function.h"
#include "core/lambda_api/errors.h"

namespace lambdalocal::lambda_api {

// A function, and what is known of it besides its configuration.
struct FunctionDescription {
  Function function;
  std::chrono::system_clock::time_point last_modified;
  std::string revision_id;      // a UUID
  std::uintmax_t code_size = 0;  // bytes of the archive; 0 for a directory
  std::optional<int> reserved_concurrency;
};

// JSON. `qualified`: the ARN ends in :$LATEST, as the caller named that version.
std::string function_configuration(const FunctionDescription& description, bool qualified);
std::string get_function_answer(const FunctionDescription& description, bool qualified);

// Which part of all functions ListFunctions is asked for.
struct ListPage {
  std::size_t max_items = 50;
  std::string marker;  // the name the page begins after; empty for the first page
};
std::variant<ListPage, ApiError> parse_list_page(std::optional<std::string_view> max_items,
                                                 std::optional<std::string_view> marker);

// The answer of ListFunctions. `next_marker`: empty on the last page.
std::string list_functions_answer(const std::vector<FunctionDescription>& page, std::string_view next_marker);

}  // namespace lambdalocal::lambda_api
