// The JSON check of events agrees with nlohmann::json::accept, but for what it says it judges differently: halves of
// surrogate pairs as escapes, numbers too large for a double, nesting over its limit, byte order marks, and NUL bytes,
// where the other parser stops reading. And whatever the bytes, its error messages can be made.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/invocation/event.h"

namespace {

// Whether the other parser refuses `text` for what is no fault to us.
class Differences : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool deliberate = false;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override {
    constexpr int kNumberOverflow = 406;
    deliberate =
        error.id == kNumberOverflow || std::string_view(error.what()).find("surrogate") != std::string_view::npos;
    return false;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lambdalocal;
  const std::string_view given(reinterpret_cast<const char*>(data), size);
  (void)check_event(given, "fuzz");
  const std::string_view text = event_bytes(given);
  const auto fault = find_json_fault(text);
  if (fault) (void)invalid_request_content_message(*fault, text);
  if (text.starts_with("\xef\xbb\xbf") || text.find('\0') != std::string_view::npos ||
      (fault && fault->kind == JsonFaultKind::Depth))
    return 0;
  if (!fault == nlohmann::json::accept(text)) return 0;
  Differences differences;
  const bool accepted = nlohmann::json::sax_parse(text, &differences);
  if (fault || accepted || !differences.deliberate) std::abort();
  return 0;
}
