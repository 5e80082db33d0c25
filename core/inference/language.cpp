#include "core/inference/language.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/inference/java_candidates.h"
#include "core/inference/python_packages.h"

namespace lambdalocal {
namespace {

using namespace std::string_view_literals;

constexpr std::array kPythonEndings = {".py"sv};
constexpr std::array kRubyEndings = {".rb"sv};
constexpr std::array kJavaEndings = {".class"sv};
constexpr std::array kJavaScriptEndings = {".mjs"sv, ".js"sv, ".cjs"sv};

std::string_view without_ending(std::string_view file) { return file.substr(0, file.rfind('.')); }

// A dot would divide the handler in the wrong place: for Python anywhere.
std::string python_module(std::string_view file) {
  std::string_view module = without_ending(file);
  if (module.ends_with("/__init__")) module.remove_suffix(9);
  return module.find('.') == std::string_view::npos ? std::string(module) : "";
}

// For Node.js in the name alone.
std::string javascript_module(std::string_view file) {
  const std::string_view module = without_ending(file);
  const std::string_view name = module.substr(module.rfind('/') + 1);  // npos + 1 is the start
  return name.find('.') == std::string_view::npos ? std::string(module) : "";
}

std::vector<std::string> python_files(std::string_view module) {
  std::string path(module);
  std::ranges::replace(path, '.', '/');
  return {path + ".py", path + "/__init__.py"};
}

std::vector<std::string> javascript_files(std::string_view module) {
  std::vector<std::string> files;
  for (const std::string_view ending : kJavaScriptEndings) files.push_back(std::string(module) + std::string(ending));
  return files;
}

// "main" of package.json, where it leads to a file.
std::optional<std::string> package_main(const BundleListing& bundle) {
  if (!bundle.is_file("package.json")) return std::nullopt;
  const auto package = nlohmann::json::parse(bundle.read("package.json"), nullptr, /*allow_exceptions=*/false);
  if (!package.is_object()) return std::nullopt;
  const auto main = package.find("main");
  if (main == package.end() || !main->is_string()) return std::nullopt;
  std::string path = main->get<std::string>();
  if (path.starts_with("./")) path.erase(0, 2);
  for (const char* extension : {"", ".js", "/index.js"}) {
    std::string file = path + extension;
    const Language* language = language_of_file(file);
    if (language != nullptr && language->family == RuntimeFamily::NodeJs && bundle.is_file(file)) return file;
  }
  return std::nullopt;
}

// hello/App.class is hello.App, and Outer$Inner.class a class within one.
std::string java_class(std::string_view file) {
  std::string name(without_ending(file));
  if (name.find('.') != std::string::npos || name.find('-') != std::string::npos) return "";  // META-INF, module-info
  std::ranges::replace(name, '/', '.');
  return name;
}

std::vector<std::string> java_files(std::string_view class_name) {
  std::string path(class_name);
  std::ranges::replace(path, '.', '/');
  return {path + ".class"};
}

// No dot: the first one of a handler divides it.
std::string ruby_module(std::string_view file) {
  const std::string_view module = without_ending(file);
  return module.find('.') == std::string_view::npos ? std::string(module) : "";
}

std::vector<std::string> ruby_files(std::string_view module) { return {std::string(module) + ".rb"}; }

constexpr std::array kLanguages = {
    Language{.family = RuntimeFamily::Python,
             .endings = kPythonEndings,
             .looked_for =
                 "`def lambda_handler(event, context)` or `def handler(event, context)` in *.py (lambda_function.py, "
                 "app.py...)",
             .default_runtime = "python3.13",
             .candidates = python_candidates,
             .module_of = python_module,
             .split_handler = split_python_handler,
             .files_of_module = python_files,
             .made_for = runtime_of_python_packages},
    Language{.family = RuntimeFamily::NodeJs,
             .endings = kJavaScriptEndings,
             .looked_for =
                 "`export const handler`, `exports.handler` or the like in *.mjs, *.js, *.cjs (index.mjs, app.js...)",
             .default_runtime = "nodejs22.x",
             .candidates = nodejs_candidates,
             .module_of = javascript_module,
             .split_handler = split_nodejs_handler,
             .files_of_module = javascript_files,
             .main_file = package_main},
    Language{.family = RuntimeFamily::Java,
             .endings = kJavaEndings,
             .looked_for = "a public class that implements RequestHandler or RequestStreamHandler in *.class",
             .default_runtime = "java21",
             .candidates = java_candidates,
             .module_of = java_class,
             .split_handler = split_java_handler,
             .files_of_module = java_files},
    Language{.family = RuntimeFamily::Ruby,
             .endings = kRubyEndings,
             .looked_for = "`def lambda_handler(event:, context:)` or `def handler(event:, context:)` in *.rb",
             .default_runtime = "ruby3.4",
             .candidates = ruby_candidates,
             .module_of = ruby_module,
             .split_handler = split_ruby_handler,
             .files_of_module = ruby_files},
};

struct Sign {
  RuntimeFamily family;
  std::string_view ending;  // of a file's name, or the whole of it
};
// What is built, and can be run.
constexpr std::array kSigns = {Sign{RuntimeFamily::Ruby, ".rb"},    Sign{RuntimeFamily::Ruby, "Gemfile"},
                               Sign{RuntimeFamily::Java, ".jar"},   Sign{RuntimeFamily::Java, ".class"},
                               Sign{RuntimeFamily::DotNet, ".dll"}, Sign{RuntimeFamily::DotNet, ".runtimeconfig.json"}};

}  // namespace

std::span<const Language> languages() { return kLanguages; }

const Language* language_of_file(std::string_view file) {
  const auto has_ending = [&](const Language& language) {
    return std::ranges::any_of(language.endings, [&](std::string_view ending) { return file.ends_with(ending); });
  };
  const auto* found = std::ranges::find_if(kLanguages, has_ending);
  return found == kLanguages.end() ? nullptr : found;
}

std::optional<RuntimeFamily> family_told_by_files(const BundleListing& bundle) {
  for (const char* folder : {"", "lib"}) {
    for (const BundleEntry& entry : bundle.entries(folder)) {
      if (entry.is_directory) continue;
      for (const Sign& sign : kSigns) {
        if (entry.name.ends_with(sign.ending)) return sign.family;
      }
    }
  }
  return std::nullopt;
}

}  // namespace lambdalocal
