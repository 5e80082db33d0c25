#include "core/project/templates/template_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/project/templates/api_gateway.h"
#include "core/project/templates/api_keys.h"
#include "core/project/templates/function_urls.h"
#include "core/project/templates/load_balancers.h"
#include "core/project/templates/loops.h"
#include "core/project/templates/permissions.h"
#include "core/project/templates/sam_apis.h"
#include "core/project/templates/serverless/service.h"

namespace lambdalocal::templates {

Result<TemplateFile> TemplateFile::read(std::string_view text, const std::filesystem::path& path,
                                        Deployment deployment) {
  TRY(document, read_document(text, path));
  TemplateFile file;
  file.deployment_ = std::make_unique<Deployment>(std::move(deployment));
  const bool is_service = serverless::is_service(document);
  TRY(parsed, is_service ? file.read_service(std::move(document)) : read_template(std::move(document)));
  file.template_ = std::make_unique<Template>(std::move(parsed));
  file.resolver_ = std::make_unique<Resolver>(*file.template_, *file.deployment_);
  if (!is_service) file.complete_resources(text);
  file.nested_stacks_ = std::make_unique<NestedStacks>(*file.resolver_);
  file.resolver_->set_nested_stacks(file.nested_stacks_.get());
  file.nested_stacks_->read_all();
  std::ranges::copy(file.nested_stacks_->warnings(), std::back_inserter(file.template_->document.warnings));
  merge(file.resolver_->take_findings(), file.beside_.findings);
  file.read_functions();
  return file;
}

void TemplateFile::complete_resources(std::string_view text) {
  ValuePtr resources = template_->document.root->member("Resources");
  const bool includes =
      std::ranges::find(resources->members, "Fn::Transform", &Member::name) != resources->members.end();
  if (includes) resources = resolver_->with_includes(resources);
  if (has_loops(text)) resources = without_loops(resources, *resolver_);
  if (resources != template_->document.root->member("Resources")) set_resources(*template_, *resources);
}

std::vector<const TemplateFile*> TemplateFile::nested() const {
  std::vector<const TemplateFile*> stacks;
  for (const TemplateFile* child : nested_stacks_->all()) {
    stacks.push_back(child);
    std::ranges::copy(child->nested(), std::back_inserter(stacks));
  }
  return stacks;
}

std::optional<std::string> TemplateFile::output(std::string_view name, Findings& findings) {
  const Value* outputs = template_->document.root->find("Outputs");
  const ValuePtr output = outputs == nullptr ? nullptr : outputs->member(name);
  if (!output || !output->is_object()) return std::nullopt;
  const ValuePtr& condition = output->member("Condition");
  if (condition && !resolver_->condition(condition->text, condition->at)) return std::nullopt;
  auto text = resolver_->text(output->member("Value"));
  merge(resolver_->take_findings(), findings);
  return text;
}

Result<Template> TemplateFile::read_service(Document document) {
  TRY(service, serverless::read_service(std::move(document), *deployment_));
  deployment_->region = service.region;
  region_ = service.region;
  if (deployment_->stack_name == kDefaultStackName) deployment_->stack_name = service.stack_name;
  of_variables_ = std::move(service.of_functions);
  beside_.findings = std::move(service.of_resources);
  beside_.warnings = std::move(service.warnings);
  return std::move(service.parsed);
}

void TemplateFile::read_functions() {
  for (const Resource& resource : template_->resources) {
    if (!is_function(resource) || !resolver_->is_created(resource)) continue;
    TemplateFunction& function = functions_.emplace_back(read_function(resource, *resolver_));
    if (auto found = of_variables_.extract(resource.logical_id)) {
      merge(std::move(found.mapped()), function.findings);
    }
  }
  for (const Resource& resource : template_->resources) {
    if (resource.type != "AWS::Lambda::EventInvokeConfig" || !resolver_->is_created(resource)) continue;
    const ValuePtr named = resolver_->member(resource.properties(), "FunctionName");
    const Resource* function = resolver_->resource_in(named);
    const std::string name = function != nullptr ? function->logical_id : resolver_->text(named).value_or("");
    const auto found = std::ranges::find_if(
        functions_, [&name](const TemplateFunction& one) { return one.logical_id == name || one.name == name; });
    if (found != functions_.end()) read_event_invoke_config(resource.properties(), *resolver_, *found);
  }
}

void TemplateFile::add_exports(std::map<std::string, std::string>& exports) {
  if (const Value* outputs = template_->document.root->find("Outputs")) {
    for (const Member& each : outputs->members) {
      const auto name = resolver_->text(resolver_->member(each.value->member("Export"), "Name"));
      Findings of_others;  // who imports it need not know why
      const auto value = name ? output(each.name, of_others) : std::nullopt;
      if (value) exports.emplace(*name, *value);
    }
  }
  for (TemplateFile* child : nested_stacks_->all()) child->add_exports(exports);
}

std::map<std::string, int> TemplateFile::resource_types() const {
  std::map<std::string, int> types;
  for (const Resource& resource : template_->resources) ++types[resource.type];
  return types;
}

std::vector<std::string> TemplateFile::parameter_names() const {
  std::vector<std::string> names;
  if (!template_->parameters) return names;
  for (const Member& parameter : template_->parameters->members) names.push_back(parameter.name);
  return names;
}

const TemplateFunction* TemplateFile::find(std::string_view name) const {
  const auto is_called = [name](const TemplateFunction& function) {
    return function.logical_id == name || function.name == name;
  };
  auto found = std::ranges::find_if(functions_, is_called);
  if (found == functions_.end()) {
    found = std::ranges::find_if(functions_, [name](const TemplateFunction& function) {
      return std::ranges::find(function.other_names, name) != function.other_names.end();
    });
  }
  return found == functions_.end() ? nullptr : &*found;
}

TemplateFrontEnds TemplateFile::front_ends() const {
  ApiDrafts drafts(*resolver_, functions_);
  for (const Resource& resource : template_->resources) {
    const bool is_api = resource.type == "AWS::Serverless::Api" || resource.type == "AWS::Serverless::HttpApi";
    if (is_api && resolver_->is_created(resource)) add_sam_api(resource, drafts);
  }
  add_rest_apis(drafts);
  add_http_apis(drafts);
  add_load_balancers(drafts);
  for (const TemplateFunction& function : functions_) {
    add_sam_routes(function, drafts);
    add_function_url(function, drafts);
  }
  for (const Resource& resource : template_->resources) {
    if (resource.type == "AWS::Lambda::Url" && resolver_->is_created(resource)) add_function_url(resource, drafts);
  }
  add_api_keys(drafts);
  drafts.finish_not_emulated();
  TemplateFrontEnds found;
  found.events = read_event_sources(drafts);
  std::map<gateway::FrontEnd, int> kinds;
  for (const ApiDraft& draft : drafts.all())
    kinds[draft.configuration.kind] += draft.configuration.routes.empty() ? 0 : 1;
  for (ApiDraft& draft : drafts.all()) {
    if (draft.configuration.routes.empty()) continue;
    if (kinds[draft.configuration.kind] == 1) draft.configuration.name.clear();
    found.front_ends.push_back(std::move(draft.configuration));
  }
  found.warnings = beside_.warnings;
  std::ranges::move(drafts.take_warnings(), std::back_inserter(found.warnings));
  found.refusals = not_permitted(drafts);
  found.findings = resolver_->take_findings();
  merge(beside_.findings, found.findings);
  return found;
}

}  // namespace lambdalocal::templates
