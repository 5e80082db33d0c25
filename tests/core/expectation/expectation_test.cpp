// What is expected of an invocation, and how what was observed differs from it.
#include "core/expectation/expectation.h"

#include "core/expectation/json_compare.h"
#include "core/expectation/test_file.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::expectation;

namespace {

// The expectation of a case that is written as JSON.
Expectation expecting(const std::string& expect) {
  auto cases = read_test_file(R"({"Cases": {"c": {"Expect": )" + expect + "}}}", "t.lambda-test.json");
  if (!cases) FAIL(cases.error().message);
  return std::move(cases->front().expect);
}

Observed returned(const std::string& payload) {
  Observed observed;
  observed.payload = payload;
  return observed;
}

std::vector<Difference> found(const std::string& expect, const Observed& observed) {
  return differences(expecting(expect), observed);
}

using None = std::vector<Difference>;

}  // namespace

TEST_CASE("an equal payload passes, whatever the order of its members; another is told place by place") {
  CHECK(found(R"({"Payload": {"a": 1, "b": [1, {"c": null}]}})", returned(R"({"b":[1,{"c":null}],"a":1})")) == None{});
  CHECK(found(R"({"Payload": {"a": 1, "b": [1, 2], "x/y": 1}})", returned(R"({"b":[1,3,4],"d":5,"a":1})")) ==
        std::vector<Difference>{{"Payload/b/1", "2", "3"},
                                {"Payload/b/2", "(absent)", "4"},
                                {"Payload/x~1y", "1", "(absent)"},
                                {"Payload/d", "(absent)", "5"}});
  CHECK(found(R"({"Payload": "text"})", returned("text")) == None{});
  CHECK(found(R"({"Payload": null})", returned("null")) == None{});
  CHECK(found(R"({"Payload": null})", returned("1")) == std::vector<Difference>{{"Payload", "null", "1"}});
}

TEST_CASE("a payload that contains what is expected may have more members, but not more items") {
  CHECK(found(R"({"PayloadContains": {"a": {"b": 1}}})", returned(R"({"a":{"b":1,"c":2},"d":3})")) == None{});
  CHECK(found(R"({"PayloadContains": {"a": [1]}})", returned(R"({"a":[1,2]})")) ==
        std::vector<Difference>{{"Payload/a/1", "(absent)", "2"}});
}

TEST_CASE("values at pointers are equal, or match as a whole") {
  const auto observed = returned(R"({"items":[{"id":"ord-12"}],"a/b":{"~":1},"n":12})");
  CHECK(found(R"({"At": {"/items/0/id": {"Matches": "ord-[0-9]+"}, "/a~1b/~0": 1, "/n": {"Matches": "[0-9]+"}}})",
              observed) == None{});
  CHECK(found(R"({"At": {"/items/0/id": {"Matches": "[0-9]+"}, "/items/1": 1, "/n": 13}})", observed) ==
        std::vector<Difference>{{"Payload/items/0/id", "a text that matches [0-9]+", "\"ord-12\""},
                                {"Payload/items/1", "1", "(absent)"},
                                {"Payload/n", "13", "12"}});
}

TEST_CASE("ignored places are not compared, in payloads and snapshots") {
  CHECK(found(R"({"Payload": {"id": 0, "a": 1}, "Ignore": "/id"})", returned(R"({"id":77,"a":1})")) == None{});
  const auto expect = expecting(R"({"Snapshot": true, "Ignore": ["/id"]})");
  const auto kept = snapshot_of(expect, returned(R"({"id":1,"a":1})"));
  CHECK(kept.dump() == R"({"a":1,"id":null})");
  CHECK(differences(expect, returned(R"({"id":2,"a":1})"), kept).empty());
  CHECK(differences(expect, returned(R"({"id":2,"a":2})"), kept) == std::vector<Difference>{{"Snapshot/a", "1", "2"}});
}

TEST_CASE("an error that nobody expected fails the case, one that was expected passes, and none fails it") {
  auto failed = returned(R"({"errorType":"ValueError"})");
  failed.function_error = true;
  failed.error_type = "ValueError";
  CHECK(found(R"({"Payload": 1})", failed) ==
        std::vector<Difference>{{"FunctionError", "none", R"({"errorType":"ValueError"})"}});
  CHECK(found(R"({"FunctionError": true})", failed) == None{});
  CHECK(found(R"({"ErrorType": "ValueError"})", failed) == None{});
  CHECK(found(R"({"ErrorType": "KeyError"})", failed) ==
        std::vector<Difference>{{"ErrorType", "KeyError", "ValueError"}});
  CHECK(found(R"({"ErrorType": "KeyError"})", returned("1")) ==
        std::vector<Difference>{{"FunctionError", "KeyError", "none"}});
  CHECK(found(R"({"LogContains": "x"})", failed).size() == 2);
}

TEST_CASE("of a log that was too long to be kept nothing is said to be not in it") {
  Observed observed = returned("1");
  observed.log = "START\n";
  observed.log_left_out = 7;
  const std::string text = "not in what was kept of the log, of which 7 bytes are left out: it is too long";
  CHECK(found(R"({"LogContains": ["START", "b"], "LogContainsNot": ["START", "d"]})", observed) ==
        std::vector<Difference>{
            {"LogContains", "b", text}, {"LogContainsNot", "START", "in the log"}, {"LogContainsNot", "d", text}});
}

TEST_CASE("status, headers, log and figures are compared") {
  Observed observed = returned("ok");
  observed.status = 201;
  observed.headers = {{"content-type", "text/plain"}};
  observed.log = "START\nstored 7\n";
  observed.duration = std::chrono::microseconds(20'500);
  observed.max_memory_used_mb = 40;
  observed.start = Start::Cold;
  CHECK(found(R"({"Status": 201, "Headers": {"Content-Type": "text/plain"}, "LogContains": ["stored", "START"],
                  "LogContainsNot": "ERROR", "MaxDuration": 21, "MaxMemory": 40, "Start": "cold"})",
              observed) == None{});
  CHECK(found(R"({"Status": 200, "Headers": {"X-A": 1}, "LogContains": "lost", "LogContainsNot": ["stored"],
                  "MaxDuration": 20, "MaxMemory": 39, "Start": "warm"})",
              observed) == std::vector<Difference>{{"Status", "200", "201"},
                                                   {"Headers/x-a", "1", "(absent)"},
                                                   {"LogContains", "lost", "not in the log"},
                                                   {"LogContainsNot", "stored", "in the log"},
                                                   {"MaxDuration", "20 ms", "20.50 ms"},
                                                   {"MaxMemory", "39 MB", "40 MB"},
                                                   {"Start", "warm", "cold"}});
}

TEST_CASE("a payload that nests deeper than Lambda takes is a text") {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  const auto observed = returned(deep);
  CHECK(found(R"({"Payload": [[]]})", observed).size() == 1);
  CHECK(snapshot_of(expecting(R"({"Snapshot": true})"), observed).is_string());
}

TEST_CASE("a value that is shown is shortened, and no more places are told than people read") {
  CHECK(shown(nlohmann::json(std::string(1000, 'x'))).size() < 250);
  std::string many = "[0", other = "[1";
  for (int count = 0; count < 100; ++count) many += ",0", other += ",1";
  CHECK(found(R"({"Payload": )" + many + "]}", returned(other + "]")).size() == kMostDifferences);
}
