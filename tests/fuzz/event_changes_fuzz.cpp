// What a person types and reads from files for an event: the first line is --set's, the rest a JSON text. Whatever they are, there
// is an answer; an event that was changed is JSON, holds what was set, and an item of DynamoDB that was made of JSON stays as it is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/events/attribute_value.h"
#include "core/events/change.h"
#include "core/events/generate.h"
#include "core/events/time.h"
#include "core/json/check.h"
#include "core/json/document.h"

using namespace lambdalocal;
using namespace lambdalocal::events;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view line = text.substr(0, text.find('\n'));
  const std::string_view rest = text.substr(std::min(line.size() + 1, text.size()));
  (void)parse_time(line);
  (void)parse_via(line);
  auto change = parse_change(line);
  const Json json = parse_json(rest).value_or(Json::object());
  if (const auto item = dynamodb_item(rest)) {
    if (*dynamodb_item(item->dump()) != *item || item_size(*item) < 0) std::abort();
  }
  if (change) {
    Json changed = json;
    if (apply_change(*change, changed).ok() && !apply_change(*change, changed).ok()) std::abort();
  }
  static const EventType* const kQueue = find_type("sqs", "receive-message").value();
  Request request;
  request.type = kQueue;
  request.bodies = {std::string(rest)};
  if (change) request.changes = {*change};
  const auto event = generate(request, Layout::OneLine);
  if (event && find_json_fault(*event)) std::abort();
  return 0;
}
