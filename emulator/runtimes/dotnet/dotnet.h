// How a dotnet* function is started: by `dotnet exec`, an executable assembly as it is, a class library's handler through
// Amazon.Lambda.RuntimeSupport, which AWS's runtime has in /var/runtime and here lies in <data>/sdk/dotnet.
// Source: docs.aws.amazon.com/lambda/latest/dg/csharp-handler.html; the start script of github.com/aws/aws-lambda-dotnet
// (Amazon.Lambda.RuntimeSupport), whose messages and exit codes these are.
#pragma once

#include <filesystem>
#include <vector>

#include "core/function/function.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/family.h"

namespace lambdalocal::runtimes {

// A package without the files that its handler needs starts what Lambda's script would do: a message, and exit code 104 to 106.
// Fails with RuntimeMissing for a class library's handler without `layout.sdk`.
Result<Command> dotnet_command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                               const Machine& machine);

// The runtimes that a `dotnet` runs: <its directory>/shared/Microsoft.NETCore.App/8.0.11.
std::vector<Version> dotnet_versions_beside(const std::filesystem::path& binary);

const Family& dotnet_family();

}  // namespace lambdalocal::runtimes
