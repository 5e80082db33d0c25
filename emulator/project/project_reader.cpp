#include "emulator/project/project_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/function/limits.h"
#include "core/project/environment_file.h"
#include "core/project/lambdalocal_json.h"
#include "core/text/suggestion.h"
#include "emulator/bundle/closed_directory.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kFileName = "lambdalocal.json";

// A deployment package, and what the file says of it.
struct Chosen {
  fs::path code;              // absolute
  FunctionSettings settings;  // empty when no file says anything
  std::optional<fs::path> file;
};

Error bad(std::string message) { return Error{ErrorKind::BadConfiguration, std::move(message)}; }

// The file in `directory`; none when there is none.
Result<std::optional<ConfigurationFile>> read_file(const fs::path& directory) {
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

// By its name in the current directory's file.
std::optional<Chosen> by_name(const ConfigurationFile& file, const std::string& name) {
  if (const auto found = file.functions.find(name); found != file.functions.end()) {
    return chosen(file, found->second, *found->second.code);
  }
  if (file.only && file.only->code && file.only->function_name == name)
    return chosen(file, *file.only, *file.only->code);
  return std::nullopt;
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
  TRY(beside, read_file(parent));
  if (beside) return by_code(*beside, code);
  if (here) return by_code(*here, code);
  return Chosen{code, {}, {}};
}

// Last line of an error when nothing says what to run but a template, which nobody reads yet.
std::string template_found(const fs::path& directory) {
  for (const char* name : {"template.yaml", "template.yml"}) {
    std::error_code error;
    if (fs::is_regular_file(directory / name, error)) {
      return fmt::format(
          "\n{} was found; templates are not read yet: name the directory of one of its functions (its CodeUri)", name);
    }
  }
  return "";
}

Result<Chosen> the_only_one(const std::optional<ConfigurationFile>& here, const fs::path& directory) {
  if (here && here->only && here->only->code) return chosen(*here, *here->only, *here->only->code);
  if (here && here->functions.size() == 1) {
    const FunctionSettings& settings = here->functions.begin()->second;
    return chosen(*here, settings, *settings.code);
  }
  if (here && here->functions.size() > 1) {
    std::vector<std::string> names;
    for (const auto& [name, settings] : here->functions) names.push_back(name);
    return Error{ErrorKind::Usage, fmt::format("which function? {} has {}", kFileName, fmt::join(names, ", "))};
  }
  return Error{ErrorKind::Usage,
               "which function? name a directory or an archive with its code" + template_found(directory)};
}

Error nothing_of_that_name(const std::string& argument, const std::optional<ConfigurationFile>& here,
                           const fs::path& current_directory) {
  std::vector<std::string> names;
  if (here) {
    for (const auto& [name, settings] : here->functions) names.push_back(name);
  }
  const fs::path parent = fs::path(argument).parent_path();
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(current_directory / parent, error)) {
    const std::string extension = entry.path().extension().string();
    if (!entry.is_directory(error) && extension != ".zip" && extension != ".jar") continue;
    names.push_back((parent / entry.path().filename()).string());
  }
  const std::vector<std::string_view> words(names.begin(), names.end());
  if (const auto closest = closest_word(argument, words)) {
    return bad(fmt::format("there is no function, directory or archive '{}'; did you mean {}?", argument, *closest));
  }
  return bad(fmt::format(
      "there is no function, directory or archive '{}'\nname a directory with the function's code, a .zip, or a "
      "function of the {} here",
      argument, kFileName));
}

Result<Chosen> choose(const std::string& argument, const std::optional<ConfigurationFile>& here,
                      const fs::path& current_directory) {
  if (argument.empty()) return the_only_one(here, current_directory);
  if (here) {
    if (auto function = by_name(*here, argument)) return *std::move(function);
  }
  fs::path code = (current_directory / argument).lexically_normal();
  if (!code.has_filename()) code = code.parent_path();  // a final slash
  std::error_code error;
  if (fs::exists(code, error)) return for_package(code, here, current_directory);
  if (auto closed = bundle::closed_directory_above(code)) return *std::move(closed);
  return nothing_of_that_name(argument, here, current_directory);
}

Result<ProjectFunction> function_from(const Chosen& chosen, const FunctionOverrides& overrides) {
  FunctionSettings settings = overrides.settings;
  const std::string name = settings.function_name          ? *settings.function_name
                           : chosen.settings.function_name ? *chosen.settings.function_name
                                                           : name_of_bundle(chosen.code);
  for (auto path = overrides.environment_files.rbegin(); path != overrides.environment_files.rend(); ++path) {
    auto text = system::read_text_file(*path);
    if (!text) return bad(text.error().message);
    FunctionSettings of_file;
    TRY(variables, parse_environment_file(*text, path->string(), name));
    of_file.environment = std::move(variables);
    settings = overlay(std::move(settings), of_file);
  }
  settings = overlay(std::move(settings), chosen.settings);
  return ProjectFunction{
      name,      chosen.code, std::move(settings), overrides.qualifier, overrides.region, overrides.account_id,
      overrides, chosen.file};
}

Result<void> add(const Chosen& chosen, const FunctionOverrides& overrides, Project& project) {
  TRY(function, function_from(chosen, overrides));
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

// Each once.
void tidy_sources(Project& project, const FunctionOverrides& overrides, const fs::path& here) {
  auto& sources = project.sources;
  sources.push_back(here / kFileName);
  for (const auto& file : overrides.environment_files) sources.push_back(here / file);
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
  project.warnings = std::move(front_ends.warnings);
}

}  // namespace

std::string name_of_bundle(const fs::path& code) {
  std::error_code error;
  const bool directory = fs::is_directory(code, error);
  std::string name = (directory ? code.filename() : code.stem()).string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_') c = '-';
  }
  if (name.empty()) name = "function";
  return name.substr(0, limits::kFunctionNameLength);
}

Result<Project> read_project_of(const std::string& argument, const FunctionOverrides& overrides, const fs::path& here) {
  Project project;
  TRY(file, read_file(here));
  TRY(chosen, choose(argument, file, here));
  TRY_VOID(add(chosen, overrides, project));
  tidy_sources(project, overrides, here);
  return project;
}

Result<Project> read_project(const std::vector<std::string>& arguments, const FunctionOverrides& overrides,
                             const fs::path& here) {
  Project project;
  TRY(file, read_file(here));
  for (const std::string& argument : arguments) {
    TRY(chosen, choose(argument, file, here));
    TRY_VOID(add(chosen, overrides, project));
  }
  if (arguments.empty() && file) {
    if (file->only && file->only->code)
      TRY_VOID(add(chosen(*file, *file->only, *file->only->code), overrides, project));
    for (const auto& [name, settings] : file->functions) {
      TRY_VOID(add(chosen(*file, settings, *settings.code), overrides, project));
    }
  }
  if (project.functions.empty()) {
    return Error{ErrorKind::Usage,
                 fmt::format("which functions? name a directory or an archive with a function's code, or "
                             "list functions in a {} here{}",
                             kFileName, template_found(here))};
  }
  if (arguments.empty()) add_front_ends(std::move(file->front_ends), project);
  tidy_sources(project, overrides, here);
  return project;
}

}  // namespace lambdalocal
