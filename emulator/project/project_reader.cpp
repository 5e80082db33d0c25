#include "emulator/project/project_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/function/limits.h"
#include "core/project/environment_file.h"
#include "core/project/lambdalocal_json.h"
#include "core/project/user_pools.h"
#include "core/text/suggestion.h"
#include "emulator/bundle/closed_directory.h"
#include "emulator/project/template_files.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kFileName = "lambdalocal.json";

// A deployment package, and what files say of it.
struct Chosen {
  fs::path code;              // absolute
  FunctionSettings settings;  // empty when no file says anything
  std::optional<fs::path> file;
  std::vector<std::string> other_names = {};
  bool is_of_template = false;
};

Error bad(std::string message) { return Error{ErrorKind::BadConfiguration, std::move(message)}; }

// The file in `directory`; none when there is none.
Result<std::optional<ConfigurationFile>> read_settings(const fs::path& directory) {
  const fs::path path = directory / kFileName;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::optional<ConfigurationFile>();
  auto text = system::read_text_file(path);
  if (!text) return bad(text.error().message);
  TRY(file, parse_configuration_file(*text, path));
  return std::optional(std::move(file));
}

bool same_place(const fs::path& left, const fs::path& right) {
  std::error_code error;
  return fs::equivalent(left, right, error) && !error;
}

Chosen chosen(const ConfigurationFile& file, const FunctionSettings& settings, const fs::path& code) {
  return Chosen{code, settings, file.path};
}

// What `file` says of the deployment package at `code`.
Result<Chosen> by_code(const ConfigurationFile& file, const fs::path& code) {
  if (file.only) return chosen(file, *file.only, code);
  std::vector<std::string> names;
  for (const auto& [name, settings] : file.functions) {
    if (same_place(*settings.code, code)) names.push_back(name);
  }
  if (names.empty()) return Chosen{code, {}, {}};
  if (names.size() > 1) {
    return bad(fmt::format("{} is the CodeUri of several functions in {}: {}\ninvoke one of them by its name",
                           code.string(), file.path.string(), fmt::join(names, ", ")));
  }
  return chosen(file, file.functions.at(names.front()), code);
}

Result<Chosen> for_package(const fs::path& code, const std::optional<ConfigurationFile>& here,
                           const fs::path& current_directory) {
  if (same_place(code, current_directory) && here) return by_code(*here, code);
  const fs::path parent = code.parent_path();
  if (same_place(parent, current_directory)) return here ? by_code(*here, code) : Chosen{code, {}, {}};
  TRY(beside, read_settings(parent));
  if (beside) return by_code(*beside, code);
  if (here) return by_code(*here, code);
  return Chosen{code, {}, {}};
}

// What stands in the current directory: lambdalocal.json, and a template that is read when something is looked up in it.
class Place {
 public:
  Place(const FunctionOverrides& overrides, const fs::path& directory) : overrides_(overrides), directory_(directory) {}

  Result<void> read() {
    TRY(file, read_settings(directory_));
    file_ = std::move(file);
    return {};
  }

  const std::optional<ConfigurationFile>& file() const { return file_; }
  const fs::path& directory() const { return directory_; }

  // Null when there is none.
  Result<const TemplateSource*> of_template() {
    if (!was_looked_for_) {
      TRY(found, TemplateSource::open(overrides_.of_template, overrides_.region, overrides_.account_id, directory_));
      template_ = std::move(found);
      was_looked_for_ = true;
    }
    return template_ ? &*template_ : nullptr;
  }
  // The one that was read.
  const TemplateSource* template_in_use() const { return template_ ? &*template_ : nullptr; }
  bool names_template() const { return overrides_.of_template.file.has_value(); }

