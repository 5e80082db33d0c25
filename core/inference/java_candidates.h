// Which handler a Java class file offers: the class itself, when it implements one of Lambda's handler interfaces. Read from the class
// file's own tables; nothing is run.
// Source: docs.aws.amazon.com/lambda/latest/dg/java-handler.html; JVM specification, chapter 4.1 (the ClassFile structure).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/inference/handler_candidates.h"

namespace lambdalocal {

struct ClassFile {
  std::string name;                     // "hello/App"
  std::vector<std::string> interfaces;  // those it names itself
  bool is_public = false;
  bool can_be_made = false;  // no interface, not abstract
};

// None when the bytes are no class file.
std::optional<ClassFile> read_class_file(std::string_view bytes);

// One candidate without a name (its file's is the class's) or none.
std::vector<HandlerCandidate> java_candidates(std::string_view bytes);

}  // namespace lambdalocal
