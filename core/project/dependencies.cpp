#include "core/project/dependencies.h"

#include <nlohmann/json.hpp>

#include "core/json/document.h"
#include "core/text/lines.h"

namespace lambdalocal {
namespace {

bool has_requirement(std::string_view text) {
  bool found = false;
  for_each_line(text, [&found](std::string_view line) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    found = found || (begin != std::string_view::npos && line[begin] != '#');
  });
  return found;
}

}  // namespace

bool names_dependencies(std::string_view text, std::string_view name) {
  if (name != "package.json") return has_requirement(text);
  const auto package = parse_json(text);
  if (!package || !package->is_object()) return true;
  const auto dependencies = package->find("dependencies");
  return dependencies != package->end() && !dependencies->empty();
}

}  // namespace lambdalocal
