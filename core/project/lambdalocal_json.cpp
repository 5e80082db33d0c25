#include "core/project/lambdalocal_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/invocation/event.h"
#include "core/json/check.h"
#include "core/json/object_reader.h"
#include "core/json/place.h"
#include "core/project/configuration_keys.h"
#include "core/project/user_pools.h"
#include "core/text/suggestion.h"

namespace lambdalocal {
namespace {

constexpr const char* kApiKeys = "ApiKeys";
constexpr const char* kUserPools = "UserPools";

using Json = nlohmann::json;
using namespace std::string_view_literals;

Error bad(std::string message) { return Error{ErrorKind::BadConfiguration, std::move(message)}; }

// What is read of the file: an object at first, then one of its members; and where relative paths start.
struct Place {
  JsonPlace in_file;
  std::string context;  // in messages: "", "Functions.orders: "
  const std::filesystem::path& directory;

  Place member(std::string_view name) const { return {in_file.member(name), context, directory}; }
  Error error(std::string_view what) const { return in_file.error(context + std::string(what)); }
  Error wrong_type(std::string_view key, std::string_view expected, const Json& value) const {
    return error(fmt::format("{} must be {}, not {}", key, expected, name_of_type(value)));
  }
};

using configuration::Shape;
using configuration::ValueType;

// How a key of configuration_keys.h is read.
using Read = Result<void> (*)(const Place&, std::string_view key, const Json&, FunctionSettings&);
struct Reader {
  std::string_view name;
  Read read;
};

Result<std::string> text_of(const Place& place, std::string_view key, const Json& value) {
  if (!value.is_string()) return place.wrong_type(key, "a string", value);
  return value.get<std::string>();
}

Result<int> whole_number_of(const Place& place, std::string_view key, std::string_view expected, const Json& value) {
  if (!value.is_number_integer()) return place.wrong_type(key, expected, value);
  if (value.is_number_unsigned() ? value.get<std::uint64_t>() > 1'000'000'000
                                 : std::abs(value.get<std::int64_t>()) > 1'000'000'000) {
    return place.error(fmt::format("{} is out of range: {}", key, value.dump()));
  }
  return value.get<int>();
}

template <std::optional<std::string> FunctionSettings::*field>
Result<void> read_text(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  TRY(text, text_of(place, key, value));
  settings.*field = std::move(text);
  return {};
}

template <std::optional<int> FunctionSettings::*field>
Result<void> read_megabytes(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  TRY(number, whole_number_of(place, key, "a whole number of megabytes", value));
  settings.*field = number;
  return {};
}

Result<void> read_timeout(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  TRY(number, whole_number_of(place, key, "a whole number of seconds", value));
  settings.timeout = std::chrono::seconds(number);
  return {};
}

Result<void> read_code(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  TRY(text, text_of(place, key, value));
  if (text.empty()) return place.error(fmt::format("{} must name a directory or an archive", key));
  settings.code = (place.directory / text).lexically_normal();
  return {};
}

// It runs beside the file.
Result<void> read_build(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  TRY(command, text_of(place, key, value));
  if (command.empty()) return place.error(fmt::format("{} must be a command", key));
  settings.build = BuildStep{std::move(command), place.directory, {}};
  return {};
}

Result<void> read_layers(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  if (!value.is_array()) return place.wrong_type(key, "a list of directories and archives", value);
  auto& layers = settings.layers.emplace();
  for (const Json& layer : value) {
    TRY(text, text_of(place, fmt::format("{}[{}]", key, layers.size()), layer));
    const bool is_arn = text.starts_with("arn:");
    layers.push_back(is_arn ? std::filesystem::path(text) : (place.directory / text).lexically_normal());
  }
  return {};
}

// Values are strings on AWS; whole numbers and booleans become what CloudFormation makes of them.
Result<void> read_variables(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  if (!value.is_object()) return place.wrong_type(key, "an object of strings", value);
  for (const auto& [name, variable] : value.items()) {
    if (variable.is_string()) {
      settings.environment[name] = variable.get<std::string>();
    } else if (variable.is_number_integer() || variable.is_boolean()) {
      settings.environment[name] = variable.dump();
    } else {
      return place.member(name).wrong_type(fmt::format("{}.{}", key, name), "a string", variable);
    }
  }
  return {};
}

Result<void> read_log_format(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  if (value == "JSON") {
    settings.log_format = LogFormat::JSON;
  } else if (value == "Text") {
    settings.log_format = LogFormat::Text;
  } else {
    return place.error(fmt::format("{} must be \"Text\" or \"JSON\", not {}", key, value.dump()));
  }
  return {};
}

Result<void> read_object(const Place& place, std::string_view path, const Json& object, const Shape& shape,
                         std::span<const Reader> readers, FunctionSettings& settings);

constexpr std::array kEnvironment = {Reader{"Variables", read_variables}};
constexpr std::array kEphemeralStorage = {Reader{"Size", read_megabytes<&FunctionSettings::ephemeral_storage_mb>}};
constexpr std::array kLoggingConfig = {
    Reader{"LogFormat", read_log_format},
    Reader{"ApplicationLogLevel", read_text<&FunctionSettings::application_log_level>},
    Reader{"LogGroup", read_text<&FunctionSettings::log_group>}};

Result<void> read_isolation(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  if (value != "PER_TENANT") {
    return place.error(fmt::format("{} must be \"PER_TENANT\", not {}", key, value.dump()));
  }
  settings.tenant_isolation = true;
  return {};
}

Result<void> read_sandbox(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  if (value == "auto") {
    settings.isolation = Isolation::Auto;
  } else if (value == "strict") {
    settings.isolation = Isolation::Strict;
  } else if (value == "off") {
    settings.isolation = Isolation::Off;
  } else {
    return place.error(fmt::format("{} must be \"auto\", \"strict\" or \"off\", not {}", key, value.dump()));
  }
  return {};
}

Result<void> read_network(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  if (value == "host") {
    settings.network = Network::Host;
  } else if (value == "none") {
    settings.network = Network::None;
  } else {
    return place.error(fmt::format("{} must be \"host\" or \"none\", not {}", key, value.dump()));
  }
  return {};
}

constexpr std::array kTenancyConfig = {Reader{"TenantIsolationMode", read_isolation}};

Result<void> read_reserved(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  TRY(number, whole_number_of(place, key, "a number of invocations at once", value));
  if (number < 0) return place.error(fmt::format("{} must be 0 or more, not {}", key, number));
  settings.reserved_concurrency = number;
  return {};
}

Result<void> read_retries(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  TRY(number, whole_number_of(place, key, "a whole number", value));
  if (number < 0 || number > 2) return place.error(fmt::format("{} must be 0, 1 or 2, not {}", key, number));
  settings.maximum_retry_attempts = number;
  return {};
}

Result<void> read_age(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  TRY(number, whole_number_of(place, key, "a whole number of seconds", value));
  if (number < 60 || number > 21600) {
    return place.error(fmt::format("{} must be from 60 to 21600 seconds, not {}", key, number));
  }
  settings.maximum_event_age = std::chrono::seconds(number);
  return {};
}

constexpr std::array kEventInvokeConfig = {Reader{"MaximumRetryAttempts", read_retries},
                                           Reader{"MaximumEventAgeInSeconds", read_age}};

template <const Shape& shape, const auto& readers>
Result<void> read_inner(const Place& place, std::string_view key, const Json& value, FunctionSettings& settings) {
  return read_object(place, key, value, shape, readers, settings);
}

// Read with the front ends.
Result<void> read_elsewhere(const Place&, std::string_view, const Json&, FunctionSettings&) { return {}; }

constexpr std::array kFunction = {
    Reader{"FunctionName", read_text<&FunctionSettings::function_name>},
    Reader{"CodeUri", read_code},
    Reader{"Build", read_build},
    Reader{"Runtime", read_text<&FunctionSettings::runtime>},
    Reader{"Handler", read_text<&FunctionSettings::handler>},
    Reader{"Timeout", read_timeout},
    Reader{"MemorySize", read_megabytes<&FunctionSettings::memory_size_mb>},
    Reader{"Environment", read_inner<configuration::kEnvironment, kEnvironment>},
    Reader{"Layers", read_layers},
    Reader{"EphemeralStorage", read_inner<configuration::kEphemeralStorage, kEphemeralStorage>},
    Reader{"LoggingConfig", read_inner<configuration::kLoggingConfig, kLoggingConfig>},
    Reader{"Isolation", read_sandbox},
    Reader{"Network", read_network},
    Reader{"ReservedConcurrentExecutions", read_reserved},
    Reader{"EventInvokeConfig", read_inner<configuration::kEventInvokeConfig, kEventInvokeConfig>},
    Reader{"TenancyConfig", read_inner<configuration::kTenancyConfig, kTenancyConfig>},
    Reader{"FunctionUrlConfig", read_elsewhere},
};

Result<void> read_object(const Place& place, std::string_view path, const Json& object, const Shape& shape,
                         std::span<const Reader> readers, FunctionSettings& settings) {
  if (!object.is_object()) return place.wrong_type(path, "an object", object);
  for (const auto& [name, value] : object.items()) {
    const configuration::Key* key = shape.find(name);
    const std::string full = path.empty() ? name : fmt::format("{}.{}", path, name);
    if (key == nullptr) return place.member(name).error(unknown_key(full, name, shape.names()));
    if (key->type == ValueType::Anything) {
      settings.without_effect.push_back({full, value.dump()});
    } else {
      TRY_VOID(std::ranges::find(readers, name, &Reader::name)->read(place.member(name), full, value, settings));
    }
  }
  return {};
}

Result<FunctionSettings> read_function(const Place& place, const Json& object) {
  if (!object.is_object()) return place.error(fmt::format("must be an object, not {}", name_of_type(object)));
  FunctionSettings settings;
  TRY_VOID(read_object(place, "", object, configuration::kFunction, kFunction, settings));
  // The function's own first, then what stands deeper.
  std::ranges::stable_partition(settings.without_effect,
                                [](const KeptSetting& kept) { return kept.name.find('.') == std::string::npos; });
  return settings;
}

Result<void> read_url(const Place& function, const std::string& in_file, const std::string& name, const Json& object,
                      gateway::FrontEnds& front_ends) {
  constexpr auto kKey = "FunctionUrlConfig";
  const auto url = object.find(kKey);
  if (url == object.end()) return {};
  return gateway::read_function_url(function.in_file.member(kKey), in_file + kKey, name, *url, front_ends);
}

Result<void> read_api_keys(const JsonPlace& whole, const Json& document, gateway::FrontEnds& front_ends) {
  const auto keys = document.find(kApiKeys);
  if (keys == document.end()) return {};
  const auto is_value = [](const Json& value) {
    return value.is_string() && !value.get_ref<const std::string&>().empty();
  };
  if (!keys->is_object() || !std::ranges::all_of(*keys, is_value)) {
    return whole.member(kApiKeys).error(fmt::format("{} must be an object of keys with values", kApiKeys));
  }
  for (const auto& [name, value] : keys->items()) front_ends.api_keys.emplace(name, value.get<std::string>());
  return {};
}

Error beside_functions(const JsonPlace& place, const std::string& name) {
  const auto known = configuration::kFile.names();
  return place.error(closest_word(name, known)
                         ? unknown_key(name, known)
                         : name + " stands beside Functions; move it into the functions it is meant for");
}

// A front end is for functions that have names.
Result<void> refuse_sections_alone(const JsonPlace& whole, const Json& document) {
  for (const auto& [name, section] : document.items()) {
    if (!gateway::is_front_end_section(name)) continue;
    return whole.member(name).error(name + " stands without Functions; list the functions it is for there");
  }
  return {};
}

// The document, with keys that stand twice in one object refused: the parser alone would take the last one.
Result<Json> parse_json(std::string_view text, const std::string& name) {
  struct OpenObject {
    std::set<std::string> keys;
    std::string last;
  };
  std::vector<OpenObject> open_objects;
  std::optional<JsonPlace> twice;
  std::string twice_name;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open_objects.emplace_back();
    if (event == Json::parse_event_t::object_end) open_objects.pop_back();
    if (event != Json::parse_event_t::key || twice) return true;
    const auto& key = open_objects.back().last = parsed.get<std::string>();
    if (open_objects.back().keys.insert(key).second) return true;
    twice_name = key;
    twice.emplace(name, text);
    for (const auto& object : open_objects) twice = twice->member(object.last);
    return true;
  };
  if (const auto fault = find_json_fault(text)) {
    const TextPosition at = text_position(text, fault->offset);
    return bad(
        fmt::format("{}:{}:{}: not valid JSON: {}", name, at.line, at.column, describe_json_fault(*fault, text)));
  }
  try {
    Json document = Json::parse(text, watch);
    if (twice) return twice->error(fmt::format("the key {} stands there twice", twice_name));
    return document;
  } catch (const Json::exception&) {  // what the scanner lets through: half a surrogate pair, a number of any size
    return bad(fmt::format("{}: a string or a number that no program can read", name));
  }
}

// What editors know the file by.
Result<void> take_schema(const JsonPlace& whole, Json& document) {
  const auto schema = document.is_object() ? document.find(std::string(configuration::kSchemaKey)) : document.end();
  if (schema == document.end()) return {};
  if (!schema->is_string()) {
    return whole.member(configuration::kSchemaKey)
        .error(fmt::format("{} must be a string, not {}", configuration::kSchemaKey, name_of_type(*schema)));
  }
  document.erase(schema);
  return {};
}

}  // namespace

