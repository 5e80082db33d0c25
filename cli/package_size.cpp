#include "cli/package_size.h"

#include <filesystem>
#include <optional>
#include <system_error>

#include "core/function/limits.h"
#include "emulator/bundle/bundle.h"

namespace lambdalocal {
namespace {

// What is unknown takes no room: this is for a warning.
std::uintmax_t size_of(const std::filesystem::path& directory) {
  const auto bytes = bundle::measure_directory(directory);
  return bytes ? *bytes : 0;
}

}  // namespace

PackageSize::PackageSize(const ComposedFunction& function) {
  const bool layers_in_place = function.layers && !function.layers->unpacked;
  if (function.code.unpacked && !layers_in_place) return;
  const std::uintmax_t known = function.code.bytes + (function.layers && !layers_in_place ? function.layers->bytes : 0);
  std::optional<std::filesystem::path> code;
  std::optional<std::filesystem::path> layers;
  if (!function.code.unpacked) code = function.code.root;
  if (layers_in_place) layers = function.layers->root;
  const auto measure = [known, code, layers] {
    return known + (code ? size_of(*code) : 0) + (layers ? size_of(*layers) : 0) > limits::kUnpackedBytes;
  };
  try {
    too_large_ = std::async(std::launch::async, measure);
  } catch (const std::system_error&) {  // no thread to be had: no warning
  }
}

void PackageSize::warn_when_too_large(const output::Messages& messages) {
  if (too_large_.valid() && too_large_.get()) {
    messages.warning("the bundle has more than 250 MB with its layers: Lambda would refuse it");
  }
}

}  // namespace lambdalocal
