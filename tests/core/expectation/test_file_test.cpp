// Files of test cases, and what is wrong with them.
#include "core/expectation/test_file.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::expectation;

namespace {

std::vector<TestCase> cases_of(std::string_view text) {
  auto cases = read_test_file(text, "dir/t.lambda-test.yaml");
  if (!cases) FAIL(cases.error().message);
  return *std::move(cases);
}

std::string error_of(std::string_view text) {
  const auto cases = read_test_file(text, "t.lambda-test.yaml");
  REQUIRE_FALSE(cases);
  CHECK(cases.error().kind == ErrorKind::BadConfiguration);
  return cases.error().message;
}

}  // namespace

TEST_CASE("a file of cases is read in YAML and in JSON, its order kept") {
  const auto cases = cases_of(R"(
Function: orders
Environment: {TABLE: test, DEBUG: true}
Cases:
  second:
    Function: other
    EventFile: events/a.json
    Environment: {TABLE: mine}
    Invocations: 3
    TimeLimit: 5
    Expect: {Payload: null}
  first:
    Event: null
    Expect: {FunctionError: false}
  request:
    Request: {Method: POST, Path: /a, Headers: {X-Y: 1}, Body: {id: 7}, FrontEnd: HTTP API}
    Expect: {Status: 200}
  generated: {EventType: "s3:put", Expect: {Start: warm}}
  nothing: {Expect: {Snapshot: true}}
)");
  REQUIRE(cases.size() == 5);
  CHECK(cases[0].name == "second");
  CHECK(cases[0].at.line == 5);
  CHECK(cases[0].function == "other");
  CHECK(cases[0].event_file == "dir/events/a.json");
  CHECK(cases[0].environment == std::map<std::string, std::string>{{"DEBUG", "true"}, {"TABLE", "mine"}});
  CHECK(cases[0].invocations == 3);
  CHECK(cases[0].time_limit == std::chrono::seconds(5));
  CHECK(cases[0].expect.payload == nlohmann::json(nullptr));
  CHECK(cases[1].function == "orders");
  CHECK(cases[1].event == "null");
  CHECK(cases[2].request->body == R"({"id":7})");
  CHECK(cases[2].request->headers ==
        std::vector<std::pair<std::string, std::string>>{{"X-Y", "1"}, {"content-type", "application/json"}});
  CHECK(cases[2].request->front_end == "HTTP API");
  CHECK(cases[3].event_type == "s3:put");
  CHECK(cases[4].event == "{}");
  CHECK(cases_of(R"({"Cases": {"a": {"Expect": {"Payload": 1}}}})").size() == 1);
}

TEST_CASE("what is wrong with a file of cases is told with its place") {
  CHECK(error_of("Cases: {a: {Event: {}}}") ==
        "t.lambda-test.yaml:1:9: Cases.a has no Expect: the case could not fail");
  CHECK(error_of("Cases: {a: {Expect: {}}}") ==
        "t.lambda-test.yaml:1:21: Cases.a.Expect expects nothing: the case could not fail");
  CHECK(error_of("Cases: {a: {Expect: {Snapshot: false}}}").find("expects nothing") != std::string::npos);
  CHECK(error_of("{}") == "t.lambda-test.yaml:1:1: Cases, an object of test cases by name, is missing");
  CHECK(error_of("Cases: {a: {Expect: {Payloads: 1}}}") ==
        "t.lambda-test.yaml:1:22: unknown key Cases.a.Expect.Payloads; did you mean Payload?");
  CHECK(error_of("Cases: {a: {Event: 1, Request: {Path: /}, Expect: {Status: 200}}}").find("more than one of") !=
        std::string::npos);
  CHECK(error_of("Cases: {a: {Request: {Path: a}, Expect: {Status: 200}}}").find("Request.Path") != std::string::npos);
  CHECK(error_of("Cases: {a: {Expect: {Status: 99}}}").find("a whole number from 100 to 599") != std::string::npos);
  CHECK(error_of("Cases: {a: {Expect: {At: {id: 1}}}}").find("'id' is no JSON pointer") != std::string::npos);
  CHECK(error_of("Cases: {a: {Expect: {At: {/id: {Matches: '('}}}}}").find("t.lambda-test.yaml:1:42: ") == 0);
  CHECK(error_of("Cases: {a: {Expect: {Start: hot}}}").find("\"cold\" or \"warm\"") != std::string::npos);
  CHECK(error_of("Cases: {a: {Invocations: 0, Expect: {Status: 200}}}").find("Invocations must be") !=
        std::string::npos);
  CHECK(error_of("Cases: [1]").find("Cases") != std::string::npos);
  CHECK(error_of("[]").find("must be an object") != std::string::npos);
  CHECK(error_of("- a").find(":1:1: the file must be an object") != std::string::npos);
  CHECK(error_of("") == "t.lambda-test.yaml is empty\ntest cases stand under Cases");
  CHECK(error_of("Cases:\n  a: {Expect: {Payload: 1}}\n  a: {Expect: {Payload: 2}}\n") ==
        "t.lambda-test.yaml:3:3: the key a stands there twice\ngive one of them another name");
}

TEST_CASE("a file of cases may be as large as what was recorded") {
  const std::string body(12 * 1024 * 1024, 'b');
  const auto cases =
      read_test_file(R"({"Cases": {"a": {"Expect": {"Payload": ")" + body + "\"}}}}", "t.lambda-test.json");
  REQUIRE(cases);
  CHECK(cases->front().expect.payload->get_ref<const std::string&>().size() == body.size());
}

TEST_CASE("aliases that stand for more than any memory are refused") {
  std::string text = "Cases:\n  a: {Expect: {Payload: &a0 [1, 1]}}\n";
  for (int depth = 1; depth < 40; ++depth) {
    const std::string last = std::to_string(depth - 1);
    text += "  c" + last + ": {Expect: {Payload: &a" + std::to_string(depth) + " [*a" + last + ", *a" + last + "]}}\n";
  }
  CHECK(error_of(text).find("larger than 64 MB") != std::string::npos);
}

TEST_CASE("files of cases are known by their names") {
  for (const char* name : {"a.lambda-test.json", "x/b.lambda-test.yaml", "c.lambda-test.yml"})
    CHECK(is_test_file(name));
  for (const char* name : {"lambda-test.json", "a.test.json", "a.lambda-test.snapshots.json"})
    CHECK_FALSE(is_test_file(name));
}
