#include "emulator/layers/layer_store.h"

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::layers;

namespace {

constexpr const char* kTools = "arn:aws:lambda:us-east-1:123456789012:layer:tools:7";

}  // namespace

TEST_CASE("a layer that was kept is found by its ARN, with what it is pinned to") {
  const runtimes::FileTree tree;
  const LayerStore store(tree.path("data"));
  CHECK_FALSE(store.find(kTools)->has_value());
  CHECK_FALSE(store.pinned(kTools));
  CHECK(store.all().empty());
  const auto kept = store.keep(kTools, "archive", "abc=");
  REQUIRE(kept.ok());
  const auto found = store.find(kTools);
  REQUIRE(found.ok());
  CHECK(*found == kept->file);
  CHECK(store.pinned(kTools) == "abc=");
  REQUIRE(store.all().size() == 1);
  CHECK(store.all()[0].arn == kTools);
  CHECK(store.all()[0].bytes == 7);
  CHECK_FALSE(store.find("arn:aws:lambda:us-east-1:123456789012:layer:tools:8")->has_value());
}

TEST_CASE("a layer is not taken from a directory that others may write to") {
  const runtimes::FileTree tree;
  const LayerStore store(tree.path("data"));
  REQUIRE(store.keep(kTools, "archive", "abc=").ok());
  std::filesystem::permissions(tree.path("data/layers"), std::filesystem::perms(0777));
  CHECK_FALSE(store.find(kTools).ok());
}
