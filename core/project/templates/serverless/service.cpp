#include "core/project/templates/serverless/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/project/templates/serverless/events.h"
#include "core/project/templates/serverless/variables.h"

namespace lambdalocal::templates::serverless {
namespace {

// A property of a function, by its key here and in CloudFormation; `inherits`: from the provider.
struct Property {
  std::string_view key, property;
  bool inherits;
};
constexpr std::array kProperties = {Property{"handler", "Handler", false},
                                    Property{"runtime", "Runtime", true},
                                    Property{"memorySize", "MemorySize", true},
                                    Property{"timeout", "Timeout", true},
                                    Property{"layers", "Layers", true},
                                    Property{"reservedConcurrency", "ReservedConcurrentExecutions", false},
                                    Property{"provisionedConcurrency", "ProvisionedConcurrencyConfig", false},
                                    Property{"role", "Role", true},
                                    Property{"vpc", "VpcConfig", true},
                                    Property{"tags", "Tags", true},
                                    Property{"tracing", "Tracing", true},
                                    Property{"onError", "DeadLetterConfig", false},
                                    Property{"kmsKeyArn", "KmsKeyArn", true},
                                    Property{"snapStart", "SnapStart", false},
                                    Property{"fileSystemConfig", "FileSystemConfigs", false}};

constexpr std::string_view kDefaultMemory = "1024", kDefaultTimeout = "6";

class Reader {
 public:
  Reader(Document document, const Deployment& deployment)
      : document_(std::move(document)), variables_(document_, deployment) {}

  Result<Service> read() {
    const std::string provider = name_of("provider");
    if (!provider.empty() && provider != "aws") {
      return document_.error(
          document_.root->member("provider")->at,
          fmt::format("the provider is {}, not aws\nonly functions of AWS Lambda run here", provider));
    }
    name_ = name_of("service");
    if (name_.empty()) name_ = "service";
    read_provider();
    read_functions();
    read_layers();
    add_generated();
    read_resources();
    return finished();
  }

 private:
  // `service: orders`, `service: {name: orders}`.
  std::string name_of(std::string_view section) {
    const ValuePtr value = variables_.at(section);
    if (!value) return {};
    return std::string(value->is_object() ? value->text_of("name") : std::string_view(value->text));
  }

  void read_provider() {
    variables_.take_findings();
    provider_ = variables_.at("provider");
    if (!provider_ || !provider_->is_object()) provider_ = make_object({});
    of_provider_ = variables_.take_findings();
  }

  // An object, or a list of them.
  std::vector<Member> members_of(std::string_view section) {
    const ValuePtr& value = document_.root->member(section);
    std::vector<Member> members;
    const auto add = [&](const ValuePtr& part) {
      const ValuePtr whole = part && part->is_text() ? variables_.resolve(part) : part;
      if (whole) members.insert(members.end(), whole->members.begin(), whole->members.end());
    };
    add(value);
    if (value) {
      for (const ValuePtr& item : value->items) add(item);
    }
    return members;
  }

  void read_functions() {
    const auto functions = members_of("functions");
    for (const Member& function : functions) names_.insert(function.name);
    Events events(variables_, names_);
    for (const Member& function : functions) {
      const ValuePtr settings = variables_.resolve(function.value);
      if (function.name.empty() || !settings || !settings->is_object()) continue;
      resources_.push_back({function.name, function_resource(function, settings, events), function.at});
      Findings findings = variables_.take_findings();
      findings.unknown.insert(of_provider_.unknown.begin(), of_provider_.unknown.end());
      findings.problems.insert(findings.problems.end(), of_provider_.problems.begin(), of_provider_.problems.end());
      findings.files.insert(of_provider_.files.begin(), of_provider_.files.end());
      of_functions_[function.name] = std::move(findings);
      generated_.push_back(log_group(function));
    }
    for (Member& api : events.apis()) generated_.push_back(std::move(api));
    warnings_ = events.take_warnings();
  }

