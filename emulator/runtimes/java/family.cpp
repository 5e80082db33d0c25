// Java among the families: its JDKs, and AWS's client in place of a bootstrap of ours.
#include "emulator/runtimes/family.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text/ascii.h"
#include "emulator/runtimes/java/java.h"
#include "emulator/runtimes/java/runtime_client.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;
using namespace std::string_view_literals;

constexpr std::array kJavaNames = {"java"sv};
constexpr std::array kJavaPlaces = {ManagerPlace{"/usr/lib/jvm", ""},
                                    ManagerPlace{"sdkman", "candidates/java"},
                                    ManagerPlace{"asdf", "installs/java"},
                                    ManagerPlace{"mise", "installs/java"},
                                    ManagerPlace{"gradle", "jdks"},
                                    ManagerPlace{"~/.jdks", ""},
                                    ManagerPlace{"/Library/Java/JavaVirtualMachines", "", "Contents/Home"}};
constexpr InterpreterKind kJavaInterpreters = {
    .family = RuntimeFamily::Java,
    .names = kJavaNames,
    .binary = "java",
    .formula = "openjdk",
    .tool_cache = "Java_Temurin-Hotspot_jdk",
    .tool_names = {"java", "java"},
    .asdf_variable = "ASDF_JAVA_VERSION",
    .mise_variable = "MISE_JAVA_VERSION",
    .places = kJavaPlaces,
    .looked_for =
        "looked for java in JAVA_HOME and on PATH, and for JDK {0} in /usr/lib/jvm, SDKMAN!, asdf, mise, Gradle, "
        "Homebrew",
    .how_to_install = "the packages of your system (openjdk-{0}-jdk-headless), `sdk install java` or adoptium.net",
    .home_variable = "JAVA_HOME",
    .versions_beside = java_versions_beside,
};

bool is_coordinate(std::string_view package) {
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == '_' || c == ':'; };
  return std::ranges::all_of(package, allowed) && std::ranges::count(package, ':') == 2 && package.front() != ':' &&
         package.back() != ':' && package.find("::") == std::string_view::npos;
}

class Java final : public Family {
 public:
  RuntimeFamily id() const override { return RuntimeFamily::Java; }
  const InterpreterKind* interpreters() const override { return &kJavaInterpreters; }
  std::string_view install_name() const override { return "java"; }
  std::string_view brought_along() const override { return "the runtime interface client for Java"; }

  Result<Command> command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                          const Machine& machine) const override {
    return java_command(function, resolved, layout, machine);
  }

  std::optional<Sdk> sdk(const RuntimeId&, const Version&) const override {
    return Sdk{"java", kJavaClientNativeLibrary, {kJavaClientPackage}};
  }

  std::optional<std::string> not_ready(const Machine& machine) const override {
    if (path_exists(machine.data_directory / "sdk/java" / kJavaClientNativeLibrary)) return std::nullopt;
    return "AWS's runtime interface client is not installed: lambdalocal runtimes install java";
  }

  Result<InstallCommand> install_sdk(const Interpreters& interpreters, const Interpreter&, const Path& directory,
                                     const InstallSource& source) const override {
    if (source.from) return install_java_client_from(directory, *source.from);
    for (const std::string& package : source.packages) {
      if (is_coordinate(package)) continue;
      return Error{ErrorKind::Usage, fmt::format("install '{}': Maven's packages are GROUP:ARTIFACT:VERSION, as {}",
                                                 package, kJavaClientPackage)};
    }
    const Path maven = interpreters.machine().find_program("mvn");
    if (maven.empty()) {
      return Error{ErrorKind::RuntimeMissing,
                   "install the runtime interface client for Java: there is no mvn on PATH\n"
                   "install Maven (your system's package maven), or name a directory that holds the client's jars: "
                   "lambdalocal runtimes install java --from DIR"};
    }
    return install_java_client(directory, maven, source.packages);
  }
};

}  // namespace

const Family& java_family() {
  static const Java kFamily;
  return kFamily;
}

}  // namespace lambdalocal::runtimes