  // A function of lambdalocal.json, over what the template says of it.
  Result<Chosen> function_of_file(const std::string& name, Project& project) {
    const FunctionSettings& settings = file_->functions.at(name);
    TRY(source, of_template());
    const auto* below = source == nullptr ? nullptr : source->find(name);
    if (below == nullptr) {
      if (!settings.code) return file_->without_code.at(name);
      return chosen(*file_, settings, *settings.code);
    }
    if (settings.code) {  // wherever the template's code lies, and however that is built
      Chosen both = chosen(*file_, overlay(settings, below->settings), *settings.code);
      both.settings.build = settings.build;
      both.other_names = below->other_names;
      both.is_of_template = true;
      return both;
    }
    TRY(under, function_of_template(*source, *below, project));
    under.settings = overlay(settings, under.settings);
    under.settings.function_name = below->name;
    return std::move(under);
  }

  static Result<Chosen> function_of_template(const TemplateSource& source, const templates::TemplateFunction& function,
                                             Project& project) {
    TRY(package, source.package_of(function, project));
    return Chosen{std::move(package.code), std::move(package.settings), source.path_of(function),
                  std::move(package.other_names), true};
  }

  // All names that there are, for messages.
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    if (file_) {
      for (const auto& [name, settings] : file_->functions) names.push_back(name);
    }
    if (!template_) return names;
    for (std::string& name : template_->names()) {
      if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    return names;
  }

 private:
  const FunctionOverrides& overrides_;
  const fs::path directory_;
  std::optional<ConfigurationFile> file_;
  std::optional<TemplateSource> template_;
  bool was_looked_for_ = false;
};

// By its name in the current directory's file.
Result<std::optional<Chosen>> by_name(Place& place, const std::string& name, Project& project) {
  const auto& file = place.file();
  if (!file) return std::optional<Chosen>();
  if (file->functions.contains(name)) {
    TRY(function, place.function_of_file(name, project));
    return std::optional(std::move(function));
  }
  if (file->only && file->only->code && file->only->function_name == name) {
    return std::optional(chosen(*file, *file->only, *file->only->code));
  }
  return std::optional<Chosen>();
}

Result<std::optional<Chosen>> by_name_in_template(Place& place, const std::string& name, Project& project) {
  TRY(source, place.of_template());
  const auto* function = source == nullptr ? nullptr : source->find(name);
  if (function == nullptr) return std::optional<Chosen>();
  TRY(found, Place::function_of_template(*source, *function, project));
  return std::optional(std::move(found));
}

Result<Chosen> the_only_one(Place& place, Project& project) {
  const auto& here = place.file();
  if (here && here->only && here->only->code) return chosen(*here, *here->only, *here->only->code);
  TRY(source, place.of_template());
  const auto names = place.names();
  if (here && here->functions.size() == 1 && names.size() == 1) {
    return place.function_of_file(here->functions.begin()->first, project);
  }
  if (source != nullptr && (!here || here->functions.empty())) {
    if (const auto* only = source->the_only()) return Place::function_of_template(*source, *only, project);
    if (names.empty()) {
      return Error{
          ErrorKind::Usage,
          fmt::format("which function? {} has none; name a directory or an archive with its code", source->name())};
    }
  }
  if (!names.empty()) {
    const std::string file = here && !here->functions.empty() ? std::string(kFileName) : source->name();
    return Error{ErrorKind::Usage, fmt::format("which function? {} has {}", file, fmt::join(names, ", "))};
  }
  return Error{ErrorKind::Usage, "which function? name a directory or an archive with its code"};
}

