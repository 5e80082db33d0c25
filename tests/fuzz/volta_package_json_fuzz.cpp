// package.json as Volta's shim is read: whatever is in the file, the shim stands for a node that Volta has installed, or for none; and
// what pins nothing is as good as a file that is not there.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/runtimes/family.h"
#include "emulator/runtimes/interpreters/shims.h"
#include "tests/emulator/runtimes/file_tree.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

// A Volta with two versions of node, of which the older one is pinned by the package.json above.
struct Volta {
  Volta() {
    tree.binary("home/.volta/bin/volta-shim");
    tree.link("home/.volta/bin/node", tree.path("home/.volta/bin/volta-shim"));
    tree.binary("home/.volta/tools/image/node/20.11.0/bin/node");
    tree.binary("home/.volta/tools/image/node/22.3.1/bin/node");
    tree.write("package.json", R"({"volta": {"node": "20.11.0"}})");
  }

  // The version that the shim stands for beside this package.json; empty: none.
  std::string stands_for(std::string_view package) const {
    tree.write("work/package.json", std::string(package));
    const auto real = real_binary(managers, *family_of(RuntimeFamily::NodeJs)->interpreters(),
                                  tree.path("home/.volta/bin/node"), std::nullopt);
    if (!real) return "";
    must(real->manager == "volta");
    const std::string version = real->path.parent_path().parent_path().filename();
    must(real->path == tree.path("home/.volta/tools/image/node/" + version + "/bin/node"));
    must(version == "20.11.0" || version == "22.3.1");
    return version;
  }

  FileTree tree;
  Machine machine = tree.machine();
  VersionManagers managers{machine};
};

// What the file pins by Volta's own rule; none: nothing.
std::optional<std::string> pinned(std::string_view package) {
  const auto json = nlohmann::json::parse(package, nullptr, /*allow_exceptions=*/false);
  const nlohmann::json* node = &json;
  for (const char* name : {"volta", "node"}) {
    if (!node->is_object() || !node->contains(name)) return std::nullopt;
    node = &(*node)[name];
  }
  return node->is_string() ? std::optional(node->get<std::string>()) : std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 256 * 1024;  // beyond them the file is not read
  if (size > kMostBytes) return 0;
  static const Volta volta;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string version = volta.stands_for(text);
  if (const auto pin = pinned(text); !pin) {
    must(version == "20.11.0");
  } else if (pin == "20.11.0" || pin == "22.3.1") {
    must(version == *pin);
  }
  fuzz::must_be_quick(text, [](std::string_view repeated) { (void)volta.stands_for(repeated); });
  return 0;
}
