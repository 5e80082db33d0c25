#include "core/project/templates/function_resource.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/project/templates/build_method.h"
#include "core/project/templates/function_code.h"
#include "core/project/templates/globals.h"

namespace lambdalocal::templates {
namespace {

using namespace std::string_view_literals;

// Read elsewhere, or of no interest to whoever runs a function.
constexpr std::array kReadElsewhere = {"CodeUri"sv,           "Code"sv,     "InlineCode"sv,
                                       "PackageType"sv,       "ImageUri"sv, "FunctionName"sv,
                                       "FunctionUrlConfig"sv, "Events"sv,   "Description"sv};

constexpr std::size_t kMostKept = 256 * 1024;  // of a setting without effect

class FunctionReader {
 public:
  FunctionReader(Resolver& resolver, TemplateFunction& function) : resolver_(resolver), function_(function) {}

  void read(const Member& property) {
    using Read = void (FunctionReader::*)(const ValuePtr&);
    struct Row {
      std::string_view name;
      Read read;
    };
    static constexpr std::array kProperties = {
        Row{"Handler", &FunctionReader::handler},
        Row{"Runtime", &FunctionReader::runtime},
        Row{"Timeout", &FunctionReader::timeout},
        Row{"MemorySize", &FunctionReader::memory_size},
        Row{"Environment", &FunctionReader::environment},
        Row{"Layers", &FunctionReader::layers},
        Row{"EphemeralStorage", &FunctionReader::ephemeral_storage},
        Row{"LoggingConfig", &FunctionReader::logging_config},
        Row{"TenancyConfig", &FunctionReader::tenancy_config},
        Row{"ReservedConcurrentExecutions", &FunctionReader::reserved_concurrency},
        Row{"EventInvokeConfig", &FunctionReader::event_invoke_config},
        Row{"Architectures", &FunctionReader::architectures},
        Row{"DurableConfig", &FunctionReader::durable_config},
        Row{"FileSystemConfigs", &FunctionReader::file_system_configs},
    };
    if (const auto row = std::ranges::find(kProperties, property.name, &Row::name); row != kProperties.end()) {
      (this->*row->read)(property.value);
    } else if (std::ranges::find(kReadElsewhere, property.name) == kReadElsewhere.end()) {
      keep(property.name, *property.value);
    }
  }

  void event_invoke_config(const ValuePtr& value) {
    settings().maximum_retry_attempts =
        whole_number(resolver_.member(value, "MaximumRetryAttempts"), "EventInvokeConfig.MaximumRetryAttempts");
    const auto age =
        whole_number(resolver_.member(value, "MaximumEventAgeInSeconds"), "EventInvokeConfig.MaximumEventAgeInSeconds");
    if (age) settings().maximum_event_age = std::chrono::seconds(*age);
    if (const ValuePtr to = resolver_.member(value, "DestinationConfig")) {
      keep("EventInvokeConfig.DestinationConfig", *to);
    }
  }

 private:
  FunctionSettings& settings() { return function_.settings; }
  void keep(std::string name, const Value& value) {
    settings().without_effect.push_back({std::move(name), to_json_within(value, kMostKept).value_or("null")});
  }

  std::optional<int> whole_number(const ValuePtr& value, std::string_view name) {
    const auto text = resolver_.text(value);
    if (!text) return std::nullopt;
    int number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error == std::errc() && end == text->data() + text->size()) return number;
    resolver_.problem(value->at, fmt::format("{} must be a whole number, not {}", name, *text));
    return std::nullopt;
  }

  void handler(const ValuePtr& value) { settings().handler = resolver_.text(value); }
  void runtime(const ValuePtr& value) { settings().runtime = resolver_.text(value); }
  void memory_size(const ValuePtr& value) { settings().memory_size_mb = whole_number(value, "MemorySize"); }
  void reserved_concurrency(const ValuePtr& value) {
    settings().reserved_concurrency = whole_number(value, "ReservedConcurrentExecutions");
  }
  void timeout(const ValuePtr& value) {
    if (const auto seconds = whole_number(value, "Timeout")) settings().timeout = std::chrono::seconds(*seconds);
  }

