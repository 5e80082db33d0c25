#include "core/function/runtime_version.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "core/function/arn.h"

namespace lambdalocal {
namespace {

// FNV-1a, its high bits mixed down: not a secret, only the same for the same text.
std::uint64_t hash(std::string_view text, std::uint64_t seed) {
  std::uint64_t value = 0xcbf29ce484222325U ^ seed;
  for (const char byte : text) value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  value = (value ^ value >> 32) * 0x9e3779b97f4a7c15U;
  return value ^ value >> 29;
}

}  // namespace

std::string runtime_version(std::string_view runtime_id) {
  const auto at = std::min(runtime_id.find_first_of(".0123456789"), runtime_id.size());
  std::string result{runtime_id.substr(0, at)};
  std::string_view version = runtime_id.substr(at);
  if (version.starts_with('.')) version.remove_prefix(1);
  if (version.ends_with(".x")) version.remove_suffix(2);
  if (!version.empty()) result.append(":").append(version);
  return result += result.find(':') == std::string::npos ? ":lambdalocal" : ".lambdalocal";
}

std::string runtime_version_arn(std::string_view region, std::string_view runtime_id) {
  std::string arn = fmt::format("arn:{}:lambda:{}::runtime:", partition(region), region);
  for (std::uint64_t seed = 1; seed <= 4; ++seed)
    fmt::format_to(std::back_inserter(arn), "{:016x}", hash(runtime_id, seed));
  return arn;
}

}  // namespace lambdalocal
