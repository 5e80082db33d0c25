// A template as a project needs it: its functions, and what is served in front of them. A serverless.yml is one, too
// (serverless/service.h).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/project.h"
#include "core/project/templates/event_sources.h"
#include "core/project/templates/function_resource.h"
#include "core/project/templates/nested_stacks.h"

namespace lambdalocal::templates {

// What is in front of the functions, and what invokes them beside.
struct TemplateFrontEnds {
  std::vector<gateway::FrontEndConfiguration> front_ends;  // in the order in which the template has them; with routes
  EventSources events;
  std::vector<std::string> warnings;  // what is not emulated
  std::vector<Refusal> refusals;      // callers that AWS would not let through
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

  // That the file itself is for (provider.region of a serverless.yml); none when it does not say.
  const std::optional<std::string>& region() const { return region_; }

  // The stacks that it nests, and those that they nest, each behind its parent.
  std::vector<const TemplateFile*> nested() const;
  // "Child/" of a nested stack; else empty.
  const std::string& stack_path() const { return deployment_->stack_path; }
  // Those that it is nested in, from the outermost on.
  const std::vector<std::filesystem::path>& parents() const { return deployment_->parents; }
  // What the template's Outputs say of the name; none when there is none.
  std::optional<std::string> output(std::string_view name, Findings& findings);

  // What it and the stacks that it nests export to other stacks, by the names they import it by; those that are there already stay.
  void add_exports(std::map<std::string, std::string>& exports);

  // Of the only API of its kind the name is empty, others are called by their logical ids.
  TemplateFrontEnds front_ends() const;

  // Of what there is, by type: AWS::S3::Bucket -> 2.
  std::map<std::string, int> resource_types() const;

  const std::filesystem::path& path() const { return template_->document.path; }
  // Keys that stand there twice, nested stacks that are left out.
  const std::vector<std::string>& warnings() const { return template_->document.warnings; }

 private:
  TemplateFile() = default;
  // A serverless.yml as a template. Its variables' findings go to the functions and the front ends.
  Result<Template> read_service(Document document);
  // With what is included and looped over.
  void complete_resources(std::string_view text);
  void read_functions();

  std::unique_ptr<Template> template_;
  std::unique_ptr<Deployment> deployment_;
  std::unique_ptr<Resolver> resolver_;
  std::unique_ptr<NestedStacks> nested_stacks_;
  std::vector<TemplateFunction> functions_;
  std::optional<std::string> region_;
  std::map<std::string, Findings> of_variables_;  // of a serverless.yml, by function
  TemplateFrontEnds beside_;                      // what its reader has to say of front ends
};

}  // namespace lambdalocal::templates
