#include "core/project/templates/build_method.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/project/templates/api_draft.h"
#include "core/project/templates/java_build.h"
#include "core/text/ascii.h"

namespace lambdalocal::templates {
namespace {

using namespace std::string_view_literals;

// One word for the shell.
std::string shell_word(std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@+%";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

// Minify: false, "false"; what nobody said is as SAM has it.
bool flag(const Value* properties, std::string_view name, bool otherwise) {
  const Value* value = properties == nullptr ? nullptr : properties->find(name);
  if (value == nullptr || !value->is_scalar()) return otherwise;
  return is_true(value) || value->text == "True";
}

std::string text(const Value* properties, std::string_view name, std::string_view otherwise) {
  const std::string_view value = properties == nullptr ? std::string_view() : properties->text_of(name);
  return std::string(value.empty() ? otherwise : value);
}

class Method {
 public:
  Method(const Value* metadata, TemplateFunction& function)
      : properties_(metadata == nullptr ? nullptr : metadata->find("BuildProperties")), function_(function) {}

  std::string esbuild() {
    warn_of_unknown(std::array{"EntryPoints"sv, "External"sv, "Format"sv, "Loader"sv, "MainFields"sv, "Minify"sv,
                               "OutExtension"sv, "Sourcemap"sv, "SourcesContent"sv, "Target"sv, "Banner"sv,
                               "UseNpmCi"sv});
    std::string command =
        "[ ! -e package.json ] || [ node_modules/.package-lock.json -nt package.json ] || "
        "npm install --no-audit --no-fund && npx esbuild";
    for (const std::string& entry : entry_points()) command += " " + shell_word(entry);
    command += " --bundle --platform=node";
    if (flag(properties_, "Minify", true)) command += " --minify";
    if (flag(properties_, "Sourcemap", maps_sources())) command += " --sourcemap";
    if (!flag(properties_, "SourcesContent", true)) command += " --sources-content=false";
    command += " --target=" + shell_word(text(properties_, "Target", "es2020"));
    command += " --format=" + shell_word(text(properties_, "Format", "cjs"));
    const auto fields = texts_of(property("MainFields"));
    command += fields.empty() ? " --main-fields=main,module" : " --main-fields=" + shell_word(joined(fields));
    for (const std::string& one : texts_of(property("External")))
      command += " " + shell_word(fmt::format("--external:{}", one));
    for (const std::string& one : texts_of(property("Loader")))
      command += " " + shell_word(fmt::format("--loader:{}", one));
    for (const std::string& one : texts_of(property("OutExtension"))) {
      command += " " + shell_word(fmt::format("--out-extension:{}", one));
    }
    for (const std::string& one : texts_of(property("Banner")))
      command += " " + shell_word(fmt::format("--banner:{}", one));
    return command + " --outdir=\"$ARTIFACTS_DIR\"";
  }

  // Where source maps are asked for, SAM has node read them.
  void read_source_maps() {
    if (!flag(properties_, "Sourcemap", false) || maps_sources()) return;
    std::string& options = function_.settings.environment["NODE_OPTIONS"];
    options += options.empty() ? "--enable-source-maps" : " --enable-source-maps";
  }

  std::string makefile() const { return "make " + shell_word("build-" + function_.logical_id); }

  // For this machine, where it is to run.
  std::string go() {
    warn_of_unknown(std::array{"TrimGoPath"sv});
    const bool trims = flag(properties_, "TrimGoPath", false);
    return fmt::format("CGO_ENABLED=0 GOOS=linux go build -tags lambda.norpc{} -o \"$ARTIFACTS_DIR/bootstrap\" .",
                       trims ? " -trimpath" : "");
  }

  std::string rust() {
    warn_of_unknown(std::array{"Binary"sv});
    const std::string binary = text(properties_, "Binary", "");
    return fmt::format(
        "cargo lambda build --release{} --lambda-dir \"$ARTIFACTS_DIR\" && "
        "mv \"$ARTIFACTS_DIR\"/*/bootstrap \"$ARTIFACTS_DIR\"",
        binary.empty() ? "" : " --bin " + shell_word(binary));
  }

 private:
  const Value* property(std::string_view name) const {
    return properties_ == nullptr ? nullptr : properties_->find(name);
  }

  static std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ",")); }

