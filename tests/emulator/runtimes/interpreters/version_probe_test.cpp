#include "emulator/runtimes/interpreters/version_probe.h"

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"

using namespace lambdalocal::runtimes;
using namespace std::chrono_literals;

TEST_CASE("a binary's version is what it prints on either stream") {
  const FileTree tree;
  const Machine machine = tree.machine();
  CHECK(ask_version(machine, tree.executable("a", "#!/bin/sh\necho v20.1.0\n")) == "v20.1.0\n");
  CHECK(ask_version(machine, tree.executable("b", "#!/bin/sh\necho Python 2.7.1 >&2\n")) == "Python 2.7.1\n");
}

TEST_CASE("a binary that fails or cannot be started has no version") {
  const FileTree tree;
  CHECK(ask_version(tree.machine(), tree.executable("a", "#!/bin/sh\necho 1.2.3; exit 3\n")) == "");
  CHECK(ask_version(tree.machine(), tree.binary("b")) == "");
  CHECK(ask_version(tree.machine(), tree.path("nowhere")) == "");
}

TEST_CASE("a binary that does not answer in time is killed and may be asked again") {
  const FileTree tree;
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(ask_version(tree.machine(), tree.executable("a", "#!/bin/sh\nexec /bin/sleep 60\n"), 30ms));
  CHECK(std::chrono::steady_clock::now() - start < 20s);
}

TEST_CASE("endless output is read but not kept") {
  const FileTree tree;
  const auto script = tree.executable("a", "#!/bin/sh\nexec /usr/bin/head -c 300000 /dev/zero\n");
  const auto output = ask_version(tree.machine(), script);
  REQUIRE(output);
  CHECK(output->size() < 2048);
}