Error nothing_of_that_name(const std::string& argument, const Place& place) {
  std::vector<std::string> names = place.names();
  const fs::path parent = fs::path(argument).parent_path();
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(place.directory() / parent, error)) {
    const std::string extension = entry.path().extension().string();
    if (!entry.is_directory(error) && extension != ".zip" && extension != ".jar") continue;
    names.push_back((parent / entry.path().filename()).string());
  }
  const std::vector<std::string_view> words(names.begin(), names.end());
  if (const auto closest = closest_word(argument, words)) {
    return bad(fmt::format("there is no function, directory or archive '{}'; did you mean {}?", argument, *closest));
  }
  if (const TemplateSource* source = place.template_in_use()) {
    const std::string file = source->name();
    const auto functions = source->names();
    return bad(fmt::format("there is no function, directory or archive '{}'\n{}", argument,
                           functions.empty()
                               ? file + " has no functions"
                               : fmt::format("the functions of {} are {}", file, fmt::join(functions, ", "))));
  }
  if (const std::string advice = advice_on_program(place.directory()); !advice.empty()) {
    return bad(fmt::format("there is no function, directory or archive '{}'\n{}", argument, advice));
  }
  return bad(fmt::format(
      "there is no function, directory or archive '{}'\nname a directory with the function's code, a .zip, or a "
      "function of the {} or template.yaml here",
      argument, kFileName));
}

Result<Chosen> choose(const std::string& argument, Place& place, Project& project) {
  if (argument.empty()) return the_only_one(place, project);
  TRY(function, by_name(place, argument, project));
  if (function) return *std::move(function);
  if (place.names_template()) {
    TRY(named, by_name_in_template(place, argument, project));
    if (named) return *std::move(named);
  }
  fs::path code = (place.directory() / argument).lexically_normal();
  if (!code.has_filename()) code = code.parent_path();  // a final slash
  std::error_code error;
  if (fs::exists(code, error)) return for_package(code, place.file(), place.directory());
  if (auto closed = bundle::closed_directory_above(code)) return *std::move(closed);
  TRY(of_template, by_name_in_template(place, argument, project));
  if (of_template) return *std::move(of_template);
  return nothing_of_that_name(argument, place);
}

Result<ProjectFunction> function_from(const Chosen& chosen, const FunctionOverrides& overrides, const Place& place) {
  FunctionSettings settings = overrides.settings;
  const std::string name = settings.function_name          ? *settings.function_name
                           : chosen.settings.function_name ? *chosen.settings.function_name
                                                           : name_of_bundle(chosen.code);
  std::vector<std::string> names = chosen.other_names;
  names.push_back(name);
  std::vector<fs::path> files = overrides.environment_files;
  const TemplateSource* source = place.template_in_use();
  if (const auto more = source == nullptr ? std::nullopt : source->env_vars()) files.insert(files.begin(), *more);
  for (auto path = files.rbegin(); path != files.rend(); ++path) {
    auto text = system::read_text_file(*path);
    if (!text) return bad(text.error().message);
    FunctionSettings of_file;
    TRY(variables, parse_environment_file(*text, path->string(), names));
    of_file.environment = std::move(variables);
    settings = overlay(std::move(settings), of_file);
  }
  settings = overlay(std::move(settings), chosen.settings);
  if (settings.layers) {
    for (fs::path& layer : *settings.layers) {
      const auto stand_in = overrides.layer_paths.find(layer.string());
      if (stand_in != overrides.layer_paths.end()) layer = (place.directory() / stand_in->second).lexically_normal();
    }
  }
  std::optional<std::string> region = overrides.region;
  if (!region && chosen.is_of_template && source != nullptr) region = source->region();
  LocalOptions local = overrides;
  if (overrides.of_template.secrets) {
    const fs::path path = place.directory() / *overrides.of_template.secrets;
    auto text = system::read_text_file(path);
    if (!text) return bad(text.error().message);
    TRY(secrets, parse_secrets_file(*text, path.string()));
    local.secrets = std::move(secrets);
  }
  return ProjectFunction{name,
                         chosen.code,
                         std::move(settings),
                         overrides.qualifier,
                         std::move(region),
                         overrides.account_id,
                         std::move(local),
                         chosen.file,
                         chosen.other_names,
                         chosen.is_of_template};
}