  // As SAM: the file that the handler names.
  std::vector<std::string> entry_points() const {
    std::vector<std::string> points = texts_of(property("EntryPoints"));
    if (points.empty()) {
      const std::string handler = function_.settings.handler.value_or("app.handler");
      points.push_back(handler.substr(0, handler.rfind('.')) + ".ts");
    }
    return points;
  }

  bool maps_sources() const {
    const auto& variables = function_.settings.environment;
    const auto options = variables.find("NODE_OPTIONS");
    return options != variables.end() && options->second.find("--enable-source-maps") != std::string::npos;
  }

  template <std::size_t size>
  void warn_of_unknown(const std::array<std::string_view, size>& known) {
    if (properties_ == nullptr) return;
    for (const Member& member : properties_->members) {
      if (std::ranges::find(known, std::string_view(member.name)) != known.end()) continue;
      function_.warnings.push_back(fmt::format(
          "BuildProperties.{} is not passed on by --build; give \"Build\" in a lambdalocal.json instead", member.name));
    }
  }

  const Value* properties_;
  TemplateFunction& function_;
};

// What is fetched beside the sources.
std::optional<BuildStep> dependencies(const TemplateFunction& function, std::string_view runtime) {
  BuildStep step;
  if (runtime.starts_with("python")) {
    step.manifest = "requirements.txt";
    step.command =
        "\"$PYTHON\" -m pip install --disable-pip-version-check -r requirements.txt --target \"$ARTIFACTS_DIR\"";
  } else if (runtime.starts_with("nodejs")) {
    step.manifest = "package.json";
    step.command =
        "cp package*.json \"$ARTIFACTS_DIR\" && npm install --prefix \"$ARTIFACTS_DIR\" --omit=dev --no-audit "
        "--no-fund";
  } else {
    return std::nullopt;
  }
  step.directory = *function.settings.code;
  return step;
}

}  // namespace

std::optional<BuildStep> build_step(const Resource& resource, TemplateFunction& function,
                                    const std::function<bool(const std::filesystem::path&)>& has_file) {
  if (!function.settings.code || function.refused || resource.type != "AWS::Serverless::Function") return std::nullopt;
  const std::string_view method = function.build_method;
  const std::string runtime = function.settings.runtime.value_or("");
  if (resource.metadata("SkipBuild") == "true") return std::nullopt;
  if (method.empty() && runtime.starts_with("java")) {
    return java_build_step(*function.settings.code, JavaBuild::Any, has_file);
  }
  if (method.empty() || method.starts_with("python") || method.starts_with("nodejs")) {
    return dependencies(function, method.empty() ? runtime : method);
  }
  if (method.starts_with("java") || method == "maven" || method == "gradle") {
    const JavaBuild which = method == "maven"    ? JavaBuild::Maven
                            : method == "gradle" ? JavaBuild::Gradle
                                                 : JavaBuild::Any;
    return java_build_step(*function.settings.code, which, has_file);
  }
  BuildStep step;
  step.directory = *function.settings.code;
  Method build(resource.metadata(), function);
  if (method == "esbuild") {
    build.read_source_maps();
    step.command = build.esbuild();
  } else if (method == "makefile") {
    step.command = build.makefile();
    if (const auto directory = resource.metadata("WorkingDirectory"); !directory.empty()) step.directory /= directory;
  } else if (method == "go1.x") {
    step.command = build.go();
  } else if (method == "rust-cargolambda") {
    step.command = build.rust();
  } else {
    return std::nullopt;
  }
  step.directory = step.directory.lexically_normal();
  return step;
}

}  // namespace lambdalocal::templates
