#include "core/json/writer.h"

#include <charconv>

#include "core/json/text.h"
#include "core/text/base64.h"

namespace lambdalocal {

void JsonWriter::begin_object() {
  out_ += '{';
  first_ = true;
}

void JsonWriter::begin_object(std::string_view name_of_it) {
  name(name_of_it);
  begin_object();
}

void JsonWriter::begin_array(std::string_view name_of_it) {
  name(name_of_it);
  out_ += '[';
  first_ = true;
}

void JsonWriter::end(char bracket) {
  out_ += bracket;
  first_ = false;
}

void JsonWriter::string(std::string_view name_of_it, std::string_view value) {
  name(name_of_it);
  append_json_string(out_, value);
}

bool JsonWriter::string_if_utf8(std::string_view name_of_it, std::string_view value) {
  const std::size_t before = out_.size();
  const bool first = first_;
  name(name_of_it);
  if (append_json_string_if_utf8(out_, value)) return true;
  out_.resize(before);
  first_ = first;
  return false;
}

void JsonWriter::base64(std::string_view name_of_it, std::string_view bytes) {
  name(name_of_it);
  out_ += '"';
  append_base64(out_, bytes);
  out_ += '"';
}

void JsonWriter::number(std::string_view name_of_it, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  raw(name_of_it, {digits, static_cast<std::size_t>(end - digits)});
}

void JsonWriter::raw(std::string_view name_of_it, std::string_view json) {
  name(name_of_it);
  out_ += json;
}

void JsonWriter::element(std::string_view value) {
  if (!first_) out_ += ',';
  first_ = false;
  append_json_string(out_, value);
}

void JsonWriter::name(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  append_json_string(out_, name);
  out_ += ':';
}

}  // namespace lambdalocal
