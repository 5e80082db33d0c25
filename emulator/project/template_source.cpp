#include "emulator/project/template_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "core/inference/language.h"
#include "core/project/dependencies.h"
#include "core/project/environment_file.h"
#include "core/project/templates/cloud_assembly.h"
#include "core/text/suggestion.h"
#include "emulator/project/built_code.h"
#include "emulator/project/inline_code.h"
#include "emulator/project/template_files.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;
using templates::Findings;
using templates::TemplateFunction;

constexpr std::string_view kSamConfiguration = "samconfig.toml";
constexpr int kMostImports = 10;  // one of another

Result<std::string> read_source(const fs::path& path) {
  auto text = system::read_text_file(path);
  if (!text) return Error{ErrorKind::BadConfiguration, std::move(text).error().message};
  return text;
}

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Result<templates::SamConfiguration> samconfig_in(const fs::path& here, templates::SamCommand command) {
  const fs::path path = here / kSamConfiguration;
  if (!system::is_file(path)) return templates::SamConfiguration();
  TRY(text, read_source(path));
  return templates::read_samconfig(text, path, command);
}

// The packages that the S3 keys of a template of CDK are about.
Result<void> add_assets(const fs::path& path, templates::Deployment& deployment) {
  const fs::path assets = templates::assets_of(path);
  if (assets.empty() || !system::is_file(assets)) return {};
  TRY(text, read_source(assets));
  TRY(packages, templates::read_assets(text, assets));
  deployment.assets = std::move(packages);
  return {};
}

Result<std::vector<fs::path>> paths_of(const TemplateOptions& options, const templates::SamConfiguration& configuration,
                                       const fs::path& here) {
  std::error_code error;
  if (options.file) {
    fs::path path = (here / *options.file).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();
    if (!fs::is_directory(path, error)) {
      if (auto advice = advice_on_program(path); !advice.empty())
        return Error{ErrorKind::NotEmulated, std::move(advice)};
      return std::vector{path};
    }
    TRY(found, templates_in(path));
    if (!found.empty()) return std::move(found);
    return Error{ErrorKind::BadConfiguration, fmt::format("there is no template in {}", path.string())};
  }
  if (configuration.template_file && system::is_file(here / *configuration.template_file)) {
    return std::vector{(here / *configuration.template_file).lexically_normal()};
  }
  return templates_in(here);
}

// Nothing is fetched for sources that name nothing.
bool needs_its_step(const FunctionSettings& settings) {
  if (!settings.build || settings.build->manifest.empty()) return true;
  const auto text = system::read_text_file(settings.build->directory / settings.build->manifest);
  return text && names_dependencies(*text, settings.build->manifest);
}

}  // namespace

Result<std::optional<TemplateSource>> TemplateSource::open(const TemplateOptions& options,
                                                           std::optional<std::string> region,
                                                           std::optional<std::string> account_id,
                                                           const fs::path& here) {
  TemplateSource source(here);
  source.from_sources_ = options.from_sources;
  TRY(configuration, samconfig_in(here, options.command));
  TRY(paths, paths_of(options, configuration, here));
  if (paths.empty()) return std::optional<TemplateSource>();
  templates::Deployment deployment;
  if (configuration.region) deployment.region = *configuration.region;
  if (region) deployment.region = *region;
  deployment.is_region_given = configuration.region || region;
  if (account_id) deployment.account_id = *account_id;
  if (configuration.stack_name) deployment.stack_name = *configuration.stack_name;
  deployment.parameters = options.parameters;
  deployment.parameters.insert(configuration.parameter_overrides.begin(), configuration.parameter_overrides.end());
  deployment.read_file = read_source;
  deployment.environment_variable = environment_variable;
  if (options.secrets) {
    const fs::path file = here / *options.secrets;
    TRY(text, read_source(file));
    TRY(secrets, parse_secrets_file(text, file.string()));
    deployment.secrets = std::move(secrets);
    source.sources_.push_back(file);
  }
  TRY_VOID(source.read(paths, deployment));
  TRY_VOID(source.check(options));
  source.sources_.push_back(here / kSamConfiguration);
  source.configuration_ = std::move(configuration);
  return std::optional(std::move(source));
}

Result<void> TemplateSource::read(const std::vector<fs::path>& paths, templates::Deployment deployment) {
  std::vector<std::string> texts;
  for (const fs::path& path : paths) {
    TRY(text, read_source(path));
    TRY(file, read_one(text, path, deployment));
    if (has_function_of(file)) {
      deployment.stack_path = path.stem().stem().string() + "/";
      TRY(apart, read_one(text, path, deployment));
      file = std::move(apart);
      deployment.stack_path.clear();
    }
    files_.push_back(std::move(file));
    texts.push_back(std::move(text));
  }
  TRY_VOID(read_imports(texts, std::move(deployment)));
  for (const auto* file : stacks()) sources_.push_back(file->path());
  return {};
}

