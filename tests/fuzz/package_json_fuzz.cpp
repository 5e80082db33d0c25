// package.json of a bundle, where its main file is looked up: any bytes are taken, and what is found is a handler of a file that is
// in the bundle.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/inference/bundle_candidates.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

// package.json and two more files.
class Bundle : public BundleListing {
 public:
  explicit Bundle(std::string_view package) : package_(package) {}

  std::vector<BundleEntry> entries(std::string_view directory) const override {
    if (directory == "lib") return {{"index.js", false}};
    if (!directory.empty()) return {};
    return {{"lib", true}, {"package.json", false}, {"server.mjs", false}};
  }
  bool is_file(std::string_view path) const override {
    return path == "package.json" || path == "server.mjs" || path == "lib/index.js";
  }
  std::string read(std::string_view path) const override {
    return path == "package.json" ? package_ : "exports.handler = async () => 1\n";
  }

 private:
  std::string package_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto check = [](std::string_view package) {
    const Bundle bundle(package);
    const auto candidates = best_candidates(bundle, RuntimeFamily::NodeJs);
    must(!candidates.empty());
    for (const BundleCandidate& candidate : candidates) {
      must(bundle.is_file(candidate.file) && candidate.file != "package.json");
      must(candidate.handler.ends_with(".handler"));
    }
  };
  check(text);
  fuzz::must_be_quick(text, check);
  return 0;
}
