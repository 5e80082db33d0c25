// What a test case of `lambdalocal test` expects of an invocation or of an HTTP request, what was observed, and how they differ.
// docs: `lambdalocal help test`; the file format is read by test_file.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/text/regular_expression.h"

namespace lambdalocal::expectation {

// A value that is to be found at a JSON pointer (RFC 6901): equal to it, or a text that an expression matches as a whole.
struct ValueExpectation {
  std::string pointer;
  nlohmann::json equal;
  std::shared_ptr<const RegularExpression> matches;  // null: `equal` counts
  std::string expression;                            // of `matches`, as written
};

enum class Start { Cold, Warm };

// What is absent is not compared. "Payload": what the function returned, or the body of an HTTP answer.
struct Expectation {
  std::optional<nlohmann::json> payload;           // equal
  std::optional<nlohmann::json> payload_contains;  // objects may have more members
  std::vector<ValueExpectation> at;
  std::vector<std::string> ignored;  // pointers into the payload, left out of Payload, PayloadContains and snapshots
  bool snapshot = false;
  std::optional<bool> function_error;  // whether it failed
  std::optional<std::string> error_type;
  std::optional<int> status;                   // of the HTTP answer
  std::map<std::string, std::string> headers;  // of the HTTP answer, names in lower case
  std::vector<std::string> log_contains, log_contains_not;
  std::optional<std::chrono::milliseconds> max_duration;
  std::optional<std::int64_t> max_memory_mb;
  std::optional<Start> start;

  bool is_empty() const;
};

struct Observed {
  std::string payload;  // JSON, or any text
  bool function_error = false;
  std::string error_type;  // as the error's payload says, else as the platform does
  std::optional<int> status;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string log;
  std::size_t log_left_out = 0;                       // bytes in the middle of it
  std::optional<std::chrono::microseconds> duration;  // none for an HTTP request
  std::optional<std::int64_t> max_memory_used_mb;
  std::optional<Start> start;
};

// "Payload/items/0/name": what was expected there and what was, as people read it.
struct Difference {
  std::string where;
  std::string expected, actual;

  bool operator==(const Difference&) const = default;
};

// Where `observed` is not as expected; none: the case has passed. `snapshot`: the payload that was kept, when one is compared with.
std::vector<Difference> differences(const Expectation& expectation, const Observed& observed,
                                    const std::optional<nlohmann::json>& snapshot = std::nullopt);

// The payload as a snapshot keeps it: JSON, or the text as a string; ignored places have null.
nlohmann::json snapshot_of(const Expectation& expectation, const Observed& observed);

}  // namespace lambdalocal::expectation
