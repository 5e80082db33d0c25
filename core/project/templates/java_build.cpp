#include "core/project/templates/java_build.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

namespace lambdalocal::templates {
namespace {

namespace fs = std::filesystem;

using HasFile = std::function<bool(const fs::path&)>;

constexpr int kLevels = 5;  // above the project, for a wrapper; above an archive, for its project

// A task in each project that Gradle knows as one of Java: what it compiles, and the libraries that this needs.
constexpr std::string_view kGradleScript = R"(allprojects {
  afterEvaluate { project ->
    if (!project.plugins.hasPlugin('java')) return
    project.tasks.create('lambdaPackage', Copy) {
      into System.getenv('ARTIFACTS_DIR')
      from project.sourceSets.main.output
      into('lib') { from project.configurations.runtimeClasspath }
    }
  }
}
)";

// "./mvnw", "../../mvnw", of the nearest that is there; else the tool's own name.
std::string program(const fs::path& directory, std::string_view wrapper, std::string_view tool,
                    const HasFile& has_file) {
  std::string relative = "./";
  fs::path place = directory;
  for (int level = 0; level < kLevels; ++level, place = place.parent_path()) {
    if (has_file(place / wrapper)) return relative.append(wrapper);
    relative = relative == "./" ? "../" : "../" + relative;
  }
  return std::string(tool);
}

bool is_of_maven(const fs::path& directory, JavaBuild which, const HasFile& has_file) {
  return which != JavaBuild::Gradle && has_file(directory / "pom.xml");
}

bool is_of_gradle(const fs::path& directory, JavaBuild which, const HasFile& has_file) {
  return which != JavaBuild::Maven &&
         (has_file(directory / "build.gradle") || has_file(directory / "build.gradle.kts"));
}

}  // namespace

std::optional<BuildStep> java_build_step(const fs::path& code, JavaBuild which, const HasFile& has_file) {
  const bool is_archive = code.extension() == ".jar" || code.extension() == ".zip";
  BuildStep step;
  step.directory = is_archive ? code.parent_path() : code;
  for (int level = 1; is_archive && level < kLevels; ++level) {
    if (is_of_maven(step.directory, which, has_file) || is_of_gradle(step.directory, which, has_file)) break;
    step.directory = step.directory.parent_path();
  }
  if (is_of_maven(step.directory, which, has_file)) {
    const std::string maven = program(step.directory, "mvnw", "mvn", has_file);
    step.command = fmt::format("{} -B package -DskipTests", maven);
    if (!is_archive) {
      step.command = fmt::format(
          "{} -B package dependency:copy-dependencies -DskipTests -DincludeScope=runtime "
          "-DoutputDirectory=\"$ARTIFACTS_DIR/lib\" && cp -R target/classes/. \"$ARTIFACTS_DIR\"",
          maven);
    }
    return step;
  }
  if (!is_of_gradle(step.directory, which, has_file)) return std::nullopt;
  const std::string gradle = program(step.directory, "gradlew", "gradle", has_file);
  step.command = fmt::format("{} --no-daemon --console=plain build -x test", gradle);
  if (!is_archive) {
    step.command = fmt::format("{} --no-daemon --console=plain --init-script \"$BUILD_SCRIPT\" lambdaPackage", gradle);
    step.script = kGradleScript;
  }
  return step;
}

}  // namespace lambdalocal::templates
