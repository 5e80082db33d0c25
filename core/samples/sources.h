// The files of each sample that are the same whatever it is called.
#pragma once

#include <span>
#include <string_view>

namespace lambdalocal::samples {

struct Source {
  std::string_view path;
  std::string_view text;
};

std::span<const Source> python_sources();
std::span<const Source> nodejs_sources();
std::span<const Source> go_sources();
std::span<const Source> java_sources();

}  // namespace lambdalocal::samples
