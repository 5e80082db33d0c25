// The template of a project as it lies on disk: found, read with what samconfig.toml and flags say of its parameters, and with the
// code of its functions where the tool that built them put it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/project/project.h"
#include "core/project/templates/samconfig.h"
#include "core/project/templates/template_file.h"
#include "core/result.h"

namespace lambdalocal {

struct TemplateOptions {
  std::optional<std::filesystem::path> file;      // -t; else it is looked for
  std::map<std::string, std::string> parameters;  // --parameter-overrides
  // --secrets: what {{resolve:...}} and parameters of the Parameter Store are, by name; JSON or NAME=VALUE lines.
  std::optional<std::filesystem::path> secrets;
  templates::SamCommand command = templates::SamCommand::LocalInvoke;
  bool from_sources = false;  // whatever 'sam build' has made of them
};

// A function whose code is there.
struct TemplatePackage {
  std::filesystem::path code;
  FunctionSettings settings;  // without the code
  std::vector<std::string> other_names;
};

class TemplateSource {
 public:
  // The template in `here`, or those of the cdk.out there (template_files.h). None when there is none. Errors are BadConfiguration.
  static Result<std::optional<TemplateSource>> open(const TemplateOptions& options, std::optional<std::string> region,
                                                    std::optional<std::string> account_id,
                                                    const std::filesystem::path& here);

  // A function by any of its names; null when there is none.
  const templates::TemplateFunction* find(std::string_view name) const;
  std::vector<const templates::TemplateFunction*> functions() const;
  // What messages call it: "template.yaml", "cdk.out".
  std::string name() const;
  // Of the template that has the function; of a nested stack's.
  const std::filesystem::path& path_of(const templates::TemplateFunction& function) const;

  // As samconfig.toml or a serverless.yml has it; none when they say nothing.
  std::optional<std::string> region() const;
  // Files of variables that samconfig.toml names.
  std::optional<std::filesystem::path> env_vars() const;

  // Where the function's code is, and what is to be told of that into the project. Errors tell why it cannot run.
  Result<TemplatePackage> package_of(const templates::TemplateFunction& function, Project& project) const;

  // The only function that is not one of CDK's own; null when there are several or none.
  const templates::TemplateFunction* the_only() const;
  // Those that people wrote, for messages.
  std::vector<std::string> names() const;
  // "2 AWS::S3::Bucket, 1 AWS::SNS::Topic", "no resources".
  std::string resources() const;

  // The front ends and event sources of the functions that are in the project, but for those that are there already.
  void add_front_ends(Project& project) const;

  // What was read, and what may come: watched while it is served.
  void add_sources(Project& project) const;
  // What has a stand-in, and what makes no sense: once for all functions that were asked for.
  void add_findings(Project& project) const;

 private:
  explicit TemplateSource(std::filesystem::path here) : here_(std::move(here)) {}
  Result<void> read(const std::vector<std::filesystem::path>& paths, templates::Deployment deployment);
  static Result<templates::TemplateFile> read_one(const std::string& text, const std::filesystem::path& path,
                                                  templates::Deployment deployment);
  bool has_function_of(const templates::TemplateFile& file) const;  // of which others have one of the same name
  Result<void> read_imports(const std::vector<std::string>& texts, templates::Deployment deployment);
  Result<void> check(const TemplateOptions& options) const;
  // Each with those that it nests.
  std::vector<const templates::TemplateFile*> stacks() const;
  void take(templates::Findings findings) const;
  // Whether another template than `file` is the one with that path.
  bool is_of_other(const templates::TemplateFile& file, const std::optional<std::filesystem::path>& path) const;
  void add_front_ends(const templates::TemplateFile& file, Project& project) const;
  const templates::TemplateFile& stack_of(const templates::TemplateFunction& function) const;
  // The template that nests it, from the command line or the directory; its own where none does.
  const std::filesystem::path& outermost_of(const templates::TemplateFunction& function) const;

  std::vector<templates::TemplateFile> files_;
  std::filesystem::path here_;
  bool from_sources_ = false;
  templates::SamConfiguration configuration_;
  std::vector<std::filesystem::path> sources_;
  mutable templates::Findings findings_;  // of what was asked for
};

}  // namespace lambdalocal
