#include "cli/saved_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <vector>

#include "emulator/system/files/text_file.h"

namespace lambdalocal {
namespace {

constexpr const char* kFolder = "events";

Result<std::string> file_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.find('/') != std::string_view::npos) {
    return Error{ErrorKind::Usage, fmt::format("'{}' is no name of an event: a file name without .json", name)};
  }
  return std::string(name) + (name.ends_with(".json") ? "" : ".json");
}

}  // namespace

Result<std::string> save_event(std::string_view name, std::string_view text) {
  TRY(file, file_name(name));
  const std::filesystem::path path = std::filesystem::path(kFolder) / file;
  std::error_code error;
  std::filesystem::create_directory(kFolder, error);
  TRY_VOID(system::write_text_file(path, text));
  return path.string();
}

Result<std::filesystem::path> find_saved_event(std::string_view name, std::string_view function) {
  auto file = file_name(name);
  if (!file) return Error{ErrorKind::BadEvent, file.error().message};
  const std::filesystem::path of_function(function);
  std::vector<std::filesystem::path> folders;
  std::error_code error;
  if (!function.empty() && std::filesystem::is_directory(of_function, error)) folders.push_back(of_function / kFolder);
  if (!function.empty()) folders.push_back((of_function / ".." / kFolder).lexically_normal());
  if (std::ranges::find(folders, std::filesystem::path(kFolder)) == folders.end()) folders.emplace_back(kFolder);
  std::string looked;
  for (const auto& folder : folders) {
    const std::filesystem::path path = (folder / *file).lexically_normal();
    if (std::filesystem::is_regular_file(path, error)) return path;
    looked += (looked.empty() ? "" : ", ") + path.string();
  }
  return Error{ErrorKind::BadEvent,
               fmt::format("there is no saved event @{}: looked for {}\nmake one: lambdalocal event s3 put "
                           "--save {}",
                           name, looked, name)};
}

}  // namespace lambdalocal
