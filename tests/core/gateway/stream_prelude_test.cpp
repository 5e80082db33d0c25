#include "core/gateway/stream_prelude.h"

#include "tests/support/catch.h"

using namespace lambdalocal::gateway;
using State = StreamPrelude::State;

namespace {

const std::string kDelimiter(8, '\0');

}  // namespace

TEST_CASE("a prelude ends at eight NUL bytes, however the stream is cut") {
  const std::string json = R"({"statusCode":201,"headers":{"a":"b"}})";
  const std::string stream = json + kDelimiter + std::string("\0\0body", 6);
  for (std::size_t first = 0; first <= stream.size(); ++first) {
    for (const std::size_t step : {1, 3, 1000}) {
      StreamPrelude prelude;
      prelude.feed(std::string_view(stream).substr(0, first));
      std::size_t at = first;
      for (; prelude.state() == State::Reading; at += step) prelude.feed(std::string_view(stream).substr(at, step));
      REQUIRE(prelude.state() == State::Complete);
      CHECK(prelude.json() == json);
      CHECK(prelude.take_body() + stream.substr(std::min(at, stream.size())) == std::string("\0\0body", 6));
    }
  }
}

TEST_CASE("fewer than eight NUL bytes are part of the prelude") {
  StreamPrelude prelude;
  CHECK(prelude.feed("{}" + std::string(7, '\0') + "x") == State::Reading);
  CHECK(prelude.feed(kDelimiter) == State::Complete);
  CHECK(prelude.json().size() == 10);
}

TEST_CASE("a prelude that does not end within 16 KB is too long") {
  StreamPrelude fits, longer;
  CHECK(fits.feed(std::string(kMaxPreludeBytes, ' ') + kDelimiter + "x") == State::Complete);
  CHECK(fits.take_body() == "x");
  CHECK(longer.feed(std::string(kMaxPreludeBytes, ' ')) == State::Reading);
  CHECK(longer.feed(" " + kDelimiter) == State::TooLong);
}

TEST_CASE("a prelude gives status, headers and cookies of the response") {
  CHECK(streamed_response(FrontEnd::FunctionUrl,
                          R"({"statusCode":201,"headers":{"Content-Type":"text/html"},"cookies":["a=1"]})")
            .response == HttpResponse{201, {{"Content-Type", "text/html"}, {"set-cookie", "a=1"}}, ""});
  CHECK(streamed_response(FrontEnd::RestApi, R"({"multiValueHeaders":{"a":["1","2"]}})").response.headers ==
        Headers{{"a", "1"}, {"a", "2"}, {"Content-Type", "application/octet-stream"}});
  CHECK(streamed_response(FrontEnd::FunctionUrl, "{}").response.status == 200);
}

TEST_CASE("a prelude that is no JSON object is the front end's own failure") {
  CHECK(streamed_response(FrontEnd::FunctionUrl, "Hello").response.status == 502);
  CHECK(streamed_response(FrontEnd::RestApi, "Hello").response.status == 500);
  CHECK_FALSE(streamed_response(FrontEnd::RestApi, "[]").fault.empty());
  for (const FrontEnd kind : {FrontEnd::RestApi, FrontEnd::FunctionUrl}) {
    for (const char* interim : {R"({"statusCode":101})", R"({"statusCode":100})", R"({"statusCode":199})"}) {
      CHECK(streamed_response(kind, interim).response.status == 502);
    }
  }
}

TEST_CASE("a stream without prelude has the runtime's content type") {
  CHECK(plain_streamed_response("text/event-stream").headers == Headers{{"Content-Type", "text/event-stream"}});
  CHECK(plain_streamed_response("").headers == Headers{{"Content-Type", "application/octet-stream"}});
}
