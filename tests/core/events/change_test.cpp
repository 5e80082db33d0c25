#include "core/events/change.h"

#include "core/events/time.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::events;

namespace {

std::string changed(std::string_view event, std::string_view change) {
  Json json = Json::parse(event);
  const auto parsed = parse_change(change);
  if (!parsed) return parsed.error().message;
  const auto applied = apply_change(*parsed, json);
  return applied ? json.dump() : applied.error().message;
}

}  // namespace

TEST_CASE("a change names a member by a path, and its value is JSON or text") {
  CHECK(changed(R"({"a":{"b":1}})", "a.b=2") == R"({"a":{"b":2}})");
  CHECK(changed(R"({"a":{"b":1}})", "a.b=two = 2") == R"({"a":{"b":"two = 2"}})");
  CHECK(changed(R"({"a":[1,2]})", "a[1]=null") == R"({"a":[1,null]})");
  CHECK(changed(R"({"a":[1]})", "a[1]={\"x\":[]}") == R"({"a":[1,{"x":[]}]})");
  CHECK(changed("{}", "detail[\"a.b=c\"].d=\"7\"") == R"({"detail":{"a.b=c":{"d":"7"}}})");
  CHECK(changed("{}", "list[0].name=x") == R"({"list":[{"name":"x"}]})");
  CHECK(changed("{}", "a=") == R"({"a":""})");
}

TEST_CASE("a number that is too large for a change is refused") {
  CHECK(changed("{}", "a=1e400").starts_with("'a=1e400': a number is too large\n"));
  CHECK(changed("{}", R"(a=[{"b": -1e400}])").starts_with(R"('a=[{"b": -1e400}]': a number is too large)"));
}

TEST_CASE("a change that makes no sense says why") {
  CHECK(changed("{}", "a").find("no = in it") != std::string::npos);
  CHECK(changed("{}", "=1").find("the path is empty") != std::string::npos);
  CHECK(changed("{}", "a..b=1").find("a name is empty") != std::string::npos);
  CHECK(changed("{}", "a[x]=1").find("a number from 0 on") != std::string::npos);
  CHECK(changed("{}", "a[1=1").find("[ has no ]") != std::string::npos);
  CHECK(changed(R"({"a":[]})", "a[2]=1").find("the next place is [0]") != std::string::npos);
  CHECK(changed(R"({"a":1})", "a.b=1").find("neither an object nor an array") != std::string::npos);
  CHECK(changed(R"({"a":[]})", "a.b=1").find("is an array") != std::string::npos);
}

TEST_CASE("a time is read in the forms that people have") {
  const auto ms = [](std::string_view text) { return parse_time(text).value().time_since_epoch().count(); };
  for (const char* same :
       {"2026-03-14T09:26:53.589Z", "2026-03-14T10:26:53.589+01:00", "2026-03-14 09:26:53.589", "1773480413589"}) {
    CHECK(ms(same) == 1773480413589);
  }
  CHECK(ms("1773480413") == 1773480413000);
  CHECK(ms("2026-03-14") == 1773446400000);
  CHECK(ms("0") == 0);
  for (const char* bad : {"", "tomorrow", "2026-13-01", "2026-02-30", "2026-03-14T25:00", "2026-03-14Tx", "-1",
                          "2026-03-14T09:26:53+99:00", "99999999999999999999"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_time(bad).ok());
  }
}

TEST_CASE("a time is written in each of AWS's formats") {
  const Time time = parse_time("2026-03-14T09:26:53.089Z").value();
  CHECK(format_time(time, "iso") == "2026-03-14T09:26:53.089Z");
  CHECK(format_time(time, "seconds") == "2026-03-14T09:26:53Z");
  CHECK(format_time(time, "log") == "14/Mar/2026:09:26:53 +0000");
  CHECK(format_time(time, "http") == "Sat, 14 Mar 2026 09:26:53 +0000");
  CHECK(format_time(time, "offset") == "2026-03-14T09:26:53.089+0000");
  CHECK(format_time(time, "float") == 1773480413.089);
}
