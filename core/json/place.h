// Where something stands in a JSON file, for messages about it: "lambdalocal.json:3:7: unknown key ...".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace lambdalocal {

// Line and column of a byte, from 1; columns count characters.
struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;
};
TextPosition text_position(std::string_view text, std::size_t offset);

// The whole of a file, or a member of it. It is looked for in the text when there is something to say about it, and not before:
// files are read from a document, which does not know where its values stand.
class JsonPlace {
 public:
  // The whole of `file`, as messages are to call it, without a byte order mark; `text` must outlive this.
  JsonPlace(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {}

  JsonPlace member(std::string_view name) const;

  // "lambdalocal.json:3:7", of its name. A name that stands there twice counts as it is written last, and one that does not
  // stand there as what it would be a member of.
  std::string position() const;
  // BadConfiguration: "lambdalocal.json:3:7: <what>".
  Error error(std::string_view what) const;

 private:
  std::string file_;
  std::string_view text_;
  std::vector<std::string> path_{};  // names, from the outermost on
};

}  // namespace lambdalocal
