#include "core/expectation/expectation.h"

#include <fmt/format.h>

#include "core/expectation/json_compare.h"
#include "core/json/document.h"

namespace lambdalocal::expectation {
namespace {

using Json = nlohmann::json;

// What was returned: JSON, else the text as a string.
Json parsed(const std::string& payload) {
  auto value = parse_json(payload);
  return value ? *std::move(value) : Json(payload);
}

Json without(Json value, const std::vector<std::string>& ignored) {
  for (const std::string& pointer : ignored) {
    if (Json* const found = value_at(value, pointer)) *found = nullptr;
  }
  return value;
}

std::string_view name_of(Start start) { return start == Start::Cold ? "cold" : "warm"; }

class Comparison {
 public:
  Comparison(const Expectation& expected, const Observed& observed) : expected_(expected), observed_(observed) {}

  std::vector<Difference> run(const std::optional<Json>& snapshot) {
    compare_error();
    compare_http();
    compare_payload(snapshot);
    compare_log();
    compare_figures();
    return std::move(found_);
  }

 private:
  void differ(std::string where, std::string expected, std::string actual) {
    found_.push_back({std::move(where), std::move(expected), std::move(actual)});
  }

  // A function that failed where nobody expected that has its error shown, and not its payload compared.
  void compare_error() {
    const bool expects = expected_.function_error.value_or(expected_.error_type.has_value());
    const bool says_nothing = !expected_.function_error && !expected_.error_type;
    failed_unexpectedly_ = observed_.function_error && !expects;
    if (failed_unexpectedly_) {
      differ("FunctionError", says_nothing ? "none" : "false", shown(parsed(observed_.payload)));
    } else if (expects && !observed_.function_error) {
      differ("FunctionError", expected_.error_type.value_or("true"), "none");
    }
    if (expected_.error_type && observed_.function_error && *expected_.error_type != observed_.error_type) {
      differ("ErrorType", *expected_.error_type, observed_.error_type.empty() ? "(none)" : observed_.error_type);
    }
  }

  void compare_http() {
    if (expected_.status && expected_.status != observed_.status) {
      differ("Status", std::to_string(*expected_.status),
             observed_.status ? std::to_string(*observed_.status) : "(no HTTP answer)");
    }
    for (const auto& [name, value] : expected_.headers) {
      const auto found = observed_.headers.find(name);
      if (found == observed_.headers.end()) {
        differ("Headers/" + name, value, "(absent)");
      } else if (found->second != value) {
        differ("Headers/" + name, value, found->second);
      }
    }
  }

  void compare_payload(const std::optional<Json>& snapshot) {
    if (failed_unexpectedly_) return;
    const Json whole = parsed(observed_.payload);
    const Json actual = without(whole, expected_.ignored);
    if (expected_.payload) {
      compare_json(without(*expected_.payload, expected_.ignored), actual, Extra::Refused, "Payload", found_);
    }
    if (expected_.payload_contains) {
      compare_json(without(*expected_.payload_contains, expected_.ignored), actual, Extra::Accepted, "Payload", found_);
    }
    if (snapshot) compare_json(*snapshot, actual, Extra::Refused, "Snapshot", found_);
    for (const ValueExpectation& value : expected_.at) compare_at(value, whole);
  }

  void compare_at(const ValueExpectation& expected, const Json& payload) {
    const std::string where = "Payload" + expected.pointer;
    const Json* const found = value_at(payload, expected.pointer);
    if (!expected.matches) {
      if (found == nullptr) return differ(where, shown(expected.equal), "(absent)");
      return compare_json(expected.equal, *found, Extra::Refused, where, found_);
    }
    const std::string wanted = fmt::format("a text that matches {}", expected.expression);
    if (found == nullptr) return differ(where, wanted, "(absent)");
    const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
    switch (expected.matches->matches(text)) {
      case RegularExpression::Match::Yes: return;
      case RegularExpression::Match::No: return differ(where, wanted, shown(*found));
      case RegularExpression::Match::TooCostly:
        return differ(where, wanted, "(the expression takes too long on it) " + shown(*found));
    }
  }

  std::string the_log() const {
    if (observed_.log_left_out == 0) return "the log";
    return fmt::format("what was kept of the log, of which {} bytes are left out: it is too long",
                       observed_.log_left_out);
  }

  void compare_log() {
    for (const std::string& text : expected_.log_contains) {
      if (observed_.log.find(text) == std::string::npos) differ("LogContains", text, "not in " + the_log());
    }
    for (const std::string& text : expected_.log_contains_not) {
      if (observed_.log.find(text) != std::string::npos) {
        differ("LogContainsNot", text, "in the log");
      } else if (observed_.log_left_out > 0) {
        differ("LogContainsNot", text, "not in " + the_log());
      }
    }
  }

  void compare_figures() {
    if (expected_.max_duration && observed_.duration && *observed_.duration > *expected_.max_duration) {
      differ("MaxDuration", fmt::format("{} ms", expected_.max_duration->count()),
             fmt::format("{:.2f} ms", static_cast<double>(observed_.duration->count()) / 1000));
    }
    if (expected_.max_memory_mb && observed_.max_memory_used_mb &&
        *observed_.max_memory_used_mb > *expected_.max_memory_mb) {
      differ("MaxMemory", fmt::format("{} MB", *expected_.max_memory_mb),
             fmt::format("{} MB", *observed_.max_memory_used_mb));
    }
    if (expected_.start && observed_.start && *expected_.start != *observed_.start) {
      differ("Start", std::string(name_of(*expected_.start)), std::string(name_of(*observed_.start)));
    }
  }

  const Expectation& expected_;
  const Observed& observed_;
  bool failed_unexpectedly_ = false;
  std::vector<Difference> found_;
};

}  // namespace

bool Expectation::is_empty() const {
  return !payload && !payload_contains && at.empty() && !snapshot && !function_error && !error_type && !status &&
         headers.empty() && log_contains.empty() && log_contains_not.empty() && !max_duration && !max_memory_mb &&
         !start;
}

std::vector<Difference> differences(const Expectation& expectation, const Observed& observed,
                                    const std::optional<Json>& snapshot) {
  return Comparison(expectation, observed).run(snapshot);
}

Json snapshot_of(const Expectation& expectation, const Observed& observed) {
  return without(parsed(observed.payload), expectation.ignored);
}

}  // namespace lambdalocal::expectation
