// Node.js among the families: its interpreters, its SDK, the packages above a function.
#include <fmt/format.h>

#include <array>

#include "emulator/runtimes/family.h"
#include "emulator/runtimes/nodejs/nodejs.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;
using namespace std::string_view_literals;

constexpr std::array kNodeNames = {"node"sv, "nodejs"sv};
constexpr std::array kNodePlaces = {ManagerPlace{"nvm", "versions/node"},
                                    ManagerPlace{"fnm", "node-versions", "installation"},
                                    ManagerPlace{".fnm", "node-versions", "installation"},
                                    ManagerPlace{"volta", "tools/image/node"},
                                    ManagerPlace{"n", "n/versions/node"},
                                    ManagerPlace{"/usr/local/n", "versions/node"},
                                    ManagerPlace{"nodenv", "versions"},
                                    ManagerPlace{"asdf", "installs/nodejs"},
                                    ManagerPlace{"mise", "installs/node"}};
constexpr InterpreterKind kNodeInterpreters = {
    .family = RuntimeFamily::NodeJs,
    .names = kNodeNames,
    .binary = "node",
    .formula = "node",
    .tool_cache = "node",
    .tool_names = {"nodejs", "node"},
    .asdf_variable = "ASDF_NODEJS_VERSION",
    .mise_variable = "MISE_NODE_VERSION",
    .places = kNodePlaces,
    .looked_for = "looked for node {0} on PATH and in nvm, fnm, Volta, n, nodenv, asdf, mise, Homebrew",
    .how_to_install = "`nvm install {0}`, `fnm install {0}`, `volta install node@{0}` or the packages of your system",
};

constexpr int kLastWithSdkVersion2 = 16;

std::vector<std::string> sdk_packages() {
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

class NodeJs final : public Family {
 public:
  RuntimeFamily id() const override { return RuntimeFamily::NodeJs; }
  const InterpreterKind* interpreters() const override { return &kNodeInterpreters; }
  std::string_view bootstrap_folder() const override { return "nodejs"; }

  Result<Command> command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                          const Machine&) const override {
    const auto options = function.environment.find("NODE_OPTIONS");
    return nodejs_command(resolved.interpreter, function.runtime, layout,
                          {NodeVersion{resolved.version.major, resolved.version.minor}, function.memory_size_mb,
                           options == function.environment.end() ? "" : options->second});
  }

  // nodejs16.x and older had version 2 of the SDK.
  std::optional<Sdk> sdk(const RuntimeId& runtime, const Version&) const override {
    if (runtime.major <= kLastWithSdkVersion2) return Sdk{"nodejs-v2", "node_modules/aws-sdk", {"aws-sdk@2"}};
    return Sdk{"nodejs", "node_modules/@aws-sdk", sdk_packages()};
  }

  Result<InstallCommand> install_sdk(const Interpreters& interpreters, const Interpreter& interpreter,
                                     const Path& directory, const InstallSource& source) const override {
    if (source.from) return no_directory();
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
    command.arguments.insert(command.arguments.end(), source.packages.begin(), source.packages.end());
    return command;
  }

  // Node.js itself finds the packages there.
  PackagesBeside packages_beside(const Path& task_root, const Version&, const Machine&) const override {
    return {.directories = {}, .interpreter = {}, .watched = node_modules_above(task_root), .notes = {}};
  }
};

}  // namespace

const Family& nodejs_family() {
  static const NodeJs kFamily;
  return kFamily;
}

}  // namespace lambdalocal::runtimes
