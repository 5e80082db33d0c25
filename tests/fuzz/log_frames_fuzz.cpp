// The decoder of a function's output: whatever the bytes, the records do not depend on how the stream is cut into
// reads, none is longer than a log event, and no byte is made up.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/function/limits.h"
#include "core/logs/frames.h"

namespace {

std::vector<std::string> decode(std::string_view stream, std::size_t read_size) {
  std::vector<std::string> records;
  std::size_t handed_out = 0;
  lambdalocal::LogFrameDecoder decoder([&](const lambdalocal::LogRecord& record) {
    if (record.text.size() > lambdalocal::limits::kLogEventBytes) std::abort();
    handed_out += record.text.size();
    records.emplace_back(record.text);
  });
  for (std::size_t at = 0; at < stream.size(); at += read_size) decoder.feed(stream.substr(at, read_size));
  decoder.finish();
  if (handed_out > stream.size()) std::abort();
  return records;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  const auto whole = decode(stream, size);
  if (decode(stream, 1) != whole || decode(stream, 1 + data[0] % 31) != whole) std::abort();
  return 0;
}
