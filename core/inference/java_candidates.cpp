// A class file is: magic, two version numbers, a pool of constants of various lengths, flags, the class's own constant, that of its
// parent, its interfaces. Numbers are big-endian; a Class constant names a Utf8 constant.
#include "core/inference/java_candidates.h"

#include <algorithm>
#include <cstdint>

namespace lambdalocal {
namespace {

constexpr std::uint32_t kMagic = 0xCAFEBABE;
constexpr std::uint16_t kPublic = 0x0001, kInterface = 0x0200, kAbstract = 0x0400;
enum Tag : std::uint8_t { Utf8 = 1, Long = 5, Double = 6, Class = 7 };

class ClassReader {
 public:
  explicit ClassReader(std::string_view bytes) : bytes_(bytes) {}

  bool failed() const { return failed_; }
  std::uint32_t number(std::size_t width) {
    std::uint32_t value = 0;
    for (const char byte : take(width)) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
  }
  std::uint16_t short_number() { return static_cast<std::uint16_t>(number(2)); }
  std::string_view take(std::size_t length) {
    if (length > bytes_.size()) {
      failed_ = true;
      return {};
    }
    const std::string_view taken = bytes_.substr(0, length);
    bytes_.remove_prefix(length);
    return taken;
  }

 private:
  std::string_view bytes_;
  bool failed_ = false;
};

// The bytes behind the tag of a constant that is not Utf8; 0: no such tag.
std::size_t length_of_constant(std::uint32_t tag) {
  switch (tag) {
    case 7:
    case 8:
    case 16:
    case 19:
    case 20: return 2;  // Class, String, MethodType, Module, Package
    case 15: return 3;  // MethodHandle
    case 3:
    case 4:
    case 9:
    case 10:
    case 11:
    case 12:
    case 17:
    case 18: return 4;
    case Long:
    case Double: return 8;
    default: return 0;
  }
}

struct Constant {
  std::string_view text;            // of a Utf8
  std::uint16_t name_of_class = 0;  // of a Class
};

std::optional<std::vector<Constant>> read_constants(ClassReader& reader) {
  const std::uint16_t count = reader.short_number();
  std::vector<Constant> constants(1);  // they are counted from 1
  while (constants.size() < count) {
    const std::uint32_t tag = reader.number(1);
    Constant constant;
    if (tag == Utf8) {
      constant.text = reader.take(reader.short_number());
    } else if (tag == Class) {
      constant.name_of_class = reader.short_number();
    } else if (const std::size_t length = length_of_constant(tag); length > 0) {
      reader.take(length);
    } else {
      return std::nullopt;
    }
    if (reader.failed()) return std::nullopt;
    constants.push_back(constant);
    if (tag == Long || tag == Double) constants.emplace_back();  // these count twice
  }
  return constants;
}

std::string class_name(const std::vector<Constant>& constants, std::uint16_t index) {
  if (index >= constants.size() || constants[index].name_of_class >= constants.size()) return "";
  return std::string(constants[constants[index].name_of_class].text);
}

bool is_handler_interface(const std::string& name) {
  return name == "com/amazonaws/services/lambda/runtime/RequestHandler" ||
         name == "com/amazonaws/services/lambda/runtime/RequestStreamHandler";
}

}  // namespace

std::optional<ClassFile> read_class_file(std::string_view bytes) {
  ClassReader reader(bytes);
  if (reader.number(4) != kMagic) return std::nullopt;
  reader.take(4);
  const auto constants = read_constants(reader);
  if (!constants) return std::nullopt;
  const std::uint16_t flags = reader.short_number();
  ClassFile file{class_name(*constants, reader.short_number()),
                 {},
                 (flags & kPublic) != 0,
                 (flags & (kInterface | kAbstract)) == 0};
  reader.take(2);
  const std::uint16_t interfaces = reader.short_number();
  for (std::uint16_t i = 0; i < interfaces && !reader.failed(); ++i) {
    file.interfaces.push_back(class_name(*constants, reader.short_number()));
  }
  if (reader.failed() || file.name.empty()) return std::nullopt;
  return file;
}

std::vector<HandlerCandidate> java_candidates(std::string_view bytes) {
  const auto file = read_class_file(bytes);
  if (!file || !file->is_public || !file->can_be_made) return {};
  if (std::ranges::none_of(file->interfaces, is_handler_interface)) return {};
  return {{"", CandidateStrength::Named}};
}

}  // namespace lambdalocal