  ValuePtr function_resource(const Member& function, const ValuePtr& settings, Events& events) {
    std::vector<Member> properties;
    const auto set = [&](std::string_view name, ValuePtr value) {
      if (value && !value->is_null()) properties.push_back({std::string(name), value, value->at});
    };
    const ValuePtr& name = settings->member("name");
    set("FunctionName",
        name ? name : make_text(fmt::format("{}-{}-{}", name_, variables_.stage(), function.name), function.at));
    for (const Property& row : kProperties) {
      const ValuePtr& own = settings->member(row.key);
      set(row.property, own || !row.inherits ? own : inherited(row.key));
    }
    const auto has = [&](std::string_view property) {
      return std::ranges::find(properties, property, &Member::name) != properties.end();
    };
    if (!has("MemorySize")) set("MemorySize", make_number(std::string(kDefaultMemory), function.at));
    if (!has("Timeout")) set("Timeout", make_number(std::string(kDefaultTimeout), function.at));
    set("Environment", environment(settings->member("environment"), function.at));
    set("Architectures", in_list(settings->member("architecture") ? settings->member("architecture")
                                                                  : provider_->member("architecture")));
    set("EphemeralStorage", wrapped("Size", settings->member("ephemeralStorageSize")));
    set("LoggingConfig", logging(*settings));
    set("EventInvokeConfig", event_invoke(*settings));
    set("FunctionUrlConfig", Events::function_url(settings->member("url")));
    set("Events", events.of_function(function.name, settings->member("events")));
    if (settings->member("image")) {
      set("PackageType", make_text("Image", function.at));
    } else {
      set("CodeUri", code(*settings, function.at));
    }
    std::vector<Member> resource = {{"Type", make_text("AWS::Serverless::Function"), function.at},
                                    {"Properties", make_object(std::move(properties), function.at), function.at}};
    if (const ValuePtr& condition = settings->member("condition"))
      resource.push_back({"Condition", condition, function.at});
    return make_object(std::move(resource), function.at);
  }

  ValuePtr inherited(std::string_view key) {
    if (key == "tracing")
      return provider_->member("tracing") ? provider_->member("tracing")->member("lambda") : nullptr;
    if (key == "role")
      return provider_->member("iam") ? provider_->member("iam")->member("role") : provider_->member("role");
    return provider_->member(key);
  }

  // The provider's variables with the function's laid over them; null takes one away.
  ValuePtr environment(const ValuePtr& own, TextPosition at) const {
    std::vector<Member> variables;
    for (const ValuePtr& part : {provider_->member("environment"), own}) {
      if (!part) continue;
      for (const Member& variable : part->members) {
        std::erase_if(variables, [&](const Member& other) { return other.name == variable.name; });
        if (!variable.value->is_null()) variables.push_back(variable);
      }
    }
    if (variables.empty()) return nullptr;
    return wrapped("Variables", make_object(std::move(variables), at));
  }

  // A package that was made before, for the function or for all; else the directory of the file.
  ValuePtr code(const Value& settings, TextPosition at) {
    if (const Value* artifact = settings.find("package", "artifact")) return make_text(artifact->text, artifact->at);
    const std::string of_all = variables_.text_at("package.artifact");
    if (!of_all.empty()) return make_text(of_all, at);
    // Of serverless-python-requirements: the directory that is the package's root.
    const std::string_view module = settings.text_of("module");
    return make_text(module.empty() ? "." : std::string(module), at);
  }

  ValuePtr logging(const Value& settings) const {
    const Value* own = settings.find("logs");
    const Value* logs = own != nullptr ? own : provider_->find("logs", "lambda");
    if (logs == nullptr || !logs->is_object()) return nullptr;
    std::vector<Member> members;
    for (const auto& [key, property] :
         {std::pair{"logFormat", "LogFormat"}, std::pair{"applicationLogLevel", "ApplicationLogLevel"},
          std::pair{"systemLogLevel", "SystemLogLevel"}, std::pair{"logGroup", "LogGroup"}}) {
      if (const ValuePtr& value = logs->member(key)) members.push_back({property, value, value->at});
    }
    return make_object(std::move(members), logs->at);
  }

  static ValuePtr event_invoke(const Value& settings) {
    std::vector<Member> members;
    for (const auto& [key, property] :
         {std::pair{"maximumRetryAttempts", "MaximumRetryAttempts"},
          std::pair{"maximumEventAge", "MaximumEventAgeInSeconds"}, std::pair{"destinations", "DestinationConfig"}}) {
      if (const ValuePtr& value = settings.member(key)) members.push_back({property, value, value->at});
    }
    return members.empty() ? nullptr : make_object(std::move(members));
  }

  static ValuePtr wrapped(std::string_view name, const ValuePtr& value) {
    return value ? make_object({{std::string(name), value, value->at}}, value->at) : nullptr;
  }
  static ValuePtr in_list(const ValuePtr& value) { return value ? make_list({value}, value->at) : nullptr; }

  void read_layers() {
    for (const Member& layer : members_of("layers")) {
      const ValuePtr settings = variables_.resolve(layer.value);
      if (!settings || !settings->is_object()) continue;
      std::vector<Member> properties;
      const Value* artifact = settings->find("package", "artifact");
      const std::string_view place = artifact != nullptr ? std::string_view(artifact->text) : settings->text_of("path");
      if (!place.empty()) properties.push_back({"ContentUri", make_text(std::string(place), layer.at), layer.at});
      if (const ValuePtr& name = settings->member("name")) properties.push_back({"LayerName", name, name->at});
      add_resource(normalized(layer.name) + "LambdaLayer", "AWS::Serverless::LayerVersion", std::move(properties),
                   layer.at);
    }
  }

