// The results of a test run in the formats of people's tools.
#include "core/expectation/reports.h"

#include <pugixml.hpp>

#include "tests/support/catch.h"

using namespace lambdalocal::expectation;

namespace {

struct Results {
  std::vector<TestCase> cases;
  std::vector<TestResult> results;

  Results() {
    for (const char* name : {"passes", "fails <&> \"#\"", "is broken", "is updated", "does not run"}) {
      TestCase test;
      test.name = name;
      test.file = "a,b/t.lambda-test.yaml";
      test.at = {7, 3};
      cases.push_back(test);
    }
    for (const TestCase& test : cases) {
      TestResult result;
      result.test = &test;
      results.push_back(result);
    }
    results[0].verdict = Verdict::Passed;
    results[0].took = std::chrono::milliseconds(1042);
    results[1].verdict = Verdict::Failed;
    results[1].differences = {{"Payload/id", "7", "8"}, {"Status", "200", "500"}};
    results[1].log = "START\x1b[31m\nline \xc3\xa9 \xff \xef\xbf\xbf\n";
    results[2].verdict = Verdict::Broken;
    results[2].problem = "no interpreter: 100%";
    results[3].verdict = Verdict::Updated;
  }
};

}  // namespace

TEST_CASE("JUnit XML says what failed, could not be run and was skipped") {
  const Results all;
  pugi::xml_document document;
  REQUIRE(document.load_string(junit_report(all.results).c_str()));
  const auto suite = document.child("testsuites").child("testsuite");
  CHECK(suite.attribute("tests").as_int() == 5);
  CHECK(suite.attribute("failures").as_int() == 1);
  CHECK(suite.attribute("errors").as_int() == 1);
  CHECK(suite.attribute("skipped").as_int() == 2);
  CHECK(std::string(suite.attribute("time").value()) == "1.042");
  const auto failed = suite.child("testcase").next_sibling();
  CHECK(std::string(failed.attribute("name").value()) == "fails <&> \"#\"");
  CHECK(std::string(failed.child("failure").attribute("message").value()) == "Payload/id: expected 7, was 8");
  CHECK(std::string(failed.child("failure").text().get()) ==
        "Payload/id: expected 7, was 8\nStatus: expected 200, was 500");
  CHECK(std::string(failed.child("system-out").text().get()) == "START?[31m\nline \xc3\xa9 ? ?\n");
}

TEST_CASE("of a long log the beginning and the end are shown") {
  std::string log = "first\n";
  CHECK(shown_log(log) == log);
  for (int line = 0; line < 100000; ++line) log += "line\n";
  log += "last\n";
  const std::string shown = shown_log(log);
  CHECK(shown.size() < 70000);
  CHECK(shown.starts_with("first\nline\n"));
  CHECK(shown.ends_with("\nline\nlast\n"));
  CHECK(shown.find("\nline\n(434480 bytes of the log are left out here)\nline\n") != std::string::npos);
  CHECK(shown_log(std::string(1000000, 'x')).ends_with(" left out here)\n" + std::string(48 * 1024, 'x')));
}

TEST_CASE("TAP numbers the cases and explains failures") {
  const Results all;
  const std::string text = tap_report(all.results);
  CHECK(text.starts_with("TAP version 14\n1..5\nok 1 - a,b/t.lambda-test.yaml: passes\nnot ok 2 - "));
  CHECK(text.find("\\#") != std::string::npos);
  CHECK(text.find("    Payload/id: expected 7, was 8\n    Status: expected 200, was 500\n  ...\n") !=
        std::string::npos);
  CHECK(
      text.ends_with("ok 4 - a,b/t.lambda-test.yaml: is updated # SKIP snapshot updated\n"
                     "ok 5 - a,b/t.lambda-test.yaml: does not run # SKIP not run\n"));
}

TEST_CASE("annotations of GitHub mark the case's line, their text escaped") {
  const Results all;
  CHECK(github_annotations(all.results) ==
        "::error file=a%2Cb/t.lambda-test.yaml,line=7,title=fails <&> \"#\"::Payload/id: expected 7, was 8%0AStatus: "
        "expected "
        "200, was 500\n"
        "::error file=a%2Cb/t.lambda-test.yaml,line=7,title=is broken::no interpreter: 100%25\n");
}

TEST_CASE("the JSON report has every case, and the log of those that failed") {
  const Results all;
  const auto report = nlohmann::json::parse(json_report(all.results));
  CHECK(report["Passed"] == 1);
  CHECK(report["NotRun"] == 1);
  CHECK(report["Cases"][1]["Differences"][0] ==
        nlohmann::json{{"Where", "Payload/id"}, {"Expected", "7"}, {"Actual", "8"}});
  CHECK(report["Cases"][1].contains("Log"));
  CHECK_FALSE(report["Cases"][0].contains("Log"));
}
