// Every case of fixtures/template_cases: small templates, each about one feature or quirk, with the functions and routes that AWS's
// documentation says they have.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/template_cases.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;
namespace fs = std::filesystem;

TEST_CASE("every small template has the functions and routes that its case says") {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(test::source_directory() / "fixtures/template_cases")) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::size_t count = 0;
  std::set<std::string> names;
  for (const fs::path& file : files) {
    for (const TemplateCase& one : read_template_cases(file)) {
      ++count;
      INFO(fmt::format("{}: {}", one.place, one.name));
      CHECK(names.insert(file.stem().string() + one.name).second);
      CHECK_FALSE(one.expected.empty());
      const std::string outcome = outcome_of(one);
      const std::string differs = difference(one.expected, outcome);
      if (!differs.empty()) INFO(outcome);
      CHECK(differs == "");
    }
  }
  CHECK(count > 200);
}

TEST_CASE("an expectation about a template fails when a function, a route or a setting differs") {
  const std::string outcome = "function A\n  code /a\n  env B=1\nREST API stage Prod\n  GET /a -> A\n";
  CHECK(difference("function A\n  env B=1\nREST API stage Prod\n  GET /a -> A\n", outcome).empty());
  for (const char* wrong :
       {"function A\n  env B=1\n", "function B\n", "function A\nREST API stage Prod\n  GET /a -> A\n",
        "function A\n  code /b\n  env B=1\nREST API stage Prod\n  GET /a -> A\n",
        "function A\n  env B=1\nREST API stage Prod\n  GET /b -> A\n",
        "function A\n  env B=1\nREST API stage Prod\n"}) {
    CAPTURE(wrong);
    CHECK_FALSE(difference(wrong, outcome).empty());
  }
}
