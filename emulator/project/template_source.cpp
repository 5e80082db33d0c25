#include "emulator/project/template_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text/suggestion.h"
#include "emulator/project/inline_code.h"
#include "emulator/project/sam_build.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;
using templates::Findings;
using templates::TemplateFunction;

constexpr std::array kNames = {"template.yaml", "template.yml", "template.json"};
constexpr std::string_view kSamConfiguration = "samconfig.toml";

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

Result<std::string> read(const fs::path& path) {
  auto text = system::read_text_file(path);
  if (!text) return Error{ErrorKind::BadConfiguration, std::move(text).error().message};
  return text;
}

Result<templates::SamConfiguration> samconfig_in(const fs::path& here, templates::SamCommand command) {
  const fs::path path = here / kSamConfiguration;
  if (!is_file(path)) return templates::SamConfiguration();
  TRY(text, read(path));
  return templates::read_samconfig(text, path, command);
}

fs::path found_in(const fs::path& here) {
  for (const char* name : kNames) {
    if (is_file(here / name)) return here / name;
  }
  return {};
}

// A name on the command line that the template does not have is misspelt.
Result<void> check_parameters(const TemplateOptions& options, const templates::TemplateFile& file) {
  const std::vector<std::string> known = file.parameter_names();
  const std::vector<std::string_view> words(known.begin(), known.end());
  for (const auto& [name, value] : options.parameters) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto closest = closest_word(name, words);
    if (!closest) continue;  // of an import
    return Error{ErrorKind::Usage,
                 fmt::format("{} has no parameter {}; did you mean {}?", file.path().string(), name, *closest)};
  }
  return {};
}

}  // namespace

Result<std::optional<TemplateSource>> TemplateSource::open(const TemplateOptions& options,
                                                           std::optional<std::string> region,
                                                           std::optional<std::string> account_id,
                                                           const fs::path& here) {
  TRY(configuration, samconfig_in(here, options.command));
  fs::path path;
  if (options.file) {
    path = (here / *options.file).lexically_normal();
    std::error_code error;
    if (fs::is_directory(path, error)) path = found_in(path).empty() ? path : found_in(path);
  } else if (configuration.template_file && is_file(here / *configuration.template_file)) {
    path = (here / *configuration.template_file).lexically_normal();
  } else {
    path = found_in(here);
  }
  if (path.empty()) return std::optional<TemplateSource>();
  TRY(text, read(path));
  templates::Deployment deployment;
  if (configuration.region) deployment.region = *configuration.region;
  if (region) deployment.region = *region;
  if (account_id) deployment.account_id = *account_id;
  if (configuration.stack_name) deployment.stack_name = *configuration.stack_name;
  deployment.parameters = options.parameters;
  deployment.parameters.insert(configuration.parameter_overrides.begin(), configuration.parameter_overrides.end());
  deployment.read_file = read;
  TRY(file, templates::TemplateFile::read(text, path, std::move(deployment)));
  TRY_VOID(check_parameters(options, file));
  TemplateSource source(std::move(file), here);
  source.sources_ = {path, here / kSamConfiguration};
  source.configuration_ = std::move(configuration);
  return std::optional(std::move(source));
}

std::optional<fs::path> TemplateSource::env_vars() const {
  if (!configuration_.env_vars) return std::nullopt;
  return here_ / *configuration_.env_vars;
}

Result<TemplatePackage> TemplateSource::package_of(const TemplateFunction& function, Project& project) const {
  if (function.refused) return *function.refused;
  TemplatePackage package{{}, function.settings, function.other_names};
  package.settings.code.reset();
  if (function.inline_code) {
    TRY(directory, directory_of_inline_code(*function.inline_code, function.settings.runtime.value_or("")));
    package.code = std::move(directory);
  } else {
    BuiltCode built = built_code(function, file_.path());
    if (!built.note.empty()) project.notes.push_back(std::move(built.note));
    if (!built.warning.empty()) project.warnings.push_back(std::move(built.warning));
    package.code = std::move(built.code);
  }
  for (const std::string& warning : function.warnings) {
    project.warnings.push_back(fmt::format("{}: {}: {}", file_.path().string(), function.logical_id, warning));
  }
  take(function.findings);
  return package;
}

const TemplateFunction* TemplateSource::the_only() const {
  const TemplateFunction* only = nullptr;
  for (const TemplateFunction& function : file_.functions()) {
    if (function.is_helper) continue;
    if (only != nullptr) return nullptr;
    only = &function;
  }
  return only;
}

std::vector<std::string> TemplateSource::names() const {
  std::vector<std::string> names;
  for (const TemplateFunction& function : file_.functions()) {
    if (!function.is_helper) names.push_back(function.logical_id);
  }
  return names;
}

void TemplateSource::add_front_ends(Project& project) const {
  templates::TemplateFrontEnds found = file_.front_ends();
  const auto is_there = [&project](const std::string& function) { return project.functions.contains(function); };
  for (auto& front_end : found.front_ends) {
    std::erase_if(front_end.authorizers, [&](const auto& named) {
      const auto* authorizer = std::get_if<gateway::Authorizer>(&named.second);
      return authorizer != nullptr && !is_there(authorizer->function);
    });
    std::erase_if(front_end.routes, [&](const gateway::RouteConfiguration& route) {
      // Without its authorizer it would be open to all.
      const bool is_guarded = route.authorizer.empty() || front_end.authorizers.contains(route.authorizer);
      return !is_there(route.route.function) || !is_guarded;
    });
    if (front_end.routes.empty()) continue;
    std::string name = gateway::name_of(front_end);
    project.front_ends.emplace(std::move(name), std::move(front_end));
  }
  for (auto& mapping : found.events.mappings) project.event_sources.push_back(std::move(mapping));
  for (auto& schedule : found.events.schedules) project.schedules.push_back(std::move(schedule));
  const std::string events = templates::summary_of(found.events);
  if (!events.empty()) found.warnings.push_back("these events do not come by themselves yet: " + events);
  for (const std::string& warning : found.warnings) {
    project.warnings.push_back(fmt::format("{}: {}", file_.path().string(), warning));
  }
  take(std::move(found.findings));
}

// Of all that was asked for.
void TemplateSource::take(Findings findings) const {
  findings_.unknown.merge(findings.unknown);
  findings_.files.merge(findings.files);
  for (std::string& problem : findings.problems) {
    if (std::ranges::find(findings_.problems, problem) != findings_.problems.end()) continue;
    findings_.problems.push_back(std::move(problem));
  }
}

void TemplateSource::add_sources(Project& project) const {
  project.sources.insert(project.sources.end(), sources_.begin(), sources_.end());
  project.sources.insert(project.sources.end(), findings_.files.begin(), findings_.files.end());
}

void TemplateSource::add_findings(Project& project) const {
  const auto& warnings = file_.warnings();
  project.warnings.insert(project.warnings.end(), warnings.begin(), warnings.end());
  project.warnings.insert(project.warnings.end(), findings_.problems.begin(), findings_.problems.end());
  if (findings_.unknown.empty()) return;
  std::vector<std::string> values;
  for (const auto& [what, stand_in] : findings_.unknown) values.push_back(fmt::format("{} (\"{}\")", what, stand_in));
  project.warnings.push_back(
      fmt::format("{}: not known before it is deployed, so these values stand in: {}\ngive parameters with "
                  "--parameter-overrides NAME=VALUE, variables with --env or --env-file",
                  file_.path().string(), fmt::join(values, ", ")));
}

}  // namespace lambdalocal
