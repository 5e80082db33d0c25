#include "core/project/templates/document.h"

#include <fmt/format.h>

#include <optional>

#include "core/invocation/event.h"
#include "core/text/utf8.h"

namespace lambdalocal::templates {
namespace {

// Where the text is no UTF-8; none when it is.
std::optional<TextPosition> not_utf8(std::string_view text) {
  if (is_utf8(text)) return std::nullopt;
  for (std::size_t at = 0; at < text.size();) {
    const auto character = utf8_character(text.substr(at));
    if (!character.valid) return text_position(text, at);
    at += character.length;
  }
  return std::nullopt;
}

}  // namespace

std::string Document::message(TextPosition at, std::string_view what) const {
  return fmt::format("{}:{}:{}: {}", path.string(), at.line, at.column, what);
}

Error Document::error(TextPosition at, std::string_view what) const {
  return {ErrorKind::BadConfiguration, message(at, what)};
}

Result<Document> read_document(std::string_view text, const std::filesystem::path& path, DocumentKind kind) {
  const bool is_template = kind == DocumentKind::Template;
  if (text.size() > (is_template ? kMostTemplateBytes : kMostTestFileBytes)) {
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("{} has {} MB; {}", path.string(), text.size() / 1024 / 1024,
                             is_template ? "CloudFormation takes templates of 1 MB" : "divide it into several files")};
  }
  text = without_byte_order_mark(text);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return Error{ErrorKind::BadConfiguration,
                 path.string() + " is empty\n" +
                     (is_template ? "a template has at least Resources" : "test cases stand under Cases")};
  }
  if (const auto at = not_utf8(text)) {
    return Document{path, nullptr, {}}.error(*at, "this is no UTF-8 text\nsave the file as UTF-8");
  }
  if (text[first] != '{') return read_yaml(text, path);
  auto json = read_json(text, path);
  if (json || path.extension() == ".json") return json;
  auto yaml = read_yaml(text, path);  // {Resources: {...}}
  return yaml ? std::move(yaml) : std::move(json);
}

}  // namespace lambdalocal::templates
