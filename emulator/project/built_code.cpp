#include "emulator/project/built_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::size_t kMostFiles = 5000;  // that are looked at
constexpr std::array kNoSources = {".aws-sam"sv, ".serverless"sv, ".esbuild"sv, ".webpack"sv, "node_modules"sv,
                                   ".git"sv,     "__pycache__"sv, ".venv"sv,    "venv"sv};

// Files that say that a build fetches something, or makes something of the sources.
constexpr std::array kNeedsBuild = {"requirements.txt"sv, "pom.xml"sv, "build.gradle"sv, "Cargo.toml"sv,
                                    "go.mod"sv,           "Gemfile"sv, "tsconfig.json"sv};

bool has_newer(const fs::path& sources, fs::file_time_type than) {
  std::error_code error;
  if (!fs::is_directory(sources, error)) return fs::last_write_time(sources, error) > than;
  std::size_t seen = 0;
  auto entry = fs::recursive_directory_iterator(sources, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator() && seen < kMostFiles; entry.increment(error), ++seen) {
    std::error_code ignored;
    if (std::ranges::find(kNoSources, entry->path().filename().string()) != kNoSources.end()) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file(ignored) && entry->last_write_time(ignored) > than) {
      return true;
    }
  }
  return false;
}

bool needs_build(const templates::TemplateFunction& function, const fs::path& sources) {
  std::error_code error;
  if (!function.build_method.empty()) return true;
  return std::ranges::any_of(kNeedsBuild, [&](std::string_view name) { return fs::exists(sources / name, error); });
}

// What a tool has made; the path is empty when there is nothing.
struct Output {
  fs::path path;
  fs::file_time_type built_at;
};

Output output_of_sam(const templates::TemplateFunction& function, const fs::path& outermost) {
  const fs::path directory = outermost.parent_path() / ".aws-sam" / "build";
  const fs::path output = directory / (function.stack + function.logical_id);
  std::error_code error;
  const auto built_at = fs::last_write_time(directory / "template.yaml", error);
  if (error || !fs::is_directory(output, error)) return {};
  return {output, built_at};
}

// That of the function, else the only one.
Output output_of_serverless(const templates::TemplateFunction& function, const fs::path& service) {
  const fs::path directory = service.parent_path() / ".serverless";
  std::error_code error;
  std::vector<fs::path> packages;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".zip") packages.push_back(entry.path());
  }
  fs::path output = directory / (function.logical_id + ".zip");
  if (std::ranges::find(packages, output) == packages.end()) {
    if (packages.size() != 1) return {};
    output = packages.front();
  }
  const auto built_at = fs::last_write_time(output, error);
  return error ? Output{} : Output{output, built_at};
}

}  // namespace

BuiltCode built_code(const templates::TemplateFunction& function, const fs::path& template_path,
                     const fs::path& outermost) {
  const fs::path& sources = *function.settings.code;
  BuiltCode built{sources, {}, {}};
  const bool is_service = outermost.filename().string().starts_with("serverless.");
  const Output output = is_service ? output_of_serverless(function, outermost) : output_of_sam(function, outermost);
  if (output.path.empty()) return built;
  std::error_code error;
  if (is_service && (!fs::is_directory(sources, error) || !needs_build(function, sources))) return built;
  if (!has_newer(sources, output.built_at) && fs::last_write_time(template_path, error) <= output.built_at) {
    built.code = output.path;
    built.note =
        fmt::format("{} runs from {}, which is newer than its sources", function.logical_id, output.path.string());
  } else if (needs_build(function, sources)) {
    built.warning =
        fmt::format("{} is older than the sources of {}, which run instead\nrun '{}' again", output.path.string(),
                    function.logical_id, is_service ? "serverless package" : "sam build");
  }
  return built;
}

}  // namespace lambdalocal
