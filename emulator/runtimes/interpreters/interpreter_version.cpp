#include "emulator/runtimes/interpreters/interpreter_version.h"

#include <fmt/format.h>

#include <charconv>

#include "core/function/runtime_support.h"
#include "core/text/ascii.h"
#include "emulator/runtimes/family.h"

namespace lambdalocal::runtimes {
namespace {

// Takes a number of at most four digits off the front.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || length > 4 || !is_digit(text.front())) return std::nullopt;
  text.remove_prefix(length);
  return number;
}

// Takes x.y.z off the front.
std::optional<Version> take_version(std::string_view& text) {
  Version version;
  std::string_view rest = text;
  for (int* part : {&version.major, &version.minor, &version.patch}) {
    if (part != &version.major) {
      if (!rest.starts_with('.')) return std::nullopt;
      rest.remove_prefix(1);
    }
    const auto number = rest.empty() ? std::nullopt : take_number(rest);
    if (!number) return std::nullopt;
    *part = *number;
  }
  text = rest;
  return version;
}

}  // namespace

std::string Version::text() const {
  return patch < 0 ? fmt::format("{}.{}", major, minor) : fmt::format("{}.{}.{}", major, minor, patch);
}

bool same_runtime(RuntimeFamily family, const Version& left, const Version& right) {
  return left.major == right.major && (!support_of(family).minor_counts || left.minor == right.minor);
}

std::optional<Version> version_in_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) || (i > 0 && (is_digit(text[i - 1]) || text[i - 1] == '.'))) continue;
    std::string_view rest = text.substr(i);
    if (const auto version = take_version(rest)) return version;
  }
  return std::nullopt;
}

std::optional<Version> version_of_directory(std::string_view name) {
  if (name.find("freethreaded") != std::string_view::npos) return std::nullopt;
  if (name.starts_with("cp3") && name.size() >= 5) {  // manylinux images: cp312-cp312
    name.remove_prefix(3);
    const auto minor = take_number(name);
    if (!minor || !name.starts_with('-') || name.ends_with('t')) return std::nullopt;
    return Version{3, *minor, -1};
  }
  if (name.starts_with("cpython-")) name.remove_prefix(8);
  if (name.starts_with("ruby-")) name.remove_prefix(5);
  if (name.starts_with('v')) name.remove_prefix(1);
  const auto version = take_version(name);
  const bool ends = name.empty() || name.front() == '-' || name.front() == '_' || name.front() == '+';
  if (!version || !(ends || name.starts_with("rc"))) return std::nullopt;
  return version;
}

std::optional<int> minor_of_python_name(std::string_view file_name) {
  constexpr std::string_view kPrefix = "python3.";
  if (!file_name.starts_with(kPrefix)) return std::nullopt;
  file_name.remove_prefix(kPrefix.size());
  const auto minor = file_name.empty() ? std::nullopt : take_number(file_name);
  return minor && file_name.empty() ? minor : std::nullopt;
}

std::optional<Version> version_in_path(RuntimeFamily family, const std::filesystem::path& binary) {
  std::optional<Version> version;
  const Family* one = family_of(family);
  const InterpreterKind* kind = one == nullptr ? nullptr : one->interpreters();
  if (kind == nullptr) return std::nullopt;
  if (kind->version_of_name != nullptr) {
    version = kind->version_of_name(binary.filename().native());
    if (!version) return std::nullopt;  // "python3" of an unknown build; a directory's name alone is not enough
  }
  // <version>/bin/node, fnm's <version>/installation/bin/node, a tool cache's <version>/x64/bin/node.
  std::filesystem::path directory = binary.parent_path();
  for (int level = 0; level < 3 && directory.has_relative_path(); ++level, directory = directory.parent_path()) {
    const auto named = version_of_directory(directory.filename().native());
    if (!named) continue;
    if (!version || same_runtime(family, *named, *version)) return named;
  }
  return version;
}

}  // namespace lambdalocal::runtimes