Result<templates::TemplateFile> TemplateSource::read_one(const std::string& text, const fs::path& path,
                                                         templates::Deployment deployment) {
  deployment.nested_stacks = std::make_shared<std::size_t>(0);
  TRY_VOID(add_assets(path, deployment));
  return templates::TemplateFile::read(text, path, std::move(deployment));
}

// Stages of one application (CDK) have the same functions.
bool TemplateSource::has_function_of(const templates::TemplateFile& file) const {
  const auto is_known = [this](const TemplateFunction& function) {
    return !function.is_helper && std::ranges::any_of(files_, [&function](const auto& other) {
      return std::ranges::find(other.functions(), function.name, &TemplateFunction::name) != other.functions().end();
    });
  };
  return std::ranges::any_of(file.functions(), is_known);
}

// Stacks of one application, and those that one nests, import what others of it export, whatever their order: they are read again with
// that, until it is all known. What is exported may itself be made of what is imported.
Result<void> TemplateSource::read_imports(const std::vector<std::string>& texts, templates::Deployment deployment) {
  for (int round = 0; round < kMostImports && stacks().size() > 1; ++round) {
    std::map<std::string, std::string> exports;
    for (auto& file : files_) file.add_exports(exports);
    if (exports == deployment.exports) break;
    deployment.exports = std::move(exports);
    for (std::size_t at = 0; at < files_.size(); ++at) {
      if (texts[at].find("ImportValue") == std::string::npos && files_[at].nested().empty()) continue;
      deployment.stack_path = files_[at].stack_path();
      TRY(file, read_one(texts[at], files_[at].path(), deployment));
      files_[at] = std::move(file);
    }
  }
  return {};
}

// A name on the command line that the template does not have is misspelt; it may be that of an import.
Result<void> TemplateSource::check(const TemplateOptions& options) const {
  std::vector<std::string> known;
  for (const auto& file : files_) std::ranges::move(file.parameter_names(), std::back_inserter(known));
  const std::vector<std::string_view> words(known.begin(), known.end());
  for (const auto& [parameter, value] : options.parameters) {
    if (std::ranges::find(known, parameter) != known.end()) continue;
    const auto closest = closest_word(parameter, words);
    if (!closest) continue;
    return Error{ErrorKind::Usage,
                 fmt::format("{} has no parameter {}; did you mean {}?", name(), parameter, *closest)};
  }
  return {};
}

std::vector<const templates::TemplateFile*> TemplateSource::stacks() const {
  std::vector<const templates::TemplateFile*> stacks;
  for (const auto& file : files_) {
    stacks.push_back(&file);
    std::ranges::move(file.nested(), std::back_inserter(stacks));
  }
  return stacks;
}

const TemplateFunction* TemplateSource::find(std::string_view name) const {
  for (const auto* file : stacks()) {
    if (const TemplateFunction* function = file->find(name)) return function;
  }
  return nullptr;
}

std::vector<const TemplateFunction*> TemplateSource::functions() const {
  std::vector<const TemplateFunction*> functions;
  for (const auto* file : stacks()) {
    for (const TemplateFunction& function : file->functions()) functions.push_back(&function);
  }
  return functions;
}

std::string TemplateSource::name() const {
  const fs::path& first = files_.front().path();
  return (files_.size() == 1 ? first : first.parent_path()).filename().string();
}

const fs::path& TemplateSource::path_of(const TemplateFunction& function) const { return stack_of(function).path(); }

const fs::path& TemplateSource::outermost_of(const TemplateFunction& function) const {
  const templates::TemplateFile& stack = stack_of(function);
  return stack.parents().empty() ? stack.path() : stack.parents().front();
}

const templates::TemplateFile& TemplateSource::stack_of(const TemplateFunction& function) const {
  for (const auto* file : stacks()) {
    for (const TemplateFunction& one : file->functions()) {
      if (&one == &function) return *file;
    }
  }
  return files_.front();
}

std::optional<std::string> TemplateSource::region() const {
  return configuration_.region ? configuration_.region : files_.front().region();
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
    BuiltCode built{*function.settings.code, {}, {}};
    if (!from_sources_) built = built_code(function, path_of(function), outermost_of(function));
    if (!built.note.empty()) project.notes.push_back(std::move(built.note));
    if (!built.warning.empty()) project.warnings.push_back(std::move(built.warning));
    package.code = std::move(built.code);
    // SAM packs a source file that CodeUri names.
    if (language_of_file(package.code.string()) != nullptr && system::is_file(package.code))
      package.code = package.code.parent_path();
    if (!needs_its_step(package.settings)) package.settings.build.reset();
  }
  for (const std::string& warning : function.warnings) {
    project.warnings.push_back(fmt::format("{}: {}: {}", path_of(function).string(), function.logical_id, warning));
  }
  take(function.findings);
  return package;
}

const TemplateFunction* TemplateSource::the_only() const {
  const TemplateFunction* only = nullptr;
  for (const TemplateFunction* function : functions()) {
    if (function->is_helper) continue;
    if (only != nullptr) return nullptr;
    only = function;
  }
  return only;
}

