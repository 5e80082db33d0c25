#include "core/project/templates/template_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/project/templates/api_gateway.h"
#include "core/project/templates/function_urls.h"
#include "core/project/templates/loops.h"
#include "core/project/templates/sam_apis.h"

namespace lambdalocal::templates {

Result<TemplateFile> TemplateFile::read(std::string_view text, const std::filesystem::path& path,
                                        Deployment deployment) {
  TRY(document, read_document(text, path));
  TRY(parsed, read_template(std::move(document)));
  TemplateFile file;
  file.template_ = std::make_unique<Template>(std::move(parsed));
  file.deployment_ = std::make_unique<Deployment>(std::move(deployment));
  file.resolver_ = std::make_unique<Resolver>(*file.template_, *file.deployment_);
  Resolver& resolver = *file.resolver_;
  if (has_loops(text)) {
    set_resources(*file.template_, *without_loops(file.template_->document.root->member("Resources"), resolver));
  }
  for (const Resource& resource : file.template_->resources) {
    if (is_function(resource) && resolver.is_created(resource))
      file.functions_.push_back(read_function(resource, resolver));
  }
  return file;
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
  for (const TemplateFunction& function : functions_) {
    add_sam_routes(function, drafts);
    add_function_url(function, drafts);
  }
  for (const Resource& resource : template_->resources) {
    if (resource.type == "AWS::Lambda::Url" && resolver_->is_created(resource)) add_function_url(resource, drafts);
  }
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
  found.warnings = drafts.take_warnings();
  for (const std::string& function : drafts.not_permitted()) {
    found.warnings.push_back(fmt::format(
        "no AWS::Lambda::Permission lets API Gateway invoke {}: on AWS its routes would answer 500", function));
  }
  found.findings = resolver_->take_findings();
  return found;
}

}  // namespace lambdalocal::templates
