#include "core/project/templates/nested_stacks.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/project/templates/template_file.h"

namespace lambdalocal::templates {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStack = "AWS::CloudFormation::Stack", kApplication = "AWS::Serverless::Application";
constexpr std::size_t kMostNested = 10;   // inside of one another
constexpr std::size_t kMostStacks = 200;  // in all: a template may nest the same one many times

// "Stack/Api.NestedStack/Api.NestedStackResource" -> Api, as CDK writes it; else the logical id.
std::string_view id_of(const Resource& resource) {
  std::string_view path = resource.metadata("aws:cdk:path");
  constexpr std::string_view kSuffix = ".NestedStackResource";
  if (!path.ends_with(kSuffix)) return resource.logical_id;
  path.remove_suffix(kSuffix.size());
  return path.substr(path.rfind('/') + 1);
}

std::string text_of(const Value& value) {
  if (!value.is_list()) return value.text;
  std::string text;
  for (const ValuePtr& item : value.items) text += (text.empty() ? "" : ",") + item->text;
  return text;
}

}  // namespace

bool is_nested_stack(const Resource& resource) { return resource.type == kStack || resource.type == kApplication; }

NestedStacks::NestedStacks(Resolver& resolver) : resolver_(resolver) {}
NestedStacks::~NestedStacks() = default;

void NestedStacks::read_all() {
  for (const Resource& resource : resolver_.of().resources) {
    if (is_nested_stack(resource) && resolver_.is_created(resource)) stack_of(resource);
  }
}

std::vector<TemplateFile*> NestedStacks::all() const {
  std::vector<TemplateFile*> stacks;
  for (const Resource& resource : resolver_.of().resources) {
    const auto found = stacks_.find(resource.logical_id);
    if (found != stacks_.end() && found->second) stacks.push_back(found->second.get());
  }
  return stacks;
}

std::optional<std::string> NestedStacks::output(const Resource& resource, std::string_view name) {
  TemplateFile* stack = stack_of(resource);
  if (stack == nullptr) return std::nullopt;
  Findings findings;
  auto text = stack->output(name, findings);
  resolver_.add_findings(std::move(findings));
  return text;
}

TemplateFile* NestedStacks::stack_of(const Resource& resource) {
  const auto known = stacks_.find(resource.logical_id);
  if (known != stacks_.end()) return known->second.get();
  stacks_[resource.logical_id] = nullptr;  // one that asks for its own output gets none
  auto stack = read(resource);
  return (stacks_[resource.logical_id] = std::move(stack)).get();
}

std::unique_ptr<TemplateFile> NestedStacks::read(const Resource& resource) {
  const ValuePtr& properties = resource.properties();
  const bool is_application = resource.type == kApplication;
  const ValuePtr place = resolver_.member(properties, is_application ? "Location" : "TemplateURL");
  const Deployment& own = resolver_.deployment();
  std::string location(resource.metadata("aws:asset:path"));
  if (location.empty()) location = resolver_.text(place).value_or("");
  if (const auto key = own.assets.find(location.substr(location.rfind('/') + 1)); key != own.assets.end()) {
    location = key->second.string();
  }
  if (location.empty() || location.find("://") != std::string::npos) {
    const bool is_published = is_application && place && place->is_object();
    leave_out(resource, is_published ? "is an application of the Serverless Application Repository" : "lies on AWS");
    return nullptr;
  }
  const fs::path& parent = resolver_.of().document.path;
  const fs::path path = (parent.parent_path() / location).lexically_normal();
  Deployment deployment = own;
  deployment.parents.push_back(parent.lexically_normal());
  if (std::ranges::find(deployment.parents, path) != deployment.parents.end()) {
    leave_out(resource, fmt::format("is {}, which nests itself in a circle", path.string()));
    return nullptr;
  }
  if (deployment.parents.size() > kMostNested || ++*deployment.nested_stacks > kMostStacks) {
    leave_out(resource, "is one of too many");
    return nullptr;
  }
  if (!own.read_file) return nullptr;
  const auto text = own.read_file(path);
  if (!text) {
    leave_out(resource, fmt::format("cannot be read: {}", text.error().message));
    return nullptr;
  }
  deployment.stack_path = fmt::format("{}{}/", own.stack_path, id_of(resource));
  deployment.stack_name = fmt::format("{}-{}", own.stack_name, id_of(resource));
  deployment.parameters.clear();
  if (const ValuePtr parameters = resolver_.resolve(resolver_.member(properties, "Parameters"))) {
    for (const Member& parameter : parameters->members)
      deployment.parameters[parameter.name] = text_of(*parameter.value);
  }
  auto stack = TemplateFile::read(*text, path, std::move(deployment));
  if (stack) return std::make_unique<TemplateFile>(*std::move(stack));
  leave_out(resource, stack.error().message);
  return nullptr;
}

void NestedStacks::leave_out(const Resource& resource, std::string_view why) {
  warnings_.push_back(resolver_.of().document.message(
      resource.at, fmt::format("the nested stack {} is left out: it {}", resource.logical_id, why)));
}

}  // namespace lambdalocal::templates