Result<void> add(const Chosen& chosen, const FunctionOverrides& overrides, const Place& place, Project& project) {
  TRY(function, function_from(chosen, overrides, place));
  const auto other = project.functions.find(function.name);
  if (other != project.functions.end()) {
    return bad(fmt::format("{} and {} are both called {}\nname them apart in a {}", other->second.code.string(),
                           chosen.code.string(), function.name, kFileName));
  }
  project.sources.push_back(chosen.code.parent_path() / kFileName);
  if (chosen.file) project.sources.push_back(*chosen.file);
  project.functions.emplace(function.name, std::move(function));
  return {};
}

// All of both files.
Result<void> add_all(const FunctionOverrides& overrides, Place& place, Project& project) {
  const auto& file = place.file();
  if (file && file->only && file->only->code) {
    TRY_VOID(add(chosen(*file, *file->only, *file->only->code), overrides, place, project));
  }
  TRY(source, place.of_template());
  std::set<std::string> of_file;
  if (file) {
    for (const auto& [name, settings] : file->functions) {
      TRY(function, place.function_of_file(name, project));
      TRY_VOID(add(function, overrides, place, project));
      of_file.insert(name);
      of_file.insert(function.other_names.begin(), function.other_names.end());
    }
  }
  if (source == nullptr) return {};
  for (const auto* each : source->functions()) {
    const templates::TemplateFunction& function = *each;
    if (function.is_helper || of_file.contains(function.name) || of_file.contains(function.stack + function.logical_id))
      continue;
    if (project.functions.contains(function.name)) {
      project.warnings.push_back(
          fmt::format("{} of {} is not served: another template has a function of that name\nname "
                      "the template with -t",
                      function.name, source->path_of(function).string()));
      continue;
    }
    auto found = Place::function_of_template(*source, function, project);
    if (found) {
      TRY_VOID(add(*found, overrides, place, project));
    } else if (found.error().kind == ErrorKind::NotEmulated) {
      const std::string& why = found.error().message;
      project.warnings.push_back(
          fmt::format("{} is not served: {}", function.logical_id, why.substr(0, why.find('\n'))));
    } else {
      return std::move(found).error();
    }
  }
  return {};
}

// Why none of a template's functions is there.
Error none_of_template(const TemplateSource& source, const Project& project) {
  if (source.names().empty()) {
    return {ErrorKind::Usage,
            fmt::format("which functions? {} has none, but {}; name a directory or an archive with a function's code",
                        source.name(), source.resources())};
  }
  return {ErrorKind::NotEmulated,
          fmt::format("none of the functions of {} runs here\n{}", source.name(), fmt::join(project.warnings, "\n"))};
}

// What was read, each once.
void finish(Project& project, const FunctionOverrides& overrides, const Place& place) {
  auto& sources = project.sources;
  sources.push_back(place.directory() / kFileName);
  for (const auto& file : overrides.environment_files) sources.push_back(place.directory() / file);
  if (const TemplateSource* source = place.template_in_use()) {
    source->add_sources(project);
    source->add_findings(project);
    if (const auto file = source->env_vars()) sources.push_back(*file);
  }
  for (auto& source : sources) source = source.lexically_normal();
  std::ranges::sort(sources);
  const auto [first, last] = std::ranges::unique(sources);
  sources.erase(first, last);
}

// The Function URL of a lambdalocal.json about one function, whose name the file need not say.
void name_the_only(gateway::FrontEnds& front_ends, const Project& project) {
  auto url = front_ends.function_urls.extract("");
  if (url.empty()) return;
  const auto& function = project.functions.begin()->first;
  for (auto& route : url.mapped().routes) route.route.function = function;
  url.key() = function;
  front_ends.function_urls.insert(std::move(url));
}

void add_front_ends(gateway::FrontEnds front_ends, Project& project) {
  name_the_only(front_ends, project);
  const auto add_one = [&project](std::optional<gateway::FrontEndConfiguration>& front_end) {
    if (!front_end) return;
    std::string name = gateway::name_of(*front_end);
    project.front_ends.insert_or_assign(std::move(name), *std::move(front_end));
  };
  add_one(front_ends.http_api);
  add_one(front_ends.rest_api);
  add_one(front_ends.alb);
  for (auto& [function, url] : front_ends.function_urls) {
    project.front_ends.insert_or_assign(gateway::name_of(url), std::move(url));
  }
  project.warnings.insert(project.warnings.end(), front_ends.warnings.begin(), front_ends.warnings.end());
}

