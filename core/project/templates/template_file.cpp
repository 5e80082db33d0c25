#include "core/project/templates/template_file.h"

#include <algorithm>

#include "core/project/templates/loops.h"

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

}  // namespace lambdalocal::templates
