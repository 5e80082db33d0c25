#include "emulator/runtimes/resolve.h"

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

// A machine with these versions of pyenv and nvm.
class FakeMachine {
 public:
  FakeMachine(std::initializer_list<std::string> pythons, std::initializer_list<std::string> nodes) {
    for (const std::string& version : pythons) {
      tree_.binary("home/.pyenv/versions/" + version + "/bin/python" + version.substr(0, version.rfind('.')));
    }
    for (const std::string& version : nodes) tree_.binary("home/.nvm/versions/node/v" + version + "/bin/node");
  }
  Result<ResolvedRuntime> resolve(const char* id, VersionMatch match = VersionMatch::Nearest) const {
    return runtimes::resolve(*find_runtime(id), Interpreters(tree_.machine()), match);
  }
  // The version that runs the id, with "!" when there is a warning.
  std::string version(const char* id) const {
    const auto resolved = resolve(id);
    return resolved ? resolved->version.text() + (resolved->warning ? "!" : "") : "none";
  }

 private:
  FileTree tree_;
};

}  // namespace

TEST_CASE("the exact version runs without a warning") {
  const FakeMachine machine({"3.9.18", "3.12.1"}, {"18.2.0", "22.3.0"});
  CHECK(machine.version("python3.12") == "3.12.1");
  CHECK(machine.version("python3.9") == "3.9.18");
  CHECK(machine.version("nodejs22.x") == "22.3.0");
}

TEST_CASE("another version runs the nearest newer interpreter, then the nearest older one") {
  const FakeMachine machine({"3.9.18", "3.12.1"}, {"18.2.0", "22.3.0"});
  CHECK(machine.version("python3.8") == "3.9.18!");
  CHECK(machine.version("python3.10") == "3.12.1!");
  CHECK(machine.version("python3.14") == "3.12.1!");
  CHECK(machine.version("python2.7") == "3.9.18!");
  CHECK(machine.version("nodejs12.x") == "18.2.0!");
  CHECK(machine.version("nodejs20.x") == "22.3.0!");
  CHECK(machine.version("nodejs24.x") == "22.3.0!");
  CHECK(machine.version("nodejs") == "18.2.0!");
}

TEST_CASE("the warning names both versions and the flag that makes it an error") {
  const auto resolved = FakeMachine({"3.12.1"}, {}).resolve("python3.9");
  REQUIRE(resolved);
  REQUIRE(resolved->warning);
  CHECK(contains(*resolved->warning, "python3.9 runs on Python 3.12.1"));
  CHECK(contains(*resolved->warning, "Python 3.9 is not installed"));
  CHECK(contains(*resolved->warning, "--strict-runtime"));
  CHECK_FALSE(contains(*resolved->warning, "\n"));
}

TEST_CASE("an exact match refuses another version, saying what was looked for and how to install it") {
  const auto resolved = FakeMachine({"3.12.1"}, {}).resolve("python3.9", VersionMatch::Exact);
  REQUIRE_FALSE(resolved);
  CHECK(resolved.error().kind == ErrorKind::RuntimeMissing);
  CHECK(contains(resolved.error().message, "looked for python3.9"));
  CHECK(contains(resolved.error().message, "uv python install 3.9"));
  CHECK(contains(resolved.error().message, "Python 3.12.1"));
  const auto old = FakeMachine({"3.12.1"}, {}).resolve("python2.7", VersionMatch::Exact);
  CHECK(contains(old.error().message, "Python 2.7 is too old to run here"));
}

TEST_CASE("without any interpreter of the family the runtime is missing") {
  const FakeMachine machine({}, {"14.1.0"});
  const auto python = machine.resolve("python3.13");
  REQUIRE_FALSE(python);
  CHECK(python.error().kind == ErrorKind::RuntimeMissing);
  CHECK(contains(python.error().message, "there is no Python on this machine"));
  const auto node = machine.resolve("nodejs14.x");  // too old for the bootstrap
  REQUIRE_FALSE(node);
  CHECK(contains(node.error().message, "nvm install 16"));
}

TEST_CASE("a custom runtime needs no interpreter") {
  const auto resolved = FakeMachine({}, {}).resolve("provided.al2023", VersionMatch::Exact);
  REQUIRE(resolved);
  CHECK(resolved->interpreter.empty());
}

TEST_CASE("go1.x says what to use instead") {
  const FakeMachine machine({}, {});
  CHECK(machine.resolve("go1.x").error().kind == ErrorKind::NotEmulated);
  CHECK(contains(machine.resolve("go1.x").error().message, "provided.al2023"));
}
