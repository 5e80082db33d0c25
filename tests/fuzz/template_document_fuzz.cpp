// Template files: whatever the bytes, there is a document or one message that names the file; a document can be written as JSON and
// is the same when that is read; and many short things take no longer than one.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/project/templates/document.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;

namespace {

constexpr const char* kPath = "/project/template.yaml";
constexpr std::size_t kMostWritten = 1 << 16;

// Aliases are shared: written out, a document may be larger than any memory.
std::size_t size_of(const Value& value) {
  std::size_t size = 1 + value.text.size();
  for (const auto& item : value.items) size = size > kMostWritten ? size : size + size_of(*item);
  for (const auto& member : value.members)
    size = size > kMostWritten ? size : size + member.name.size() + size_of(*member.value);
  return size;
}

bool is_taken(std::string_view text) {
  const auto document = read_document(text, kPath);
  if (!document) {
    const bool names_the_file = document.error().message.find("template.yaml") != std::string::npos;
    if (document.error().kind != ErrorKind::BadConfiguration || !names_the_file) std::abort();
    return false;
  }
  if (document->root == nullptr) std::abort();
  if (size_of(*document->root) > kMostWritten) return true;
  const std::string json = to_json(*document->root);
  const auto again = read_json(json, kPath);
  if (again && to_json(*again->root) != json) std::abort();
  if (!again && again.error().message.find("deep") == std::string::npos &&
      again.error().message.find("nest") == std::string::npos)
    std::abort();
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)is_taken(text);
  fuzz::must_be_quick(text, [](std::string_view repeated) { (void)read_document(repeated, kPath); });
  return 0;
}
