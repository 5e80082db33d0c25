// What Lambda's managed runtimes bring along and lambdalocal does not: the AWS SDK (boto3, @aws-sdk/*, formerly aws-sdk), for Java
// AWS's runtime interface client. Here it lies in a side directory of the user's, filled on request by the user's own pip, npm or
// Maven, and is searched where Lambda has /var/runtime.
// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-python.html, lambda-nodejs.html ("runtime-included SDK versions")
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/function/runtime_id.h"
#include "core/result.h"
#include "emulator/runtimes/interpreters/interpreters.h"

namespace lambdalocal::runtimes {

// The SDK of one family.
struct Sdk {
  std::string folder;                 // below <data>/sdk
  std::string sign;                   // what lies in it when it is installed
  std::vector<std::string> packages;  // what is installed when none are named
};

// Where the SDK for functions of `runtime` lies when `version` is the interpreter that runs them:
// <data>/sdk/python3.12 (a directory of packages), <data>/sdk/nodejs (with node_modules in it), and <data>/sdk/nodejs-v2 for
// nodejs16.x and older, which had version 2 of the SDK. Empty for families without one.
std::filesystem::path sdk_directory(const std::filesystem::path& data_directory, const RuntimeId& runtime,
                                    const Version& version);

// The same when an SDK is there, for Layout::sdk. Fails when somebody else could write to it: functions run what is in it.
Result<std::optional<std::filesystem::path>> installed_sdk(const std::filesystem::path& data_directory,
                                                           const RuntimeId& runtime, const Version& version);

// Where it comes from: packages of the registry, or a directory of the user's (--from), for families that can.
struct InstallSource {
  std::vector<std::string> packages = {};
  std::optional<std::filesystem::path> from = std::nullopt;
};

// The error of a family whose packages come from a registry alone.
Error no_directory();

// A command line to be run as it stands, its output shown to the person.
struct InstallCommand {
  std::filesystem::path directory;            // the SDK's; to be created before
  std::vector<std::string> arguments;         // argv; the first is an absolute path. Empty: nothing is run
  std::filesystem::path search_path_first;    // to be put before PATH: npm looks for node there
  std::function<Result<void>()> before = {};  // what is done before it, and after its success; may be empty
  std::function<Result<void>()> after = {};
};

// What fills the side directory for `runtime`, with packages in place of those Lambda brings along ("boto3==1.40.0",
// "@aws-sdk/client-iot"). RuntimeMissing when there is neither pip nor uv, no npm, no Maven.
Result<InstallCommand> sdk_install_command(const Interpreters& interpreters, const Interpreter& interpreter,
                                           const RuntimeId& runtime, InstallSource source);

// What is installed when no packages are named. Lambda has a client of every service; these are those functions use most.
std::vector<std::string> default_sdk_packages(const RuntimeId& runtime);

}  // namespace lambdalocal::runtimes
