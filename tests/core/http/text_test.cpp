#include "core/http/text.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;

TEST_CASE("a request target is a path and a query, as sent") {
  CHECK(path_of("/a%20b?x=1?2#f") == "/a%20b");
  CHECK(query_of("/a%20b?x=1?2#f") == "x=1?2");
  CHECK(query_of("/a").empty());
  CHECK(path_of("http://localhost:3000/a?b") == "/a");
  CHECK(path_of("http://localhost:3000?b") == "");
  CHECK(path_of("http://localhost") == "/");
  CHECK(path_of("*") == "*");
  CHECK(path_of("/x://y") == "/x://y");
}

TEST_CASE("percent decoding leaves what is no code as it is") {
  CHECK(percent_decode("/pa2%Fth/1%2f+%") == "/pa2%Fth/1/+%");
  CHECK(form_decode("a+b%2Bc%zz%4") == "a b+c%zz%4");
}

TEST_CASE("a query is split, not decoded") {
  using Parameters = std::vector<std::pair<std::string_view, std::string_view>>;
  CHECK(query_parameters("a=1&b&=c&&d=e=f&") == Parameters{{"a", "1"}, {"b", ""}, {"", "c"}, {"d", "e=f"}});
  CHECK(query_parameters("").empty());
}

TEST_CASE("a media type is read without its parameters") {
  CHECK(media_type(" Application/JSON ; charset=utf-8") == "application/json");
  CHECK(is_text("text/csv"));
  CHECK(is_text("application/xml"));
  CHECK_FALSE(is_text("application/x-www-form-urlencoded"));
  CHECK_FALSE(is_text(""));
}

TEST_CASE("times are written as access logs do") {
  const std::chrono::system_clock::time_point time{std::chrono::milliseconds{1583348638390}};
  CHECK(request_time(time) == "04/Mar/2020:19:03:58 +0000");
  CHECK(epoch_milliseconds(time) == 1583348638390);
}

TEST_CASE("header names are the same in any case") {
  const Headers headers{{"content-TYPE", "a"}, {"Content-Type", "b"}};
  CHECK(find_header(headers, "Content-Type") == "a");
  CHECK_FALSE(find_header(headers, "content"));
}
