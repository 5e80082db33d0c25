// Whatever bytes: strings are written and read by runs as a tree writes and reads them, base64 gives them back, and an
// outline of a JSON text has the members that a tree has.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/json/outline.h"
#include "core/json/text.h"
#include "core/text/base64.h"
#include "core/text/printable.h"
#include "core/text/utf8.h"

using namespace lambdalocal;
using nlohmann::json;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string written;
  append_json_string(written, bytes);
  require(written == json(bytes).dump(-1, ' ', false, json::error_handler_t::replace));
  std::string strict;
  require(append_json_string_if_utf8(strict, bytes) == is_utf8(bytes));
  require(strict == (is_utf8(bytes) ? written : ""));
  require(base64_decode(base64_encode(bytes)) == bytes);
  (void)base64_decode(bytes);
  require(is_utf8(printable(bytes)));

  const auto outline = JsonOutline::read(bytes);
  const json tree = json::parse(bytes, nullptr, false);
  if (!outline || tree.is_discarded()) return 0;
  require(json::parse(compact_json(bytes)) == tree);
  if (outline->type() == JsonType::String) require(json_string_value(outline->text()) == tree.get<std::string>());
  json members = json::object();
  for (const JsonMember& member : outline->members()) members[name_of(member)] = json::parse(member.value);
  require(members == (tree.is_object() ? tree : json::object()));
  return 0;
}
