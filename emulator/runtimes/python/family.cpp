// Python among the families: its interpreters, its SDK, the virtual environment beside a function.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "emulator/runtimes/family.h"
#include "emulator/runtimes/python/outside_packages.h"
#include "emulator/runtimes/python/python.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;
using namespace std::string_view_literals;

std::optional<Version> version_of_name(std::string_view file_name) {
  const auto minor = minor_of_python_name(file_name);
  return minor ? std::optional(Version{3, *minor, -1}) : std::nullopt;
}

constexpr std::array kPythonNames = {"python3"sv, "python"sv};
constexpr std::array kPythonPlaces = {ManagerPlace{"pyenv", "versions"}, ManagerPlace{"asdf", "installs/python"},
                                      ManagerPlace{"mise", "installs/python"}, ManagerPlace{"uv", ""},
                                      ManagerPlace{"/opt/python", ""}};
constexpr InterpreterKind kPythonInterpreters = {
    .family = RuntimeFamily::Python,
    .names = kPythonNames,
    .newest_named_minor = 17,  // two more than the newest id: what may be installed already
    .version_of_name = version_of_name,
    .binary = "python{}",
    .formula = "python",
    .tool_cache = "Python",
    .tool_names = {"python", "python"},
    .asdf_variable = "ASDF_PYTHON_VERSION",
    .mise_variable = "MISE_PYTHON_VERSION",
    .places = kPythonPlaces,
    .looked_for =
        "looked for python{0} and python3 on PATH, and for {0} in pyenv, asdf, mise, uv, Homebrew, /opt/python",
    .how_to_install = "`uv python install {0}`, `pyenv install {0}` or the packages of your system",
};

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

class Python final : public Family {
 public:
  RuntimeFamily id() const override { return RuntimeFamily::Python; }
  const InterpreterKind* interpreters() const override { return &kPythonInterpreters; }
  std::string_view bootstrap_folder() const override { return "python"; }

  std::vector<std::string> compile_arguments(const Path& directory) const override {
    static constexpr const char* kCompile =
        "import os, sys, py_compile\n"
        "for folder, _, names in os.walk(sys.argv[1]):\n"
        "    for name in names:\n"
        "        if name.endswith('.py'): py_compile.compile(os.path.join(folder, name), quiet=2)\n";
    return {"-I", "-S", "-c", kCompile, directory.string()};
  }

  Result<Command> command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                          const Machine&) const override {
    return python_command(resolved.interpreter, function.runtime, layout);
  }

  std::optional<Sdk> sdk(const RuntimeId&, const Version& version) const override {
    // boto3 brings botocore, s3transfer, urllib3, dateutil...
    return Sdk{fmt::format("python{}.{}", version.major, version.minor), "boto3", {"boto3"}};
  }

  Result<InstallCommand> install_sdk(const Interpreters& interpreters, const Interpreter& interpreter,
                                     const Path& directory, const InstallSource& source) const override {
    if (source.from) return no_directory();
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
      return Error{
          ErrorKind::RuntimeMissing,
          fmt::format("install the AWS SDK for Python {}: {} has no pip, and uv is not on PATH\n"
                      "install one of them, with `{} -m ensurepip`, your system's python3-pip or uv's installer",
                      interpreter.version.text(), interpreter.path.string(), interpreter.path.string())};
    }
    command.arguments.insert(command.arguments.end(), source.packages.begin(), source.packages.end());
    return command;
  }

  PackagesBeside packages_beside(const Path& task_root, const Version& version, const Machine& machine) const override {
    auto found = outside_python_packages(task_root, version, machine);
    std::vector<Path> watched = found.directories;
    std::ranges::move(found.editable, std::back_inserter(watched));
    return {std::move(found.directories), std::move(found.interpreter), std::move(watched), std::move(found.notes)};
  }
  std::optional<Version> version_beside(const Path& task_root, const Machine& machine) const override {
    return outside_python_version(task_root, machine);
  }
};

}  // namespace

const Family& python_family() {
  static const Python kFamily;
  return kFamily;
}

}  // namespace lambdalocal::runtimes
