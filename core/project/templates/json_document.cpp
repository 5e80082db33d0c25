// JSON with the place of each value. The text has passed the JSON check before, so reading it needs no other errors.
#include <fmt/format.h>

#include "core/json/check.h"
#include "core/json/text.h"
#include "core/project/templates/document.h"
#include "core/project/templates/object_builder.h"

namespace lambdalocal::templates {
namespace {

class JsonReader {
 public:
  JsonReader(std::string_view text, Document& document) : text_(text), document_(document) {}

  ValuePtr read() {
    skip_space();
    const TextPosition at = place();
    switch (text_[offset_]) {
      case '{': return read_object(at);
      case '[': return read_list(at);
      case '"': return make_text(read_string(), at);
      default: return word(read_word(), at);
    }
  }

 private:
  void skip_space() {
    for (; offset_ < text_.size(); ++offset_) {
      const char c = text_[offset_];
      if (c == '\n') {
        ++line_;
        line_start_ = offset_ + 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return;
      }
    }
  }

  // A file of one line needs no column counted in characters.
  TextPosition place() const { return {line_, offset_ - line_start_ + 1}; }

  bool take(char c) {
    skip_space();
    if (text_[offset_] != c) return false;
    ++offset_;
    return true;
  }

  ValuePtr read_object(TextPosition at) {
    ObjectBuilder object;
    ++offset_;
    while (!take('}')) {
      take(',');
      skip_space();
      const TextPosition name_at = place();
      std::string name = read_string();
      take(':');
      ValuePtr value = read();
      if (object.set(name, std::move(value), name_at) == ObjectBuilder::Added::Again) {
        document_.warnings.push_back(
            document_.message(name_at, fmt::format("the key {} stands there twice: the last one counts", name)));
      }
    }
    return object.build(at);
  }

  ValuePtr read_list(TextPosition at) {
    std::vector<ValuePtr> items;
    ++offset_;
    while (!take(']')) {
      take(',');
      items.push_back(read());
    }
    return make_list(std::move(items), at);
  }

  std::string read_string() {
    const std::size_t start = offset_++;
    while (text_[offset_] != '"') offset_ += text_[offset_] == '\\' ? 2 : 1;
    ++offset_;
    return json_string_value(text_.substr(start, offset_ - start)).value_or("");
  }

  std::string_view read_word() {
    const std::size_t start = offset_;
    offset_ = std::min(text_.find_first_of(",]} \t\r\n", offset_), text_.size());
    return text_.substr(start, offset_ - start);
  }

  static ValuePtr word(std::string_view text, TextPosition at) {
    if (text == "null") return make_null(at);
    if (text == "true" || text == "false") return make_boolean(text == "true", at);
    return make_number(std::string(text), at);
  }

  std::string_view text_;
  Document& document_;
  std::size_t offset_ = 0, line_ = 1, line_start_ = 0;
};

}  // namespace

Result<Document> read_json(std::string_view text, const std::filesystem::path& path) {
  Document document{path, nullptr, {}};
  if (const auto fault = find_json_fault(text)) {
    return document.error(text_position(text, fault->offset), "not valid JSON: " + describe_json_fault(*fault, text));
  }
  document.root = JsonReader(text, document).read();
  return document;
}

}  // namespace lambdalocal::templates
