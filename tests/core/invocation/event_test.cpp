#include "core/invocation/event.h"

#include "core/function/limits.h"
#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

std::string refusal(std::string_view event) {
  const auto result = check_event(event, "event.json");
  REQUIRE(!result.ok());
  CHECK(result.error().kind == ErrorKind::BadEvent);
  return result.error().message;
}

std::string aws_message(std::string_view event) {
  const auto fault = find_json_fault(event);
  REQUIRE(fault);
  const std::string message = invalid_request_content_message(*fault, event);
  const std::string_view before = "Could not parse request body into json: Could not parse payload into json: ";
  REQUIRE(message.starts_with(before));
  return message.substr(before.size());
}

constexpr std::string_view kSource =
    "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: ";

}  // namespace

TEST_CASE("any JSON value is an event, also behind a byte order mark") {
  for (const char* event : {"{}", "null", "[1,2]", "\"text\"", "\xef\xbb\xbf{\"a\":1}", " {}\n"}) {
    CHECK(check_event(event, "event.json").ok());
  }
}

TEST_CASE("an empty event is {}, and a good one is handed over as it came") {
  CHECK(check_event("", "-").ok());
  CHECK(event_bytes("") == "{}");
  CHECK(event_bytes("\xef\xbb\xbf") == "{}");
  CHECK(event_bytes("\xef\xbb\xbf { }\n") == " { }\n");
}

TEST_CASE("an event that is not JSON is refused with source, line, column, the line and a mark") {
  CHECK(refusal("{\n  \"bucket\": photos,\n}") ==
        "event.json:2:13: the event is not JSON: found 'photos', expected a value: text stands in double quotes\n"
        "    \"bucket\": photos,\n"
        "              ^\n"
        "Lambda would answer 400 InvalidRequestContentException: correct the event");
}

TEST_CASE("columns count characters, and long lines are cut around the fault") {
  const std::string before = std::string(200, 'x') + "\xc3\xa9\",";
  CHECK(refusal("[\"" + before + " oops, " + std::string(200, 'y') + "]") ==
        "event.json:1:207: the event is not JSON: found 'oops', expected a value: text stands in double quotes\n"
        "  ..." +
            std::string(55, 'x') + "\xc3\xa9\", oops, " + std::string(14, 'y') + "...\n" +
            std::string(2 + 3 + 55 + 4, ' ') +
            "^\nLambda would answer 400 InvalidRequestContentException: correct the event");
}

TEST_CASE("control characters of an event do not reach the terminal") {
  CHECK(refusal("[\x1b[2J \xc2\x9b]").find_first_of("\x1b\x9b") == std::string::npos);
}

TEST_CASE("an event of exactly 6 MiB passes, a byte more is refused in AWS's words") {
  const std::string event = "\"" + std::string(limits::kRequestBytes - 2, 'x') + "\"";
  CHECK(check_event(event, "event.json").ok());
  CHECK(refusal(event + " ") ==
        "event.json: the event has 6291457 bytes\n"
        "Request must be smaller than 6291456 bytes for the InvokeFunction operation");
}

TEST_CASE("the Lambda API's answer to an event that is not JSON is Jackson's") {
  CHECK(aws_message("hello") ==
        "Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or "
        "'false')" +
            std::string(kSource) + "1, column: 6]");
  CHECK(aws_message("{'a':1}").starts_with(
      "Unexpected character (''' (code 39)): was expecting double-quote to start field name\n"));
  CHECK(aws_message("------Web")
            .starts_with("Unexpected character ('-' (code 45)) in numeric value: expected digit (0-9) "
                         "to follow minus sign, for valid numeric value\n"));
  CHECK(aws_message("[\n1 \xc2\xb2]") ==
        "Unexpected character ('\xc2\xb2' (code 178)): was expecting comma to separate Array entries" +
            std::string(kSource) + "2, column: 3]");
  CHECK(aws_message("\"\xa7\"").starts_with("Invalid UTF-8 start byte 0xa7\n"));
  CHECK(aws_message("{\"a\":\"b")
            .starts_with("Unexpected end-of-input: was expecting closing quote for a string value\n"));
  CHECK(aws_message("\"a\nb\"")
            .starts_with("Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using "
                         "backslash to be included in string value\n"));
}
