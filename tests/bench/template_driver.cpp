// Reads a template as `serve` does (functions, front ends, event sources), so often as it is told, and prints the milliseconds of
// each time, a line each: without what starting a process costs.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "core/project/templates/template_file.h"
#include "emulator/system/files/text_file.h"

using namespace lambdalocal;

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const std::filesystem::path path = arguments[1];
  for (int run = std::atoi(arguments[2]); run > 0; --run) {
    const auto begin = std::chrono::steady_clock::now();
    const auto text = system::read_text_file(path);
    if (!text) return 1;
    const auto file = templates::TemplateFile::read(*text, path, {});
    if (!file || file->functions().empty() || file->front_ends().front_ends.empty()) return 1;
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
    fmt::print("{}\n", taken.count());
  }
  return 0;
}