  void environment(const ValuePtr& value) {
    const ValuePtr variables = resolver_.resolve(resolver_.member(value, "Variables"));
    if (!variables || !variables->is_object()) return;
    for (const Member& variable : variables->members) {
      if (!variable.value->is_scalar() && !variable.value->is_null()) {
        resolver_.problem(variable.at, fmt::format("the variable {} must be a string, not {}", variable.name,
                                                   name_of_kind(*variable.value)));
        settings().environment[variable.name] = to_json(*variable.value);
      } else {
        settings().environment[variable.name] = variable.value->text;
      }
    }
  }

  void layers(const ValuePtr& value) {
    const ValuePtr list = value->is_list() ? value : resolver_.resolve(value);
    if (!list || !list->is_list()) return;
    auto& layers = settings().layers.emplace();
    for (const ValuePtr& item : list->items) {
      if (const Resource* local = resolver_.resource_in(item); local != nullptr && is_layer(*local)) {
        if (auto content = layer_content(*local, resolver_)) {
          layers.push_back(*std::move(content));
        } else {
          function_.warnings.push_back(
              fmt::format("the layer {} does not lie here and is left out", local->logical_id));
        }
        continue;
      }
      const auto arn = resolver_.text(item);
      if (!arn || arn->empty()) continue;
      function_.warnings.push_back(
          fmt::format("the layer {} lies on AWS and is left out; download it and name its .zip with --layer", *arn));
    }
  }

  static bool is_layer(const Resource& resource) {
    return resource.type == "AWS::Serverless::LayerVersion" || resource.type == "AWS::Lambda::LayerVersion";
  }

  void architectures(const ValuePtr& value) {
    if (const ValuePtr resolved = resolver_.resolve(value)) keep("Architectures", *resolved);
  }

  void durable_config(const ValuePtr& value) {
    keep("DurableConfig", *value);
    function_.warnings.emplace_back("durable executions are not emulated: it is invoked like any other function");
  }

  void file_system_configs(const ValuePtr& value) {
    keep("FileSystemConfigs", *value);
    const ValuePtr list = resolver_.resolve(value);
    if (!list || !list->is_list()) return;
    for (const ValuePtr& item : list->items) {
      const auto path = resolver_.text(resolver_.member(item, "LocalMountPath"));
      if (!path) continue;
      function_.warnings.push_back(
          fmt::format("no file system is mounted at {}: what the function finds there is this machine's", *path));
    }
  }

  void ephemeral_storage(const ValuePtr& value) {
    settings().ephemeral_storage_mb = whole_number(resolver_.member(value, "Size"), "EphemeralStorage.Size");
  }

  void logging_config(const ValuePtr& value) {
    const auto format = resolver_.text(resolver_.member(value, "LogFormat"));
    if (format) settings().log_format = *format == "JSON" ? LogFormat::JSON : LogFormat::Text;
    settings().application_log_level = resolver_.text(resolver_.member(value, "ApplicationLogLevel"));
    settings().log_group = resolver_.text(resolver_.member(value, "LogGroup"));
    if (const ValuePtr level = resolver_.member(value, "SystemLogLevel")) keep("LoggingConfig.SystemLogLevel", *level);
  }

  void tenancy_config(const ValuePtr& value) {
    const auto mode = resolver_.text(resolver_.member(value, "TenantIsolationMode"));
    if (mode == "PER_TENANT") settings().tenant_isolation = true;
  }

