#include "emulator/project/template_files.h"

#include <algorithm>
#include <array>

#include "core/project/templates/cloud_assembly.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;

constexpr std::array kNames = {"template.yaml", "template.yml", "template.json"};
constexpr int kMostAssemblies = 10;  // inside of one another

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// Nested stacks are no artifacts of their own.
void add_nested(const fs::path& directory, std::vector<fs::path>& templates) {
  std::error_code error;
  std::vector<fs::path> nested;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().filename().string().ends_with(".nested.template.json")) nested.push_back(entry.path());
  }
  std::ranges::sort(nested);
  templates.insert(templates.end(), nested.begin(), nested.end());
}

Result<void> add_assembly(const fs::path& directory, int depth, std::vector<fs::path>& templates) {
  const fs::path manifest = directory / "manifest.json";
  if (depth > kMostAssemblies || !is_file(manifest)) return {};
  auto text = system::read_text_file(manifest);
  if (!text) return Error{ErrorKind::BadConfiguration, std::move(text).error().message};
  TRY(assembly, templates::read_cloud_assembly(*text, manifest));
  for (const std::string& name : assembly.templates) {
    if (is_file(directory / name)) templates.push_back(directory / name);
  }
  add_nested(directory, templates);
  for (const std::string& name : assembly.assemblies) TRY_VOID(add_assembly(directory / name, depth + 1, templates));
  return {};
}

}  // namespace

Result<std::vector<fs::path>> templates_in(const fs::path& directory) {
  std::vector<fs::path> templates;
  for (const char* name : kNames) {
    if (!is_file(directory / name)) continue;
    templates.push_back(directory / name);
    return templates;
  }
  const bool is_assembly = directory.filename() == "cdk.out";
  TRY_VOID(add_assembly(is_assembly ? directory : directory / "cdk.out", 0, templates));
  return templates;
}

}  // namespace lambdalocal
