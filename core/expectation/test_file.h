// A file of test cases, JSON or YAML: `*.lambda-test.json`, `*.lambda-test.yaml`. Its keys are listed by `lambdalocal help test`.
//
//   Function: orders                # a function of the project, or a directory or archive beside the file; else the only one
//   Environment: {TABLE: test}      # on top of the function's own
//   Cases:
//     creates an order:
//       Event: {id: 7}              # or EventFile: events/create.json, or Request: {Method: POST, Path: /orders, Body: {id: 7}}
//       Expect:
//         PayloadContains: {id: 7}
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/expectation/expectation.h"
#include "core/json/place.h"
#include "core/result.h"

namespace lambdalocal::expectation {

// In place of an event: through a front end of the project.
struct TestRequest {
  std::string method = "GET";
  std::string path;  // with its query
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::optional<std::string> front_end;  // by its name, "HTTP API"; else the first there is
};

struct TestCase {
  std::string name;
  std::filesystem::path file;
  TextPosition at;
  std::string function;                             // empty: the only one
  std::optional<std::string> event;                 // JSON
  std::optional<std::filesystem::path> event_file;  // beside the test file; of `event` and these at most one is there
  std::optional<std::string> event_type;            // as `lambdalocal invoke --event` takes it: "s3:put"
  std::optional<TestRequest> request;
  std::map<std::string, std::string> environment;
  int invocations = 1;  // of which the last one's outcome is compared, in one environment
  std::chrono::milliseconds time_limit{std::chrono::minutes(1)};
  Expectation expect;
};

// `path` as messages are to name it. Errors are BadConfiguration with file, line and column; a case that expects nothing is one.
Result<std::vector<TestCase>> read_test_file(std::string_view text, const std::filesystem::path& path);

// Whether a file's name says that it holds test cases.
bool is_test_file(const std::filesystem::path& path);

}  // namespace lambdalocal::expectation