  Resolver& resolver_;
  TemplateFunction& function_;
};

bool is_upper_hex(std::string_view text) {
  return text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

// CDK's path of the construct, "Stack/Hello/Resource", and what the logical id was before its eight digits.
void add_construct_names(const Resource& resource, TemplateFunction& function) {
  std::string_view path = resource.metadata("aws:cdk:path");
  if (path.ends_with("/Resource")) path.remove_suffix(9);
  if (!path.empty()) {
    function.other_names.emplace_back(path.substr(path.rfind('/') + 1));
    function.other_names.emplace_back(path);
  }
  const std::string_view sam = resource.metadata("SamResourceId");
  if (!sam.empty()) function.other_names.emplace_back(sam);
  const std::string_view id = resource.logical_id;
  if (resource.type == "AWS::Lambda::Function" && id.size() > 8 && is_upper_hex(id.substr(id.size() - 8))) {
    function.other_names.emplace_back(id.substr(0, id.size() - 8));
  }
}

// Functions that constructs of CDK bring along: log retention, emptying of buckets, notifications, custom resources.
bool is_helper(const Resource& resource) {
  static constexpr std::array kBeginnings = {"LogRetention"sv,
                                             "CustomS3AutoDelete"sv,
                                             "CustomVpcRestrictDefaultSG"sv,
                                             "BucketNotificationsHandler"sv,
                                             "AWS679f53fac002430cb0da5b7982bd2287"sv,
                                             "CustomCDKBucketDeployment"sv,
                                             "CustomCrossRegionExport"sv,
                                             "CustomECRAutoDelete"sv,
                                             "CustomOpenSearch"sv,
                                             "CustomDynamoDBReplica"sv,
                                             "SingletonLambda"sv};
  if (resource.type != "AWS::Lambda::Function") return false;
  const std::string_view path = resource.metadata("aws:cdk:path");
  if (path.find("/framework-") != std::string_view::npos || path.find("/Custom::") != std::string_view::npos)
    return true;
  return std::ranges::any_of(kBeginnings, [&](std::string_view beginning) {
    return std::string_view(resource.logical_id).starts_with(beginning);
  });
}

void tidy_names(TemplateFunction& function) {
  auto& names = function.other_names;
  std::ranges::sort(names);
  const auto [first, last] = std::ranges::unique(names);
  names.erase(first, last);
  std::erase(names, function.name);
}

// With what is included, or chosen, as a whole.
ValuePtr properties_of(const Resource& resource, Resolver& resolver) {
  const ValuePtr& properties = resource.properties();
  if (!properties || !properties->is_object()) return properties;
  const bool includes =
      std::ranges::find(properties->members, "Fn::Transform", &Member::name) != properties->members.end();
  return includes ? resolver.with_includes(properties) : resolver.object(properties);
}

}  // namespace

bool is_function(const Resource& resource) {
  return resource.type == "AWS::Serverless::Function" || resource.type == "AWS::Lambda::Function";
}

void read_event_invoke_config(const ValuePtr& config, Resolver& resolver, TemplateFunction& function) {
  FunctionReader(resolver, function).event_invoke_config(config);
  merge(resolver.take_findings(), function.findings);
}

TemplateFunction read_function(const Resource& resource, Resolver& resolver) {
  TemplateFunction function;
  function.logical_id = resource.logical_id;
  function.properties = with_globals(resolver.of(), resource.type, properties_of(resource, resolver));
  function.name = resolver.physical_name_of(resource);
  function.settings.function_name = function.name;
  function.stack = resolver.deployment().stack_path;
  function.other_names.push_back(resource.logical_id);
  if (!function.stack.empty()) function.other_names.push_back(function.stack + resource.logical_id);
  add_construct_names(resource, function);
  tidy_names(function);
  function.is_helper = is_helper(resource);
  function.build_method = resource.metadata("BuildMethod");
  FunctionReader reader(resolver, function);
  if (function.properties) {
    for (const Member& property : function.properties->members) reader.read(property);
  }
  read_code(resource, resolver, function);
  const auto& read_file = resolver.deployment().read_file;
  const auto has_file = [&read_file](const std::filesystem::path& path) { return read_file && read_file(path).ok(); };
  function.settings.build = build_step(resource, function, has_file);
  function.findings = resolver.take_findings();
  return function;
}

}  // namespace lambdalocal::templates
