// The version of an interpreter, as --version prints it and as the directories of version managers spell it.
#pragma once

#include <compare>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/function/runtime_id.h"

namespace lambdalocal::runtimes {

struct Version {
  int major = 0;
  int minor = 0;
  int patch = -1;  // -1: not known without running it

  auto operator<=>(const Version&) const = default;
  std::string text() const;  // "3.11.7", "3.11"
};

// Whether two versions are the same to AWS: python3.12 is a major and a minor number, nodejs22.x a major one.
bool same_runtime(RuntimeFamily family, const Version& left, const Version& right);

// The first x.y.z of a line such as "Python 3.11.7" or "v20.20.2".
std::optional<Version> version_in_text(std::string_view text);

// The version in the name of an installation's directory: "3.11.7", "v20.1.0", "cpython-3.12.1-linux-x86_64-gnu",
// "22.3.0_1", "cp312-cp312". None for anything else, such as other implementations and free-threaded builds.
std::optional<Version> version_of_directory(std::string_view name);

// What the path of a real binary tells: ".../bin/python3.11", ".../v20.1.0/bin/node". None when it tells nothing.
std::optional<Version> version_in_path(RuntimeFamily family, const std::filesystem::path& binary);

// The number of "python3.11" after "python3."; none for other names ("python3", "python3.11-config").
std::optional<int> minor_of_python_name(std::string_view file_name);

}  // namespace lambdalocal::runtimes
