// A template as a project needs it: its functions, and what is served in front of them.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/project.h"
#include "core/project/templates/event_sources.h"
#include "core/project/templates/function_resource.h"

namespace lambdalocal::templates {

// What is in front of the functions, and what invokes them beside.
struct TemplateFrontEnds {
  std::vector<gateway::FrontEndConfiguration> front_ends;  // in the order in which the template has them; with routes
  EventSources events;
  std::vector<std::string> warnings;  // what is not emulated
  Findings findings;
};

class TemplateFile {
 public:
  // Errors are BadConfiguration: it cannot be read at all.
  static Result<TemplateFile> read(std::string_view text, const std::filesystem::path& path, Deployment deployment);

  // In their order, without those whose condition does not hold.
  const std::vector<TemplateFunction>& functions() const { return functions_; }
  // By logical id, name, construct id or path; null when none is called so.
  const TemplateFunction* find(std::string_view name) const;

  std::vector<std::string> parameter_names() const;

  // Of the only API of its kind the name is empty, others are called by their logical ids.
  TemplateFrontEnds front_ends() const;

  const std::filesystem::path& path() const { return template_->document.path; }
  // Of the document: keys that stand there twice.
  const std::vector<std::string>& warnings() const { return template_->document.warnings; }

 private:
  TemplateFile() = default;

  std::unique_ptr<Template> template_;
  std::unique_ptr<Deployment> deployment_;
  std::unique_ptr<Resolver> resolver_;
  std::vector<TemplateFunction> functions_;
};

}  // namespace lambdalocal::templates
