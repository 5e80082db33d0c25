#include "cli/commands/event_options.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::commands;

namespace {

Result<EventOptions> parsed(const char* service, std::vector<const char*> arguments) {
  return parse_event_options(*events::find_type(service, "").value(), arguments);
}

}  // namespace

TEST_CASE("the options of an event are those of its type, and every value is taken as it is") {
  for (const char* value :
       {"plain", "\"quoted\"", "[a,b]", "{\"a\": [1, 2]}", "a\nb", "-1", "", "a=b", "%41", "\xc3\xa9"}) {
    CAPTURE(value);
    const auto options = parsed("sqs", {"--body", value});
    REQUIRE(options.ok());
    CHECK(options->request.options.at("body") == std::vector<std::string>{value});
  }
  CHECK(parsed("sqs", {"--body=--dashes"})->request.options.at("body").front() == "--dashes");
  CHECK(parsed("sqs", {"--body", "--count", "3"}).error().message == "--body needs a value");
  CHECK(parsed("sqs", {"--buddy", "x"}).error().message == "unknown option --buddy; did you mean --body?");
  CHECK(parsed("sqs", {"extra"}).error().message == "one event at a time: 'extra' is one too many");
}

TEST_CASE("a repeatable option is a list, and a flag is there or not") {
  const auto options = parsed("alb", {"--header", "A: b", "--header", "C: d", "--multi-value"});
  REQUIRE(options.ok());
  CHECK(options->request.options.at("header") == std::vector<std::string>{"A: b", "C: d"});
  CHECK(options->request.options.contains("multi-value"));
  CHECK_FALSE(parsed("alb", {})->request.options.contains("multi-value"));
}

TEST_CASE("what an event goes via adds its options") {
  CHECK(parsed("sqs", {"--topic", "t"}).error().message.starts_with("unknown option --topic"));
  CHECK(parsed("function-url", {"--via", "sns,sqs", "--topic", "t", "--queue-name", "q"}).ok());
  CHECK(parsed("function-url", {"--via=sns", "--topic", "t"}).ok());
}

TEST_CASE("numbers and times of an event are checked") {
  CHECK(parsed("sqs", {"--count", "2", "--seed", "18446744073709551615", "--time", "2026-03-14"}).ok());
  CHECK_FALSE(parsed("sqs", {"--count", "0"}).ok());
  CHECK_FALSE(parsed("sqs", {"--seed", "-1"}).ok());
  CHECK_FALSE(parsed("sqs", {"--time", "noon"}).ok());
  CHECK_FALSE(parsed("sqs", {"--set", "a"}).ok());
}
