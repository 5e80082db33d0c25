#include "core/project/dependencies.h"

#include "tests/support/catch.h"

using lambdalocal::names_dependencies;

TEST_CASE("requirements.txt names packages when a line is neither empty nor a comment") {
  CHECK(names_dependencies("# web\n\n  requests==2.32.0\r\n", "requirements.txt"));
  CHECK_FALSE(names_dependencies("", "requirements.txt"));
  CHECK_FALSE(names_dependencies("\n  # nothing\r\n\t\n", "requirements.txt"));
}

TEST_CASE("package.json names packages by its dependencies, not by those of development") {
  CHECK(names_dependencies(R"({"dependencies": {"left-pad": "1.3.0"}})", "package.json"));
  CHECK_FALSE(names_dependencies(R"({"dependencies": {}, "devDependencies": {"esbuild": "1"}})", "package.json"));
  CHECK_FALSE(names_dependencies(R"({"type": "module"})", "package.json"));
  CHECK(names_dependencies("{", "package.json"));
  CHECK(names_dependencies("[]", "package.json"));
}