Result<ConfigurationFile> parse_configuration_file(std::string_view text, const std::filesystem::path& path) {
  text = without_byte_order_mark(text);
  TRY(document, parse_json(text, path.string()));
  const std::filesystem::path directory = path.parent_path();
  const Place whole{JsonPlace(path.string(), text), "", directory};
  TRY_VOID(take_schema(whole.in_file, document));
  ConfigurationFile file{.path = path, .only = {}, .functions = {}, .without_code = {}, .front_ends = {}};
  if (!document.is_object() || !document.contains("Functions")) {
    TRY_VOID(refuse_sections_alone(whole.in_file, document));
    TRY(settings, read_function(whole, document));
    TRY_VOID(read_url(whole, "", "", document, file.front_ends));
    file.only = std::move(settings);
    return file;
  }
  for (const auto& [name, section] : document.items()) {
    if (name == "Functions") continue;
    if (name == kApiKeys) continue;
    if (name == kUserPools) {
      TRY(pools, gateway::read_user_pools(whole.in_file.member(name), directory, section));
      file.front_ends.user_pools = std::move(pools);
      continue;
    }
    const JsonPlace place = whole.in_file.member(name);
    if (!gateway::is_front_end_section(name)) return beside_functions(place, name);
    TRY_VOID(gateway::read_front_end_section(place, directory, name, section, file.front_ends));
  }
  TRY_VOID(read_api_keys(whole.in_file, document, file.front_ends));
  const Json& functions = document["Functions"];
  const Place of_functions = whole.member("Functions");
  if (!functions.is_object()) {
    return of_functions.wrong_type("Functions", "an object of functions by name", functions);
  }
  for (const auto& [name, object] : functions.items()) {
    Place place = of_functions.member(name);
    place.context = fmt::format("Functions.{}: ", name);
    TRY(settings, read_function(place, object));
    if (!settings.code && settings.build) settings.code = directory;
    if (!settings.code) {
      file.without_code.emplace(name, place.error("CodeUri is missing: a directory or an archive"));
    }
    TRY_VOID(read_url(place, fmt::format("Functions.{}.", name), name, object, file.front_ends));
    if (!settings.function_name) settings.function_name = name;
    file.functions.emplace(name, std::move(settings));
  }
  return file;
}

}  // namespace lambdalocal
