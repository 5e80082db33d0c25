#include "core/inference/python_packages.h"

#include <fmt/format.h>

#include <algorithm>

namespace lambdalocal {
namespace {

constexpr std::size_t kPackages = 300;

// The minor version at the front of "311-x86_64-linux-gnu.so" or "311-manylinux_2_17_x86_64"; 0 when there is none.
int minor_version(std::string_view text) {
  if (!text.starts_with('3')) return 0;
  text.remove_prefix(1);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 2) return 0;
  return digits == 1 ? text[0] - '0' : (text[0] - '0') * 10 + (text[1] - '0');
}

// Of "Tag: cp311-cp311-manylinux_2_17_x86_64": python tag, ABI tag, platform. The stable ABI is "abi3".
int minor_of_wheel(std::string_view text) {
  int newest = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    constexpr std::string_view kTag = "Tag: cp";
    if (!line.starts_with(kTag)) continue;
    const std::size_t abi = line.find("-cp", kTag.size());
    if (abi != std::string_view::npos) newest = std::max(newest, minor_version(line.substr(abi + 3)));
  }
  return newest;
}

// Of "_speedups.cpython-311-x86_64-linux-gnu.so"; "x.abi3.so" and "x.so" run on any.
int minor_of_module(std::string_view name) {
  constexpr std::string_view kAbi = ".cpython-";
  const std::size_t abi = name.find(kAbi);
  if (abi == std::string_view::npos || !name.ends_with(".so")) return 0;
  return minor_version(name.substr(abi + kAbi.size()));
}

int minor_of_modules(const std::vector<BundleEntry>& entries) {
  int newest = 0;
  for (const BundleEntry& entry : entries) newest = std::max(newest, minor_of_module(entry.name));
  return newest;
}

int minor_of_packages(const BundleListing& bundle) {
  const std::vector<BundleEntry> root = bundle.entries("");
  int newest = 0;
  for (const BundleEntry& entry : root) {
    if (entry.is_directory && entry.name.ends_with(".dist-info"))
      newest = std::max(newest, minor_of_wheel(bundle.read(entry.name + "/WHEEL")));
  }
  if (newest == 0) newest = minor_of_modules(root);
  std::size_t looked_into = 0;
  for (const BundleEntry& entry : root) {
    if (newest != 0 || looked_into == kPackages) break;
    if (!entry.is_directory || entry.name.ends_with(".dist-info")) continue;
    newest = minor_of_modules(bundle.entries(entry.name));
    ++looked_into;
  }
  return newest;
}

}  // namespace

std::optional<RuntimeId> runtime_of_python_packages(const BundleListing& bundle) {
  const int minor = minor_of_packages(bundle);
  return minor == 0 ? std::nullopt : find_runtime(fmt::format("python3.{}", minor));
}

}  // namespace lambdalocal
