// The bootstraps of the runtimes (emulator/runtimes/<family>/bootstrap/), as bytes inside this binary.
#pragma once

#include <span>
#include <string_view>

namespace lambdalocal::runtimes {

struct EmbeddedFile {
  std::string_view path;  // relative, as "python/bootstrap.py"
  std::string_view content;
};

std::span<const EmbeddedFile> embedded_bootstraps();

}  // namespace lambdalocal::runtimes
