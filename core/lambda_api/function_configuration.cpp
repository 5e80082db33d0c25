#include "core/lambda_api/function_configuration.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/function/arn.h"
#include "core/function/runtime_version.h"
#include "core/lambda_api/operations.h"
#include "core/text/ascii.h"
#include "core/text/base64.h"

namespace lambdalocal::lambda_api {
namespace {

using Json = nlohmann::ordered_json;

#if defined(__aarch64__)
constexpr std::string_view kArchitecture = "arm64";
#else
constexpr std::string_view kArchitecture = "x86_64";
#endif

constexpr std::string_view kMasterRegionPattern = R"(ALL|(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})";

// 2026-01-31T12:00:00.000+0000
std::string timestamp(std::chrono::system_clock::time_point time) {
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}+0000", fmt::gmtime(std::chrono::system_clock::to_time_t(time)),
                     milliseconds);
}

std::string file_url(std::string_view path) {
  constexpr std::string_view kPlain = "-._~/";
  std::string url = "file://";
  for (const char c : path) {
    if (is_alphanumeric(c) || kPlain.find(c) != std::string_view::npos) {
      url += c;
    } else {
      url += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return url;
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
Json common_part(const FunctionDescription& description) {
  const Function& function = description.function;
  Json json;
  json["FunctionName"] = function.name;
  json["FunctionArn"] = unqualified_function_arn(function) + (description.qualified ? ":" + function.version : "");
  if (!function.runtime.id.empty()) json["Runtime"] = function.runtime.id;
  json["Role"] = fmt::format("arn:{}:iam::{}:role/lambdalocal", partition(function.region), function.account_id);
  json["Handler"] = function.handler;
  json["CodeSize"] = description.code_size;
  json["Description"] = "";
  json["Timeout"] = std::chrono::ceil<std::chrono::seconds>(function.timeout).count();
  json["MemorySize"] = function.memory_size_mb;
  json["LastModified"] = timestamp(description.last_modified);
  if (!description.code_sha256.empty()) json["CodeSha256"] = description.code_sha256;
  json["Version"] = function.version;
  if (!function.environment.empty()) json["Environment"]["Variables"] = function.environment;
  json["TracingConfig"]["Mode"] = "PassThrough";
  json["RevisionId"] = description.revision_id;
  json["PackageType"] = "Zip";
  json["Architectures"] = {kArchitecture};
  json["EphemeralStorage"]["Size"] = function.ephemeral_storage_mb;
  json["SnapStart"] = {{"ApplyOn", "None"}, {"OptimizationStatus", "Off"}};
  json["LoggingConfig"] = logging(function);
  if (function.tenant_isolation) json["TenancyConfig"]["TenantIsolationMode"] = "PER_TENANT";
  return json;
}

Json whole(const FunctionDescription& description) {
  Json json = common_part(description);
  json["State"] = "Active";
  json["LastUpdateStatus"] = "Successful";
  const Function& function = description.function;
  if (!function.runtime.id.empty()) {
    json["RuntimeVersionConfig"]["RuntimeVersionArn"] = runtime_version_arn(function.region, function.runtime.id);
  }
  return json;
}

// The violation of its constraints, if there is one.
std::optional<std::string> read_max_items(std::string_view text, std::size_t& max_items) {
  constexpr std::size_t kMost = 50, kGreatest = 10000;
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  constexpr std::string_view kViolation = "Value '{}' at 'maxItems' failed to satisfy constraint: Member must {}";
  if (error != std::errc() || stop != end) return fmt::format(kViolation, text, "be a whole number");
  if (number < 1) return fmt::format(kViolation, text, "have value greater than or equal to 1");
  if (number > kGreatest) return fmt::format(kViolation, text, "have value less than or equal to 10000");
  max_items = std::min(number, kMost);
  return std::nullopt;
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string function_configuration(const FunctionDescription& description) { return text_of(whole(description)); }

std::string get_function_answer(const FunctionDescription& description) {
  Json json;
  json["Configuration"] = whole(description);
  json["Code"] = {{"RepositoryType", "FileSystem"}, {"Location", file_url(description.function.code.string())}};
  if (description.reserved_concurrency) {
    json["Concurrency"]["ReservedConcurrentExecutions"] = *description.reserved_concurrency;
  }
  return text_of(json);
}

std::variant<ListPage, ApiError> parse_list_page(std::string_view target) {
  ListPage page;
  std::vector<std::string> violations;
  if (const auto version = query_value(target, "FunctionVersion")) {
    page.all_versions = *version == "ALL";
    if (!page.all_versions) violations.push_back(must_be_one_of(*version, "functionVersion", {"ALL"}));
  }
  const auto master_region = query_value(target, "MasterRegion");
  page.replicas_only = master_region && *master_region != "ALL";
  if (page.replicas_only && !is_region(*master_region)) {
    violations.push_back(must_match(*master_region, "masterRegion", kMasterRegionPattern));
  }
  if (const auto max_items = query_value(target, "MaxItems")) {
    if (auto violation = read_max_items(*max_items, page.max_items)) violations.push_back(std::move(*violation));
  }
  if (!violations.empty()) return validation_error(violations);
  if (master_region && !page.all_versions) {
    return invalid_parameter_value("MasterRegion can only be specified with FunctionVersion ALL");
  }
  if (const auto marker = query_value(target, "Marker"); marker && !marker->empty()) {
    auto name = base64_decode(*marker);
    if (!name) return invalid_parameter_value("Invalid pagination token");
    page.marker = std::move(*name);
  }
  return page;
}

std::string list_functions_answer(const std::vector<FunctionDescription>& listed, std::string_view next_marker) {
  Json json;
  if (next_marker.empty()) {
    json["NextMarker"] = nullptr;
  } else {
    json["NextMarker"] = base64_encode(next_marker);
  }
  json["Functions"] = Json::array();
  for (const auto& description : listed) json["Functions"].push_back(common_part(description));
  return text_of(json);
}

}  // namespace lambdalocal::lambda_api
