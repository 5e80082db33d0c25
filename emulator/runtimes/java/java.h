// How a java* function is started: AWS's own runtime interface client under a JDK of this machine, with the flags of Lambda's.
// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-java.html, java-customization.html (JAVA_TOOL_OPTIONS).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/function/function.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/family.h"

namespace lambdalocal::runtimes {

// `layout.sdk` is the directory with the client (runtime_client.h), which a bundle with a client of its own does without.
// Fails with RuntimeMissing when there is neither.
Result<Command> java_command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                             const Machine& machine);

// The version that the JDK's own file tells (<home>/release: JAVA_VERSION="17.0.15"), for <home>/bin/java and <home>/jre/bin/java.
// Empty or one.
std::vector<Version> java_versions_beside(const std::filesystem::path& binary);
// The same of the file's text: "1.8.0_392" is 8.0.392.
std::optional<Version> java_version_of_release(std::string_view text);

const Family& java_family();

}  // namespace lambdalocal::runtimes
