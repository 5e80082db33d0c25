#include "core/function/runtime_id.h"

#include <algorithm>
#include <set>
#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("every runtime id AWS ever gave out is known, once") {
  std::set<std::string_view> ids;
  for (const RuntimeId& runtime : known_runtimes()) ids.insert(runtime.id);
  CHECK(ids.size() == known_runtimes().size());
  CHECK(ids.size() == 51);
  for (const char* id :
       {"nodejs", "nodejs4.3-edge", "nodejs26.x", "python2.7", "python3.15", "java8.al2", "java8.al2023", "java25",
        "dotnetcore1.0", "dotnet10", "go1.x", "ruby4.0", "provided", "provided.al2023"}) {
    CHECK(ids.count(id) == 1);
  }
}

TEST_CASE("a runtime id tells its family and version") {
  const auto python = find_runtime("python3.13");
  REQUIRE(python);
  CHECK(python->family == RuntimeFamily::Python);
  CHECK(python->major == 3);
  CHECK(python->minor == 13);
  const auto node = find_runtime("nodejs22.x");
  REQUIRE(node);
  CHECK(node->family == RuntimeFamily::NodeJs);
  CHECK(node->major == 22);
  CHECK(node->minor == 0);
  CHECK(find_runtime("go1.x")->family == RuntimeFamily::Go);
  CHECK_FALSE(find_runtime("python3.99"));
  CHECK_FALSE(find_runtime(""));
}

TEST_CASE("deprecation is that of November 2026") {
  for (const char* id :
       {"python3.10", "nodejs20.x", "provided.al2", "ruby3.2", "dotnet8", "java8", "go1.x", "python2.7"}) {
    CHECK(find_runtime(id)->deprecated);
  }
  for (const char* id : {"python3.11", "python3.14", "nodejs22.x", "nodejs24.x", "provided.al2023", "ruby3.3",
                         "dotnet10", "java8.al2", "java11", "java17.al2023"}) {
    CHECK_FALSE(find_runtime(id)->deprecated);
  }
}

TEST_CASE("within a family the oldest runtime stands first") {
  const auto runtimes = known_runtimes();
  for (std::size_t i = 1; i < runtimes.size(); ++i) {
    if (runtimes[i].family != runtimes[i - 1].family) continue;
    CHECK(std::pair(runtimes[i - 1].major, runtimes[i - 1].minor) <= std::pair(runtimes[i].major, runtimes[i].minor));
  }
}

TEST_CASE("announced runtimes are known but not generally available") {
  CHECK_FALSE(generally_available(*find_runtime("python3.15")));
  CHECK_FALSE(generally_available(*find_runtime("nodejs26.x")));
  CHECK(generally_available(*find_runtime("python3.14")));
}

TEST_CASE("a misspelt runtime id gets the one that was meant") {
  CHECK(closest_runtime("python312") == "python3.12");
  CHECK(closest_runtime("pyhton3.13") == "python3.13");
  CHECK(closest_runtime("py3.12") == "python3.12");
  CHECK(closest_runtime("nodejs22") == "nodejs22.x");
  CHECK(closest_runtime("node22") == "nodejs22.x");
  CHECK(closest_runtime("node20.x") == "nodejs20.x");
  CHECK(closest_runtime("python3") == "python3.14");
  CHECK(closest_runtime("node") == "nodejs24.x");
  CHECK(closest_runtime("provided.al2022") == "provided.al2023");
  CHECK(closest_runtime("java22") == "java25");
  CHECK(closest_runtime("Python3.12") == "python3.12");
  CHECK(closest_runtime("JAVA_VERSION") == "java25");  // of a template whose places were never filled in
  CHECK(closest_runtime("NODEJS_VERSION") == "nodejs24.x");
  CHECK(closest_runtime("PYTHON3_VERSION") == "python3.14");
  CHECK(closest_runtime("rust") == "provided.al2023");
  CHECK(closest_runtime("go") == "provided.al2023");
}
