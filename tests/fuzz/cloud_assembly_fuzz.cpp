// The manifest and the list of assets of a cdk.out: whatever the bytes, there is an answer or one message that names the file, and no
// template's name leads out of the directory.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/project/templates/cloud_assembly.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;

namespace {

void read(std::string_view text) {
  const auto assembly = read_cloud_assembly(text, "/cdk.out/manifest.json");
  if (!assembly && !assembly.error().message.starts_with("/cdk.out/manifest.json:")) std::abort();
  if (assembly) {
    for (const auto& names : {assembly->templates, assembly->assemblies}) {
      for (const std::string& name : names) {
        if (name.empty() || name == ".." || name.find('/') != std::string::npos) std::abort();
      }
    }
  }
  const auto assets = read_assets(text, "/cdk.out/A.assets.json");
  if (!assets && !assets.error().message.starts_with("/cdk.out/A.assets.json:")) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read(text);
  fuzz::must_be_quick(text, read);
  return 0;
}