  void add_resource(std::string logical_id, std::string_view type, std::vector<Member> properties, TextPosition at) {
    resources_.push_back({std::move(logical_id),
                          make_object({{"Type", make_text(std::string(type)), at},
                                       {"Properties", make_object(std::move(properties), at), at}},
                                      at),
                          at});
  }

  Member log_group(const Member& function) const {
    const ValuePtr name = make_text(fmt::format("/aws/lambda/{}-{}-{}", name_, variables_.stage(), function.name));
    return {normalized(function.name) + "LogGroup",
            make_object({{"Type", make_text("AWS::Logs::LogGroup"), function.at},
                         {"Properties", make_object({{"LogGroupName", name, function.at}}), function.at}}),
            function.at};
  }

  // What the framework makes beside, and resources may refer to.
  void add_generated() {
    for (Member& resource : generated_) resources_.push_back(std::move(resource));
    add_resource("IamRoleLambdaExecution", "AWS::IAM::Role",
                 {{"RoleName",
                   make_text(fmt::format("{}-{}-{}-lambdaRole", name_, variables_.stage(), variables_.region())),
                   {}}},
                 {});
    add_resource("ServerlessDeploymentBucket", "AWS::S3::Bucket", {}, {});
  }

  // Of the section, or of a list of such sections.
  void read_resources() {
    for (const Member& section : members_of("resources")) {
      ValuePtr value = variables_.resolve(section.value);
      if (!value || !value->is_object()) continue;
      if (section.name == "Resources") {
        for (const Member& resource : value->members) {
          std::erase_if(resources_, [&](const Member& other) {
            return other.name == resource.name && !names_.contains(other.name);
          });
          resources_.push_back(resource);
        }
      } else if (ValuePtr* place = section_called(section.name)) {
        *place = *place ? with_more(**place, *value) : value;
      }
    }
    of_resources_ = variables_.take_findings();
  }

  ValuePtr* section_called(std::string_view name) {
    if (name == "Parameters") return &parameters_;
    if (name == "Mappings") return &mappings_;
    return name == "Conditions" ? &conditions_ : nullptr;
  }

  static ValuePtr with_more(const Value& some, const Value& more) {
    std::vector<Member> members = some.members;
    members.insert(members.end(), more.members.begin(), more.members.end());
    return make_object(std::move(members), some.at);
  }

  // A function is known by its key here, and referred to by the logical id that the framework gives it. Where one of the file's own
  // resources has that key for a name, Ref means the resource, and the function has its key for another name only.
  Service finished() {
    Service service{{std::move(document_), parameters_, mappings_, conditions_, nullptr, {}, {}},
                    variables_.region(),
                    {},
                    {},
                    {},
                    {}};
    std::vector<std::string> keys;
    for (Member& resource : resources_) {
      const auto findings = of_functions_.find(resource.name);
      const bool is_function = findings != of_functions_.end() && keys.size() < of_functions_.size();
      if (!is_function) break;  // they come first
      keys.push_back(resource.name);
      if (std::ranges::count(resources_, resource.name, &Member::name) > 1) {
        std::vector<Member> members = resource.value->members;
        members.push_back({"Metadata", wrapped("SamResourceId", make_text(resource.name)), resource.at});
        resource.value = make_object(std::move(members), resource.at);
        resource.name = function_logical_id(resource.name);
      }
      service.of_functions[resource.name] = std::move(findings->second);
    }
    Template& parsed = service.parsed;
    set_resources(parsed, *make_object(std::move(resources_)));
    for (std::size_t at = 0; at < keys.size(); ++at) {
      parsed.resource_places.insert_or_assign(function_logical_id(keys[at]), at);
    }
    service.stack_name = fmt::format("{}-{}", name_, variables_.stage());
    if (const std::string_view own = provider_->text_of("stackName"); !own.empty()) service.stack_name = own;
    service.of_resources = std::move(of_resources_);
    service.warnings = std::move(warnings_);
    return service;
  }

  Document document_;
  Variables variables_;
  std::string name_;
  ValuePtr provider_, parameters_, mappings_, conditions_;
  std::set<std::string, std::less<>> names_;  // of functions
  std::vector<Member> resources_, generated_;
  Findings of_provider_, of_resources_;
  std::map<std::string, Findings> of_functions_;
  std::vector<std::string> warnings_;
};

}  // namespace

bool is_service(const Document& document) {
  const Value& root = *document.root;
  return root.is_object() && root.find("Resources") == nullptr &&
         (root.find("service") != nullptr || root.find("provider") != nullptr);
}

Result<Service> read_service(Document document, const Deployment& deployment) {
  return Reader(std::move(document), deployment).read();
}

}  // namespace lambdalocal::templates::serverless
