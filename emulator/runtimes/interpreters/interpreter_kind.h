// What the interpreters of a family are called, and where they are installed: all that differs between families when an interpreter is
// looked for (interpreters.h, version_managers.h, shims.h).
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/runtimes/interpreters/interpreter_version.h"

namespace lambdalocal::runtimes {

// Where a version manager keeps the interpreters it installed: <root of the manager>/<below>/<version>/<inside>/bin.
struct ManagerPlace {
  std::string_view manager;  // as manager_root() knows it
  std::string_view below;
  std::string_view inside{};
};

// How the interpreters of a family are called, and where version managers put them.
struct InterpreterKind {
  RuntimeFamily family;
  std::span<const std::string_view> names;  // on PATH, without a version
  // Where a name tells the version ("python3.12"): such names on PATH go before all others, from the oldest minor version that runs
  // here to this one. 0: names tell nothing.
  int newest_named_minor = 0;
  std::optional<Version> (*version_of_name)(std::string_view file_name) = nullptr;  // null: names tell nothing
  std::string_view binary;      // in an installation; with {} for "3.12" where its name tells the version
  std::string_view formula;     // of Homebrew
  std::string_view tool_cache;  // its folder in the tool cache of hosted CI runners
  std::array<std::string_view, 2> tool_names;  // in .tool-versions, in mise's settings
  std::string_view asdf_variable, mise_variable;
  std::span<const ManagerPlace> places;  // in the order they are looked into
  std::string_view looked_for;           // for people; {0}: the version
  std::string_view how_to_install;       // for people; {0}: the version
  // The variable that names the installation to use first ("JAVA_HOME").
  std::string_view home_variable{};
  // The versions that a binary runs, newest first, as the files beside it tell; null: its name and place do, or it is asked.
  std::vector<Version> (*versions_beside)(const std::filesystem::path& binary) = nullptr;

  std::string binary_name(const Version& version) const;
};

}  // namespace lambdalocal::runtimes
