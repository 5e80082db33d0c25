// Ruby among the families: its interpreters, its SDK.
#include "emulator/runtimes/family.h"

#include <fmt/format.h>

#include <array>

#include "emulator/runtimes/ruby/ruby.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;
using namespace std::string_view_literals;

constexpr std::array kRubyNames = {"ruby"sv, "ruby4.0"sv, "ruby3.4"sv, "ruby3.3"sv, "ruby3.2"sv};
constexpr std::array kRubyPlaces = {ManagerPlace{"rbenv", "versions"}, ManagerPlace{"asdf", "installs/ruby"},
                                    ManagerPlace{"mise", "installs/ruby"}, ManagerPlace{"rvm", "rubies"},
                                    ManagerPlace{"chruby", ""}};
constexpr InterpreterKind kRubyInterpreters = {
    .family = RuntimeFamily::Ruby,
    .names = kRubyNames,
    .binary = "ruby",
    .formula = "ruby",
    .tool_cache = "Ruby",
    .tool_names = {"ruby", "ruby"},
    .asdf_variable = "ASDF_RUBY_VERSION",
    .mise_variable = "MISE_RUBY_VERSION",
    .places = kRubyPlaces,
    .looked_for = "looked for ruby on PATH, and for {0} in rbenv, asdf, mise, RVM, ~/.rubies, Homebrew",
    .how_to_install = "`rbenv install {0}`, `mise use -g ruby@{0}` or the packages of your system",
};

// Lambda has a client of every service; these are those functions use most.
constexpr std::array kSdkGems = {"aws-sdk-s3",     "aws-sdk-dynamodb",       "aws-sdk-sqs", "aws-sdk-sns",
                                 "aws-sdk-lambda", "aws-sdk-secretsmanager", "aws-sdk-ssm", "aws-sdk-eventbridge",
                                 "aws-sdk-states", "aws-sdk-kinesis",        "aws-sdk-ses", "aws-sdk-cloudwatch"};

class Ruby final : public Family {
 public:
  RuntimeFamily id() const override { return RuntimeFamily::Ruby; }
  const InterpreterKind* interpreters() const override { return &kRubyInterpreters; }
  std::string_view bootstrap_folder() const override { return "ruby"; }

  Result<Command> command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                          const Machine&) const override {
    return ruby_command(function.runtime, resolved, layout);
  }

  std::optional<Sdk> sdk(const RuntimeId&, const Version& version) const override {
    return Sdk{fmt::format("ruby{}.{}", version.major, version.minor), "specifications",
               std::vector<std::string>(kSdkGems.begin(), kSdkGems.end())};
  }

  // The interpreter's own gem, which `ruby -S` finds beside it or on PATH.
  Result<InstallCommand> install_sdk(const Interpreters&, const Interpreter& interpreter, const Path& directory,
                                     const InstallSource& source) const override {
    if (source.from) return no_directory();
    InstallCommand command{
        directory,
        {interpreter.path.string(), "-S", "gem", "install", "--no-document", "--install-dir", directory.string()},
        interpreter.path.parent_path()};
    command.arguments.insert(command.arguments.end(), source.packages.begin(), source.packages.end());
    return command;
  }
};

}  // namespace

const Family& ruby_family() {
  static const Ruby kFamily;
  return kFamily;
}

}  // namespace lambdalocal::runtimes