// --disable-authorizer
void open_routes(Project& project) {
  for (auto& [name, front_end] : project.front_ends) {
    if (front_end.authorizers.empty()) continue;
    front_end.authorizers.clear();
    for (auto& route : front_end.routes) {
      route.authorizer.clear();
      route.scopes.clear();
    }
    project.warnings.push_back(fmt::format("{}: its authorizers are disabled: requests are taken without them", name));
  }
}

// The values of a template's keys that the file has; what nobody said is told.
void set_api_keys(const gateway::FrontEnds* of_file, Project& project) {
  for (auto& [name, front_end] : project.front_ends) {
    for (gateway::ApiKey& key : front_end.api_keys) {
      const auto* values = of_file == nullptr ? nullptr : &of_file->api_keys;
      if (values != nullptr && values->contains(key.name)) {
        key.value = values->at(key.name);
      } else if (key.is_stand_in) {
        project.warnings.push_back(
            fmt::format("{}: the API key {} is X-API-Key: {}\nanother value: {{\"ApiKeys\": {{\"{}\": ...}}}} in {}",
                        name, key.name, key.value, key.name, kFileName));
      }
      key.is_stand_in = false;
    }
  }
}

}  // namespace

std::vector<std::string> function_names(const TemplateOptions& options, const fs::path& here) {
  FunctionOverrides overrides;
  overrides.of_template = options;
  Place place(overrides, here);
  static_cast<void>(place.read().ok());
  static_cast<void>(place.of_template().ok());
  return place.names();
}

Result<Project> read_project_of(const std::string& argument, const FunctionOverrides& overrides, const fs::path& here) {
  Project project;
  Place place(overrides, here);
  TRY_VOID(place.read());
  TRY(chosen, choose(argument, place, project));
  TRY_VOID(add(chosen, overrides, place, project));
  finish(project, overrides, place);
  return project;
}

Result<Project> read_project(const std::vector<std::string>& arguments, const FunctionOverrides& overrides,
                             const fs::path& here) {
  Project project;
  Place place(overrides, here);
  TRY_VOID(place.read());
  for (const std::string& argument : arguments) {
    TRY(chosen, choose(argument, place, project));
    TRY_VOID(add(chosen, overrides, place, project));
  }
  if (arguments.empty()) TRY_VOID(add_all(overrides, place, project));
  if (project.functions.empty() && place.template_in_use() != nullptr) {
    const TemplateSource& source = *place.template_in_use();
    if (!overrides.may_have_none || !source.names().empty()) return none_of_template(source, project);
    project.warnings.push_back(fmt::format("{} has no function, but {}", source.name(), source.resources()));
    finish(project, overrides, place);
    return project;
  }
  if (project.functions.empty()) {
    if (const std::string advice = advice_on_program(here); !advice.empty()) {
      return Error{ErrorKind::Usage, "which functions? " + advice};
    }
    return Error{ErrorKind::Usage,
                 fmt::format("which functions? name a directory or an archive with a function's code, or "
                             "list functions in a {} or template.yaml here",
                             kFileName)};
  }
  if (arguments.empty() && place.file()) add_front_ends(place.file()->front_ends, project);
  if (arguments.empty() && place.template_in_use() != nullptr) place.template_in_use()->add_front_ends(project);
  if (overrides.disable_authorizers) open_routes(project);
  set_api_keys(place.file() ? &place.file()->front_ends : nullptr, project);
  gateway::configure_user_pools(
      place.file() ? place.file()->front_ends.user_pools : decltype(gateway::FrontEnds::user_pools)(),
      project.functions.begin()->second.local.secrets, project);
  finish(project, overrides, place);
  return project;
}

}  // namespace lambdalocal
