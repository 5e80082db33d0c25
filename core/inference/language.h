// What the source files of each language look like, one row each: inference knows no language but by these. A further one is a
// row here, a file with its candidates, and a folder of emulator/runtimes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/function/handler.h"
#include "core/inference/handler_candidates.h"
#include "core/inference/inference.h"

namespace lambdalocal {

struct Language {
  RuntimeFamily family;
  std::span<const std::string_view> endings;  // of its source files
  std::string_view looked_for;                // for the message that no handler was found
  std::string_view default_runtime;           // where nothing says which, and no interpreter is installed
  // The functions of a file that may be handlers.
  std::vector<HandlerCandidate> (*candidates)(std::string_view text);
  // The part of a handler that names this file, which has one of the endings; empty when none can.
  std::string (*module_of)(std::string_view file);
  std::optional<HandlerParts> (*split_handler)(std::string_view handler);
  // The files that a handler's module may mean, without looking whether they exist; the first that does is the one.
  std::vector<std::string> (*files_of_module)(std::string_view module);
  // The file that the package calls its main one; null where there is no such thing.
  std::optional<std::string> (*main_file)(const BundleListing& bundle) = nullptr;
  // The runtime that compiled packages in the bundle were made for; null where they are made for all.
  std::optional<RuntimeId> (*made_for)(const BundleListing& bundle) = nullptr;
};

std::span<const Language> languages();
// Of a source file, by its ending; null for other files.
const Language* language_of_file(std::string_view file);

// The family whose compiled files (.jar, .dll) or sources without a handler in sight (.rb) lie in the root or in lib; none when none do.
std::optional<RuntimeFamily> family_told_by_files(const BundleListing& bundle);

}  // namespace lambdalocal
