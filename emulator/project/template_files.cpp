#include "emulator/project/template_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "core/project/templates/cloud_assembly.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;

constexpr std::array kNames = {"template.yaml", "template.yml", "template.json"};
constexpr std::array kServiceNames = {"serverless.yml", "serverless.yaml", "serverless.json"};
constexpr int kMostAssemblies = 10;  // inside of one another

std::optional<fs::path> first_of(std::span<const char* const> names, const fs::path& directory) {
  for (const char* name : names) {
    if (system::is_file(directory / name)) return directory / name;
  }
  return std::nullopt;
}

Result<void> add_assembly(const fs::path& directory, int depth, std::vector<fs::path>& templates) {
  const fs::path manifest = directory / "manifest.json";
  if (depth > kMostAssemblies || !system::is_file(manifest)) return {};
  auto text = system::read_text_file(manifest);
  if (!text) return Error{ErrorKind::BadConfiguration, std::move(text).error().message};
  TRY(assembly, templates::read_cloud_assembly(*text, manifest));
  for (const std::string& name : assembly.templates) {
    if (system::is_file(directory / name)) templates.push_back(directory / name);
  }
  for (const std::string& name : assembly.assemblies) TRY_VOID(add_assembly(directory / name, depth + 1, templates));
  return {};
}

constexpr std::array kPrograms = {"serverless.ts", "serverless.js", "serverless.mjs", "serverless.cjs"};

}  // namespace

std::string advice_on_program(const fs::path& place) {
  std::error_code error;
  const bool is_directory = fs::is_directory(place, error);
  const std::string name = place.filename().string();
  const bool is_program = std::ranges::find(kPrograms, std::string_view(name)) != kPrograms.end();
  const auto program = is_directory ? first_of(kPrograms, place) : std::optional(place);
  if (!program || (!is_directory && !is_program)) return "";
  return fmt::format(
      "{} is a program, and is not run here; 'npx serverless print > serverless.yml' writes what it says",
      program->filename().string());
}

Result<std::vector<fs::path>> templates_in(const fs::path& directory) {
  std::vector<fs::path> templates;
  if (auto found = first_of(kNames, directory)) return std::vector{*std::move(found)};
  const bool is_assembly = directory.filename() == "cdk.out";
  TRY_VOID(add_assembly(is_assembly ? directory : directory / "cdk.out", 0, templates));
  if (!templates.empty()) return templates;
  if (auto found = first_of(kServiceNames, directory)) templates.push_back(*std::move(found));
  return templates;
}

}  // namespace lambdalocal
