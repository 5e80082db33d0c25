// How `sam build` makes the package of a Java function: with the project's own Maven or Gradle, its wrapper where there is one. The
// package is what the compiler and the resources give, with the libraries of the runtime scope in lib/.
// Source: docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build.html
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "core/function/build_step.h"

namespace lambdalocal::templates {

enum class JavaBuild { Any, Maven, Gradle };

// `code`: a directory with a pom.xml or build.gradle, or an archive that the tool makes below one (target/app.jar). None when there is
// no such file. `has_file` says what is there.
std::optional<BuildStep> java_build_step(const std::filesystem::path& code, JavaBuild which,
                                         const std::function<bool(const std::filesystem::path&)>& has_file);

}  // namespace lambdalocal::templates
