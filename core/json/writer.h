// Writes a JSON text from front to back, without a tree in between: events are made for every request, and most of what
// they cost was the tree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lambdalocal {

// The caller keeps the nesting right and the names of an object different. Strings that are not UTF-8 are written with
// U+FFFD for what is not.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object();
  void begin_object(std::string_view name);
  void end_object() { end('}'); }
  void begin_array(std::string_view name);
  void end_array() { end(']'); }

  void string(std::string_view name, std::string_view value);
  // The member only if the value is UTF-8; whether it is.
  [[nodiscard]] bool string_if_utf8(std::string_view name, std::string_view value);
  void base64(std::string_view name, std::string_view bytes);
  void number(std::string_view name, std::int64_t value);
  void flag(std::string_view name, bool value) { raw(name, value ? "true" : "false"); }
  void null(std::string_view name) { raw(name, "null"); }
  void raw(std::string_view name, std::string_view json);  // `json` as it is
  void element(std::string_view value);                    // a string of an array

 private:
  void name(std::string_view name);
  void end(char bracket);

  std::string& out_;
  bool first_ = true;  // of the object or array that is open
};

}  // namespace lambdalocal
