#include "cli/configuration.h"

#include <fmt/format.h>

#include "cli/text_file.h"
#include "core/text/suggestion.h"
#include "emulator/bundle/closed_directory.h"

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kFileName = "lambdalocal.json";

Error bad(std::string message) { return Error{ErrorKind::BadConfiguration, std::move(message)}; }

// The file in `directory`; none when there is none.
Result<std::optional<ConfigurationFile>> read_file(const fs::path& directory) {
  const fs::path path = directory / kFileName;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::optional<ConfigurationFile>();
  auto text = read_text_file(path);
  if (!text) return bad(text.error().message);
  TRY(file, parse_configuration_file(*text, path));
  return std::optional(std::move(file));
}

bool same_place(const fs::path& left, const fs::path& right) {
  std::error_code error;
  return fs::equivalent(left, right, error) && !error;
}

ChosenFunction chosen(const ConfigurationFile& file, const FunctionSettings& settings, const fs::path& code) {
  return ChosenFunction{code, settings, file.path};
}

// By its name in the current directory's file.
std::optional<ChosenFunction> by_name(const ConfigurationFile& file, const std::string& name) {
  if (const auto found = file.functions.find(name); found != file.functions.end()) {
    return chosen(file, found->second, *found->second.code);
  }
  if (file.only && file.only->code && file.only->function_name == name)
    return chosen(file, *file.only, *file.only->code);
  return std::nullopt;
}

// What `file` says of the deployment package at `code`.
Result<ChosenFunction> by_code(const ConfigurationFile& file, const fs::path& code) {
  if (file.only) return chosen(file, *file.only, code);
  std::vector<std::string> names;
  for (const auto& [name, settings] : file.functions) {
    if (same_place(*settings.code, code)) names.push_back(name);
  }
  if (names.empty()) return ChosenFunction{code, {}, {}};
  if (names.size() > 1) {
    return bad(fmt::format("{} is the CodeUri of several functions in {}: {}\ninvoke one of them by its name",
                           code.string(), file.path.string(), fmt::join(names, ", ")));
  }
  return chosen(file, file.functions.at(names.front()), code);
}

Result<ChosenFunction> for_package(const fs::path& code, const std::optional<ConfigurationFile>& here,
                                   const fs::path& current_directory) {
  if (same_place(code, current_directory) && here) return by_code(*here, code);
  const fs::path parent = code.parent_path();
  if (same_place(parent, current_directory)) return here ? by_code(*here, code) : ChosenFunction{code, {}, {}};
  TRY(beside, read_file(parent));
  if (beside) return by_code(*beside, code);
  if (here) return by_code(*here, code);
  return ChosenFunction{code, {}, {}};
}

Result<ChosenFunction> the_only_one(const std::optional<ConfigurationFile>& here) {
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
  return Error{ErrorKind::Usage, "which function? name a directory or an archive with its code"};
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

}  // namespace

Result<ChosenFunction> choose_function(const std::string& argument, const fs::path& current_directory) {
  TRY(here, read_file(current_directory));
  if (argument.empty()) return the_only_one(here);
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

Result<ServedConfiguration> choose_functions(const std::vector<std::string>& arguments,
                                             const fs::path& current_directory) {
  ServedConfiguration all;
  for (const std::string& argument : arguments) {
    TRY(function, choose_function(argument, current_directory));
    all.functions.push_back(std::move(function));
  }
  if (!arguments.empty()) return all;
  TRY(here, read_file(current_directory));
  if (here && here->only && here->only->code) {
    all.functions.push_back(chosen(*here, *here->only, *here->only->code));
  }
  if (here) {
    for (const auto& named : here->functions) all.functions.push_back(chosen(*here, named.second, *named.second.code));
    all.front_ends = std::move(here->front_ends);
  }
  if (!all.functions.empty()) return all;
  return Error{ErrorKind::Usage,
               fmt::format("which functions? name a directory or an archive with a function's code, or "
                           "list functions in a {} here",
                           kFileName)};
}

}  // namespace lambdalocal
