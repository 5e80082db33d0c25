#include "core/lambda_api/event_stream.h"

#include <fmt/format.h>

#include "tests/support/catch.h"

using namespace lambdalocal::lambda_api;

namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::vector<EventFrame> frames(std::string_view bytes) {
  std::vector<EventFrame> all;
  while (!bytes.empty()) {
    auto frame = take_event_frame(bytes);
    REQUIRE(frame.ok());
    REQUIRE(frame->has_value());
    all.push_back(**frame);
  }
  return all;
}

}  // namespace

TEST_CASE("a PayloadChunk has the bytes that botocore reads back") {
  std::string stream;
  append_payload_chunk(stream, "hi");
  REQUIRE(stream.size() == 108);
  CHECK(hex(stream.substr(0, 12)) == "0000006c0000005ab25efdcf");
  CHECK(hex(stream.substr(104)) == "1162e469");
  const auto all = frames(stream);
  REQUIRE(all.size() == 1);
  CHECK(all[0].header(":event-type") == "PayloadChunk");
  CHECK(all[0].header(":content-type") == "application/octet-stream");
  CHECK(all[0].header(":message-type") == "event");
  CHECK(all[0].payload == "hi");
}

TEST_CASE("an InvokeComplete without anything to say is an empty object") {
  std::string stream;
  append_invoke_complete(stream, {});
  REQUIRE(stream.size() == 102);
  CHECK(hex(stream.substr(0, 12)) == "00000066000000541f56c869");
  CHECK(hex(stream.substr(98)) == "7006d467");
  CHECK(frames(stream).at(0).payload == "{}");
}

TEST_CASE("an InvokeComplete tells the error and the log") {
  std::string stream;
  append_invoke_complete(stream, {"Unhandled", R"({"errorType":"Error"})", "bG9n"});
  CHECK(frames(stream).at(0).payload ==
        R"({"ErrorCode":"Unhandled","ErrorDetails":"{\"errorType\":\"Error\"}","LogResult":"bG9n"})");
}

TEST_CASE("a long chunk is cut into frames that SDKs take, and none is written for nothing") {
  std::string stream, text(kMaxFramePayloadBytes * 2 + 3, 'x');
  append_payload_chunk(stream, "");
  CHECK(stream.empty());
  append_payload_chunk(stream, text);
  const auto all = frames(stream);
  REQUIRE(all.size() == 3);
  CHECK(all[0].payload + all[1].payload + all[2].payload == text);
}

TEST_CASE("a frame is read when all of it is there, and not when a bit is flipped") {
  std::string stream;
  append_payload_chunk(stream, "hello");
  for (std::size_t length = 0; length < stream.size(); ++length) {
    std::string_view part = std::string_view(stream).substr(0, length);
    const auto frame = take_event_frame(part);
    REQUIRE(frame.ok());
    CHECK_FALSE(frame->has_value());
    CHECK(part.size() == length);
  }
  for (std::size_t at = 0; at < stream.size(); ++at) {
    std::string flipped = stream;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    std::string_view bytes = flipped;
    CHECK_FALSE(take_event_frame(bytes).ok());
  }
}
