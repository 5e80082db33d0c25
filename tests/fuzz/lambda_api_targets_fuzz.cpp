// Whatever a request asks of the Lambda API, "METHOD target": an operation has the parameters of its path, none of them
// empty or longer than it came; names of functions and pages of lists are understood or refused with a body.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "core/function/reference.h"
#include "core/lambda_api/function_configuration.h"
#include "core/lambda_api/operations.h"

using namespace lambdalocal::lambda_api;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

template <typename Parsed>
void require_understood_or_refused(const Parsed& parsed) {
  const auto* error = std::get_if<ApiError>(&parsed);
  require(!error || (error->status >= 400 && error->body.starts_with('{') && error->body.ends_with('}')));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view given(reinterpret_cast<const char*>(data), size);
  const auto space = given.find(' ');
  if (space == std::string_view::npos) return 0;
  const std::string_view method = given.substr(0, space), target = given.substr(space + 1);
  for (const std::string_view name : {"Qualifier", "MaxItems", "Marker", "find", "a b", ""}) {
    const auto value = query_value(target, name);
    require(!value || (target.find('?') != std::string_view::npos && value->size() <= target.size()));
  }
  const auto operation = find_operation(method, target);
  if (!operation) return 0;
  require(!operation_name(operation->operation).empty());
  for (const std::string& parameter : operation->parameters) {
    require(!parameter.empty() && parameter.size() <= target.size());
  }
  if (!operation->parameters.empty()) {
    const auto reference =
        parse_function_reference(operation->parameters.front(), query_value(target, "Qualifier"), "us-east-1");
    require_understood_or_refused(reference);
  }
  require_understood_or_refused(parse_list_page(target));
  return 0;
}