std::vector<std::string> TemplateSource::names() const {
  std::vector<std::string> names;
  for (const TemplateFunction* function : functions()) {
    if (!function->is_helper) names.push_back(function->stack + function->logical_id);
  }
  return names;
}

std::string TemplateSource::resources() const {
  constexpr std::size_t kMostTypes = 10;
  std::map<std::string, int> types;
  for (const auto* file : stacks()) {
    for (const auto& [type, count] : file->resource_types()) types[type] += count;
  }
  std::vector<std::string> texts;
  for (const auto& [type, count] : types) {
    if (texts.size() == kMostTypes) {
      texts.push_back(fmt::format("and {} other types", types.size() - kMostTypes));
      break;
    }
    texts.push_back(fmt::format("{} {}", count, type));
  }
  return texts.empty() ? "no resources" : fmt::format("{}", fmt::join(texts, ", "));
}

void TemplateSource::add_front_ends(Project& project) const {
  for (const auto* file : stacks()) add_front_ends(*file, project);
}

// Two templates may give their functions the same FunctionName.
bool TemplateSource::is_of_other(const templates::TemplateFile& file, const std::optional<fs::path>& path) const {
  if (!path || *path == file.path()) return false;
  return std::ranges::any_of(stacks(), [&path](const auto* stack) { return stack->path() == *path; });
}

void TemplateSource::add_front_ends(const templates::TemplateFile& file, Project& project) const {
  templates::TemplateFrontEnds found = file.front_ends();
  const auto is_there = [&](const std::string& name) {
    const auto function = project.functions.find(name);
    return function != project.functions.end() && !is_of_other(file, function->second.file);
  };
  for (auto& front_end : found.front_ends) {
    std::erase_if(front_end.authorizers, [&](const auto& named) {
      const auto* authorizer = std::get_if<gateway::Authorizer>(&named.second);
      return authorizer != nullptr && !is_there(authorizer->function);
    });
    for (auto& route : front_end.routes) {
      // It stays, as another route would take its requests; without its authorizer it would be open to all.
      const bool is_guarded = route.authorizer.empty() || front_end.authorizers.contains(route.authorizer);
      const bool has_target = route.own_answer || route.http_proxy || is_there(route.route.function);
      if (has_target && is_guarded) continue;
      const std::string function = std::exchange(route.route.function, {});
      const std::string authorizer = std::exchange(route.authorizer, {});
      route.http_proxy.reset();
      route.own_answer = gateway::not_emulated(
          front_end.kind, is_guarded ? fmt::format("function {} cannot run here", function)
                                     : fmt::format("the function of authorizer {} cannot run here", authorizer));
    }
    const auto has_function = [](const auto& route) { return !route.own_answer; };
    if (std::ranges::none_of(front_end.routes, has_function)) continue;
    std::string name = gateway::name_of(front_end);
    if (&file != &files_.front() && project.front_ends.contains(name)) {  // of another stack
      std::string stack = file.stack_path().empty() ? file.path().stem().stem().string() : file.stack_path();
      if (front_end.name.empty() && stack.ends_with('/')) stack.pop_back();
      front_end.name = stack + front_end.name;
      name = gateway::name_of(front_end);
    }
    project.front_ends.emplace(std::move(name), std::move(front_end));
  }
  for (auto& mapping : found.events.mappings) project.event_sources.push_back(std::move(mapping));
  for (auto& schedule : found.events.schedules) project.schedules.push_back(std::move(schedule));
  const std::string events = templates::summary_of(found.events);
  if (!events.empty()) found.warnings.push_back("these events do not come by themselves yet: " + events);
  for (const std::string& warning : found.warnings) {
    project.warnings.push_back(fmt::format("{}: {}", file.path().string(), warning));
  }
  for (Refusal& refusal : found.refusals) {
    if (!is_there(refusal.function)) continue;
    refusal.what = fmt::format("{}: {}", file.path().string(), refusal.what);
    project.refusals.push_back(std::move(refusal));
  }
  take(std::move(found.findings));
}

// Of all that was asked for.
void TemplateSource::take(Findings findings) const { templates::merge(std::move(findings), findings_); }

void TemplateSource::add_sources(Project& project) const {
  project.sources.insert(project.sources.end(), sources_.begin(), sources_.end());
  project.sources.insert(project.sources.end(), findings_.files.begin(), findings_.files.end());
}

void TemplateSource::add_findings(Project& project) const {
  for (const auto* file : stacks()) {
    project.warnings.insert(project.warnings.end(), file->warnings().begin(), file->warnings().end());
  }
  project.warnings.insert(project.warnings.end(), findings_.problems.begin(), findings_.problems.end());
  if (findings_.unknown.empty()) return;
  std::vector<std::string> values;
  for (const auto& [what, stand_in] : findings_.unknown) values.push_back(fmt::format("{} (\"{}\")", what, stand_in));
  project.warnings.push_back(
      fmt::format("{}: not known before it is deployed, so these values stand in: {}\ngive parameters with "
                  "--parameter-overrides NAME=VALUE, variables with --env or --env-file",
                  name(), fmt::join(values, ", ")));
}

}  // namespace lambdalocal
