#include "core/invocation/client_context.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/function/limits.h"
#include "core/json/check.h"
#include "core/json/place.h"
#include "core/text/base64.h"

namespace lambdalocal {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

Error refused(std::string_view message) {
  return {ErrorKind::Usage,
          fmt::format(
              "the client context {}\ngive a JSON object like {{\"custom\": {{\"key\": \"value\"}}}}, or base64 of one",
              message)};
}

bool starts_like_object(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  return first != std::string_view::npos && text[first] == '{';
}

}  // namespace

Result<std::string> client_context_json(std::string_view given) {
  std::string json{given};
  if (!starts_like_object(given)) {
    auto decoded = base64_decode(given);
    if (!decoded) return refused("is neither JSON nor base64");
    json = std::move(*decoded);
    if (!starts_like_object(json)) return refused("is base64, but not of a JSON object");
  }
  if (const auto fault = find_json_fault(json)) {
    const TextPosition at = text_position(json, fault->offset);
    return refused(
        fmt::format("is not JSON: line {}, column {}: {}", at.line, at.column, describe_json_fault(*fault, json)));
  }
  if (const std::size_t size = (json.size() + 2) / 3 * 4; size > limits::kClientContextBytes) {
    return refused(fmt::format("has {} bytes as base64, at most {} are allowed", size, limits::kClientContextBytes));
  }
  // Valid JSON has these only between its tokens.
  std::replace_if(
      json.begin(), json.end(), [](char byte) { return byte == '\n' || byte == '\r' || byte == '\t'; }, ' ');
  return json;
}

}  // namespace lambdalocal
