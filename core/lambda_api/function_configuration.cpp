#include "core/lambda_api/function_configuration.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/arn.h"
#include "core/base64.h"

namespace lambdalocal::lambda_api {
namespace {

using Json = nlohmann::ordered_json;

#if defined(__aarch64__)
constexpr std::string_view kArchitecture = "arm64";
#else
constexpr std::string_view kArchitecture = "x86_64";
#endif

// 2026-01-31T12:00:00.000+0000
std::string timestamp(std::chrono::system_clock::time_point time) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}+0000", fmt::gmtime(std::chrono::system_clock::to_time_t(time)),
                     milliseconds);
}

Json logging(const Function& function) {
  Json json;
  const bool is_json = function.logging.format == LogFormat::JSON;
  json["LogFormat"] = is_json ? "JSON" : "Text";
  if (is_json) {
    json["ApplicationLogLevel"] = function.logging.application_log_level.value_or("INFO");
    json["SystemLogLevel"] = "INFO";
  }
  json["LogGroup"] = function.logging.log_group.value_or("/aws/lambda/" + function.name);
  return json;
}

// What lists have too.
Json common_part(const FunctionDescription& description, bool qualified) {
  const Function& function = description.function;
  Json json;
  json["FunctionName"] = function.name;
  json["FunctionArn"] = unqualified_function_arn(function) + (qualified ? ":" + function.version : "");
  if (!function.runtime.id.empty()) json["Runtime"] = function.runtime.id;
  json["Role"] = fmt::format("arn:{}:iam::{}:role/lambdalocal", partition(function.region), function.account_id);
  json["Handler"] = function.handler;
  json["CodeSize"] = description.code_size;
  json["Description"] = "";
  json["Timeout"] = std::chrono::duration_cast<std::chrono::seconds>(function.timeout).count();
  json["MemorySize"] = function.memory_size_mb;
  json["LastModified"] = timestamp(description.last_modified);
  json["Version"] = function.version;
  if (!function.environment.empty()) json["Environment"]["Variables"] = function.environment;
  json["TracingConfig"]["Mode"] = "PassThrough";
  json["RevisionId"] = description.revision_id;
  json["PackageType"] = "Zip";
  json["Architectures"] = {kArchitecture};
  json["EphemeralStorage"]["Size"] = function.ephemeral_storage_mb;
  json["SnapStart"] = {{"ApplyOn", "None"}, {"OptimizationStatus", "Off"}};
  json["LoggingConfig"] = logging(function);
  return json;
}

Json whole(const FunctionDescription& description, bool qualified) {
  Json json = common_part(description, qualified);
  json["State"] = "Active";
  json["LastUpdateStatus"] = "Successful";
  return json;
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string function_configuration(const FunctionDescription& description, bool qualified) {
  return text_of(whole(description, qualified));
}

std::string get_function_answer(const FunctionDescription& description, bool qualified) {
  Json json;
  json["Configuration"] = whole(description, qualified);
  json["Code"] = {{"RepositoryType", "FileSystem"}, {"Location", "file://" + description.function.code.string()}};
  if (description.reserved_concurrency) {
    json["Concurrency"]["ReservedConcurrentExecutions"] = *description.reserved_concurrency;
  }
  return text_of(json);
}

std::variant<ListPage, ApiError> parse_list_page(std::optional<std::string_view> max_items,
                                                 std::optional<std::string_view> marker) {
  constexpr std::size_t kMost = 50, kGreatest = 10000;
  ListPage page;
  if (max_items) {
    std::size_t number = 0;
    const char* end = max_items->data() + max_items->size();
    const auto [stop, error] = std::from_chars(max_items->data(), end, number);
    if (error != std::errc() || stop != end) {
      return validation_error({fmt::format("Value '{}' at 'maxItems' failed to satisfy constraint: Member must be a whole "
                                           "number",
                                           *max_items)});
    }
    if (number < 1 || number > kGreatest) {
      return validation_error({fmt::format(
          "Value '{}' at 'maxItems' failed to satisfy constraint: Member must have value {} than or equal to {}", number,
          number < 1 ? "greater" : "less", number < 1 ? 1 : kGreatest)});
    }
    page.max_items = std::min(number, kMost);
  }
  if (marker && !marker->empty()) {
    auto name = base64_decode(*marker);
    if (!name) return invalid_parameter_value("Invalid pagination token");
    page.marker = std::move(*name);
  }
  return page;
}

std::string list_functions_answer(const std::vector<FunctionDescription>& page, std::string_view next_marker) {
  Json json;
  if (next_marker.empty()) {
    json["NextMarker"] = nullptr;
  } else {
    json["NextMarker"] = base64_encode(next_marker);
  }
  json["Functions"] = Json::array();
  for (const auto& description : page) json["Functions"].push_back(common_part(description, false));
  return text_of(json);
}

}  // namespace lambdalocal::lambda_api
