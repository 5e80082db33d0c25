#include "emulator/runtimes/sdk.h"

#include <fmt/format.h>

#include "emulator/system/files/own_directory.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

constexpr int kLastNodeWithSdkVersion2 = 16;

bool has_sdk_version_2(const RuntimeId& runtime) { return runtime.major <= kLastNodeWithSdkVersion2; }

// Whether `<interpreter> -m pip` works, told from the files: pip lies in the interpreter's own library or Debian's.
bool has_pip(const Interpreter& interpreter) {
  const Path prefix = interpreter.path.parent_path().parent_path();
  const std::string folder = fmt::format("python{}.{}", interpreter.version.major, interpreter.version.minor);
  for (const Path& packages : {prefix / "lib" / folder / "site-packages", prefix / "lib/python3/dist-packages",
                               prefix / "local/lib" / folder / "dist-packages"}) {
    if (path_exists(packages / "pip/__main__.py")) return true;
  }
  return false;
}

Result<InstallCommand> python_install(const Interpreters& interpreters, const Interpreter& interpreter,
                                      const Path& directory, const std::vector<std::string>& packages) {
  InstallCommand command{directory, {}, {}};
  const Path uv = interpreters.machine().find_program("uv");
  if (has_pip(interpreter)) {
    command.arguments = {interpreter.path.string(),
                         "-m",
                         "pip",
                         "install",
                         "--disable-pip-version-check",
                         "--no-input",
                         "--no-warn-conflicts",
                         "--upgrade",
                         "--target",
                         directory.string()};
  } else if (!uv.empty()) {
    command.arguments = {uv.string(), "pip",      "install",         "--python", interpreter.path.string(),
                         "--upgrade", "--target", directory.string()};
  } else {
    return Error{ErrorKind::RuntimeMissing,
                 fmt::format("install the AWS SDK for Python {}: {} has no pip, and uv is not on PATH\n"
                             "install one of them, with `{} -m ensurepip`, your system's python3-pip or uv's installer",
                             interpreter.version.text(), interpreter.path.string(), interpreter.path.string())};
  }
  command.arguments.insert(command.arguments.end(), packages.begin(), packages.end());
  return command;
}

Result<InstallCommand> nodejs_install(const Interpreters& interpreters, const Interpreter& interpreter,
                                      const Path& directory, const std::vector<std::string>& packages) {
  const Path folder = interpreter.path.parent_path();
  Path npm = folder / "npm";
  if (!is_executable(npm)) npm = interpreters.machine().find_program("npm");
  if (npm.empty()) {
    return Error{ErrorKind::RuntimeMissing,
                 fmt::format("install the AWS SDK for Node.js {}: there is no npm beside {} or on PATH\ninstall npm",
                             interpreter.version.text(), interpreter.path.string())};
  }
  InstallCommand command{
      directory, {npm.string(), "install", "--prefix", directory.string(), "--no-audit", "--no-fund"}, folder};
  command.arguments.insert(command.arguments.end(), packages.begin(), packages.end());
  return command;
}

}  // namespace

Path sdk_directory(const Path& data_directory, const RuntimeId& runtime, const Version& version) {
  const Path root = data_directory / "sdk";
  if (runtime.family == RuntimeFamily::Python) return root / fmt::format("python{}.{}", version.major, version.minor);
  if (runtime.family == RuntimeFamily::NodeJs) return root / (has_sdk_version_2(runtime) ? "nodejs-v2" : "nodejs");
  return {};
}

Result<std::optional<Path>> installed_sdk(const Path& data_directory, const RuntimeId& runtime, const Version& version) {
  Path directory = sdk_directory(data_directory, runtime, version);
  const char* sign = runtime.family == RuntimeFamily::Python ? "boto3"
                     : has_sdk_version_2(runtime)            ? "node_modules/aws-sdk"
                                                             : "node_modules/@aws-sdk";
  if (directory.empty() || !path_exists(directory / sign)) return std::optional<Path>();
  for (const Path& level : {data_directory, directory.parent_path(), directory}) {
    TRY_VOID(system::check_own_directory(level, "XDG_DATA_HOME"));
  }
  return std::optional(std::move(directory));
}

std::vector<std::string> default_sdk_packages(const RuntimeId& runtime) {
  if (runtime.family == RuntimeFamily::Python) return {"boto3"};  // brings botocore, s3transfer, urllib3, dateutil...
  if (runtime.family != RuntimeFamily::NodeJs) return {};
  if (has_sdk_version_2(runtime)) return {"aws-sdk@2"};
  std::vector<std::string> packages;
  for (const char* service : {"apigatewaymanagementapi",
                              "appconfigdata",
                              "athena",
                              "bedrock-runtime",
                              "bedrock-agent-runtime",
                              "cloudformation",
                              "cloudfront",
                              "cloudwatch",
                              "cloudwatch-logs",
                              "codepipeline",
                              "cognito-identity",
                              "cognito-identity-provider",
                              "comprehend",
                              "dynamodb",
                              "dynamodb-streams",
                              "ec2",
                              "ecs",
                              "eventbridge",
                              "firehose",
                              "glue",
                              "iam",
                              "iot-data-plane",
                              "kinesis",
                              "kms",
                              "lambda",
                              "polly",
                              "rds-data",
                              "redshift-data",
                              "rekognition",
                              "s3",
                              "scheduler",
                              "secrets-manager",
                              "ses",
                              "sesv2",
                              "sfn",
                              "sns",
                              "sqs",
                              "ssm",
                              "sts",
                              "textract",
                              "transcribe",
                              "translate"}) {
    packages.push_back(std::string("@aws-sdk/client-") + service);
  }
  for (const char* helper : {"lib-dynamodb", "lib-storage", "util-dynamodb", "s3-request-presigner",
                             "s3-presigned-post", "cloudfront-signer", "rds-signer", "credential-providers"}) {
    packages.push_back(std::string("@aws-sdk/") + helper);
  }
  return packages;
}

Result<InstallCommand> sdk_install_command(const Interpreters& interpreters, const Interpreter& interpreter,
                                           const RuntimeId& runtime, const std::vector<std::string>& packages) {
  const Path directory = sdk_directory(interpreters.machine().data_directory, runtime, interpreter.version);
  const std::vector<std::string>& wanted = packages.empty() ? default_sdk_packages(runtime) : packages;
  for (const std::string& package : wanted) {
    if (package.empty() || package.starts_with('-')) {
      return Error{ErrorKind::Usage, fmt::format("install '{}': it is no name of a package", package)};
    }
  }
  if (runtime.family == RuntimeFamily::Python) return python_install(interpreters, interpreter, directory, wanted);
  if (runtime.family == RuntimeFamily::NodeJs) return nodejs_install(interpreters, interpreter, directory, wanted);
  return Error{ErrorKind::Usage, fmt::format("install an AWS SDK for {}: only Python and Node.js have one\n"
                                             "use `lambdalocal runtimes install python` or `... install nodejs`",
                                             runtime.id)};
}

}  // namespace lambdalocal::runtimes
