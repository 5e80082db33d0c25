#include "core/logs/frames.h"

#include <string>
#include <vector>

#include "core/function/limits.h"
#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

struct Seen {
  std::string text;
  LogRecordForm form;
  LogLevel level;
  std::uint64_t timestamp_us;
  bool operator==(const Seen&) const = default;
};

class Collector {
 public:
  std::vector<Seen> records;
  LogFrameDecoder decoder{[this](const LogRecord& record) {
    records.push_back({std::string(record.text), record.form, record.level, record.timestamp_us});
  }};

  std::vector<std::string> texts() const {
    std::vector<std::string> result;
    for (const Seen& seen : records) result.push_back(seen.text);
    return result;
  }
};

std::string big_endian(std::uint64_t value, int bytes) {
  std::string result;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) result += static_cast<char>(value >> shift & 0xff);
  return result;
}

std::string frame(std::uint32_t type, const std::string& text, std::uint64_t timestamp = 1) {
  return big_endian(type, 4) + big_endian(text.size(), 4) + big_endian(timestamp, 8) + text;
}

constexpr std::uint32_t kText = 0xa55a0003;
constexpr std::uint32_t kJson = 0xa55a0002;
constexpr std::uint32_t kInfo = 3 << 2;

std::vector<std::string> texts_of(const std::string& stream) {
  Collector collector;
  collector.decoder.feed(stream);
  collector.decoder.finish();
  return collector.texts();
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("each printed line is a record without its newline, empty lines included") {
  CHECK(texts_of("one\n\ntwo\n") == Texts{"one", "", "two"});
}

TEST_CASE("a line that arrives in pieces is one record") {
  Collector collector;
  for (const char* piece : {"o", "n", "e\ntw", "o", "\n"}) collector.decoder.feed(piece);
  CHECK(collector.texts() == Texts{"one", "two"});
}

TEST_CASE("carriage returns and NUL bytes stay in the record as written") {
  const std::string line{"a\rb\0c\r", 6};
  CHECK(texts_of(line + "\n") == Texts{line});
}

TEST_CASE("a framed record carries form, level and time, and keeps its inner newlines") {
  Collector collector;
  collector.decoder.feed(frame(kText | kInfo, "[INFO]\tfirst\nsecond\n", 1'700'000'000'000'000));
  collector.decoder.feed(frame(kJson | 6 << 2, "{\"level\":\"FATAL\"}", 5));
  collector.decoder.feed(frame(kText, "", 6));
  CHECK(collector.records ==
        std::vector<Seen>{{"[INFO]\tfirst\nsecond", LogRecordForm::Text, LogLevel::Info, 1'700'000'000'000'000},
                          {"{\"level\":\"FATAL\"}", LogRecordForm::Json, LogLevel::Fatal, 5},
                          {"", LogRecordForm::Text, LogLevel::Undefined, 6}});
}

TEST_CASE("a frame of level DEBUG in JSON, whose type holds a newline byte, is a frame") {
  CHECK(texts_of("raw" + frame(kJson | 2 << 2, "{}") + "after\n") == Texts{"raw", "{}", "after"});
}

TEST_CASE("raw lines and frames keep their order, and a frame ends an unterminated line") {
  CHECK(texts_of("a" + frame(kText, "f") + "\nb\n" + frame(kText, "g\n") + "c\n") == Texts{"a", "f", "b", "g", "c"});
  CHECK(texts_of("a\n" + frame(kText, "f") + "\nb\n") == Texts{"a", "f", "", "b"});
}

TEST_CASE("the result does not depend on how the stream is cut into reads") {
  const std::string stream = "x\xa5" + frame(kText | kInfo, "one\ntwo\n") + "\xa5Z\n\xa5\xa5Z" + std::string(1, '\0') +
                             "\n" + frame(kJson | kInfo, "{}") + "a\n\n" + frame(0xa55a0001, "no") + "\xc3\xa5" +
                             frame(kText, "end") + "\n\xa5";
  Collector whole;
  whole.decoder.feed(stream);
  whole.decoder.finish();
  for (std::size_t size = 1; size < 40; ++size) {
    Collector pieces;
    for (std::size_t at = 0; at < stream.size(); at += size)
      pieces.decoder.feed(std::string_view(stream).substr(at, size));
    pieces.decoder.finish();
    CHECK(pieces.records == whole.records);
  }
}

TEST_CASE("a notice is a kind of frame, whatever it says; a printed line that begins like one is a line") {
  Collector collector;
  collector.decoder.feed("lambdalocal: printed\n" + std::string("\xa5\x5a\0\x01", 4) + big_endian(6, 4) +
                         big_endian(7, 8) + "a hint" + "lambdalocal: printed\n");
  REQUIRE(collector.records.size() == 3);
  CHECK(collector.records[0].form == LogRecordForm::Raw);
  CHECK(collector.records[1] == Seen{"a hint", LogRecordForm::Notice, LogLevel::Undefined, 7});
  CHECK(collector.records[2].form == LogRecordForm::Raw);
}

TEST_CASE("what looks like a frame but has an unknown level or an absurd length is raw output") {
  const std::string unknown_level = frame(kText | 7 << 2, "t");
  CHECK(texts_of(unknown_level + "\n") == Texts{unknown_level});
  const std::string absurd = big_endian(kText, 4) + big_endian(0xffffffff, 4) + big_endian(1, 8);
  CHECK(texts_of(absurd + "t\nnext\n") == Texts{absurd + "t", "next"});
  CHECK(texts_of(absurd + frame(kText, "f")) == Texts{absurd, "f"});
}

TEST_CASE("the end of an invocation hands out an unterminated line, and its late newline gives no empty record") {
  Collector collector;
  collector.decoder.feed("prompt> \xc3\xa5");
  collector.decoder.flush();
  CHECK(collector.texts() == Texts{"prompt> \xc3\xa5"});
  collector.decoder.flush();
  collector.decoder.feed("\nnext\n");
  CHECK(collector.texts() == Texts{"prompt> \xc3\xa5", "next"});
}

TEST_CASE("a frame under way at the end of an invocation stays one record") {
  Collector collector;
  const std::string bytes = frame(kText, "one record");
  collector.decoder.feed(bytes.substr(0, 10));
  collector.decoder.flush();
  collector.decoder.feed(bytes.substr(10, 10));
  collector.decoder.flush();
  CHECK(collector.records.empty());
  collector.decoder.feed(bytes.substr(20));
  CHECK(collector.texts() == Texts{"one record"});
}

TEST_CASE("the end of the stream hands out a truncated frame and the pieces of a header") {
  CHECK(texts_of(frame(kText, "whole").substr(0, 18)) == Texts{"wh"});
  CHECK(texts_of(frame(kText, "whole").substr(0, 16)).empty());
  CHECK(texts_of("a\n\xa5Z") == Texts{"a", "\xa5Z"});
}

TEST_CASE("a record over the size of a log event comes in pieces cut between characters") {
  std::string text(limits::kLogEventBytes - 1, 'x');
  text += "\xe2\x82\xac and more";
  for (const std::string& stream : {text + "\n", frame(kText, text + "\n")}) {
    for (const std::size_t size : {stream.size(), std::size_t{65536}, std::size_t{4099}}) {
      Collector collector;
      for (std::size_t at = 0; at < stream.size(); at += size) {
        collector.decoder.feed(std::string_view(stream).substr(at, size));
      }
      CHECK(collector.texts() == Texts{std::string(limits::kLogEventBytes - 1, 'x'), "\xe2\x82\xac and more"});
    }
  }
  const std::string exact(limits::kLogEventBytes, 'y');
  CHECK(texts_of(exact + "\n") == Texts{exact});
  CHECK(texts_of(frame(kText, exact + "\n")) == Texts{exact});
}

TEST_CASE("a record that lies whole in the bytes read is handed out without a copy") {
  const std::string stream = "line\n" + frame(kText, "framed");
  std::vector<const char*> addresses;
  LogFrameDecoder decoder([&](const LogRecord& record) { addresses.push_back(record.text.data()); });
  decoder.feed(stream);
  CHECK(addresses == std::vector<const char*>{stream.data(), stream.data() + 5 + 16});
}
