#include "emulator/runtimes/interpreters/interpreter_version.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

std::string shown(const std::optional<Version>& version) { return version ? version->text() : "none"; }

}  // namespace

TEST_CASE("the version is read from what --version prints") {
  CHECK(shown(version_in_text("Python 3.11.7\n")) == "3.11.7");
  CHECK(shown(version_in_text("v20.20.2\n")) == "20.20.2");
  CHECK(shown(version_in_text("Python 3.14.0rc1")) == "3.14.0");
  CHECK(shown(version_in_text("1.2 then 3.4.5")) == "3.4.5");
  CHECK(shown(version_in_text("no version 3.4")) == "none");
  CHECK(shown(version_in_text("")) == "none");
  CHECK(shown(version_in_text("99999999999.1.1")) == "none");
}

TEST_CASE("the version is read from the directories of version managers") {
  CHECK(shown(version_of_directory("3.11.7")) == "3.11.7");
  CHECK(shown(version_of_directory("v20.1.0")) == "20.1.0");
  CHECK(shown(version_of_directory("cpython-3.12.1-linux-x86_64-gnu")) == "3.12.1");
  CHECK(shown(version_of_directory("22.3.0_1")) == "22.3.0");
  CHECK(shown(version_of_directory("cp312-cp312")) == "3.12");
  CHECK(shown(version_of_directory("3.14.0rc2")) == "3.14.0");
  for (const char* other : {"", "system", "3.12", "pypy3.10-7.3.12", "3.13.0t", "cpython-3.13.1+freethreaded-linux",
                            "20", "lts", "cp313-cp313t", "anaconda3-2023.03"}) {
    CHECK(shown(version_of_directory(other)) == "none");
  }
}

TEST_CASE("the place of a binary tells its version") {
  using enum RuntimeFamily;
  CHECK(shown(version_in_path(Python, "/usr/bin/python3.11")) == "3.11");
  CHECK(shown(version_in_path(Python, "/users/u/.pyenv/versions/3.11.7/bin/python3.11")) == "3.11.7");
  CHECK(shown(version_in_path(Python, "/srv/3.9.1/bin/python3.11")) == "3.11");
  CHECK(shown(version_in_path(Python, "/usr/bin/python3")) == "none");
  CHECK(shown(version_in_path(NodeJs, "/users/u/.nvm/versions/node/v22.3.0/bin/node")) == "22.3.0");
  CHECK(shown(version_in_path(NodeJs, "/f/node-versions/v18.2.0/installation/bin/node")) == "18.2.0");
  CHECK(shown(version_in_path(NodeJs, "/usr/bin/node")) == "none");
}
