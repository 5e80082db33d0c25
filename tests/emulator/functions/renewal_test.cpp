#include "emulator/functions/renewal.h"

#include "emulator/bundle/sealed_tree.h"
#include "emulator/functions/prepared_function.h"
#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

namespace {

// An entry of the cache with one file in it.
std::filesystem::path sealed(const runtimes::FileTree& tree) {
  tree.write("entry/root/app.py", "x = 1");
  const system::Fd root = bundle::open_directory(tree.path("entry/root"));
  const auto manifest = bundle::seal_tree(root.get());
  REQUIRE(manifest);
  tree.write("entry/manifest", *manifest);
  return tree.path("entry");
}

}  // namespace

TEST_CASE("files are compared before each start of a runtime, but for one that follows their preparation at once") {
  auto now = std::chrono::steady_clock::time_point(1h);
  const auto clock = [&now] { return now; };
  Renewal renewal({}, nullptr, clock);
  CHECK(renewal.next() == Renewal::Due::Nothing);
  CHECK(renewal.next() == Renewal::Due::All);
  Renewal in_part({"", {}, bundle::Compare::Loadable}, nullptr, clock);
  CHECK(in_part.next() == Renewal::Due::Packages);
  CHECK(in_part.next() == Renewal::Due::All);
  Renewal later({}, nullptr, clock);
  now += 1s;
  CHECK(later.next() == Renewal::Due::All);
}

TEST_CASE("a function whose files were written to is prepared anew") {
  const runtimes::FileTree bootstraps, package;
  const auto entry = sealed(package);
  const auto anew = std::make_shared<const PreparedFunction>();
  const Renewal renewal({sealed(bootstraps), {entry}}, [&] {
    return Result<RenewedFunction>(RenewedFunction{anew, {}});
  });
  CHECK(renewal.run()->function == nullptr);
  package.write("entry/root/app.py", "x = 2");
  CHECK(renewal.run()->function == anew);
  CHECK(renewal.run(bundle::Compare::Loadable)->function == nullptr);
  std::filesystem::permissions(package.path("entry/root"), std::filesystem::perms::owner_all);
  CHECK(renewal.run(bundle::Compare::Loadable)->function == anew);
  bundle::remove_tree(entry);
  CHECK(renewal.run(bundle::Compare::Loadable)->function == anew);
}

TEST_CASE("bootstraps are compared with every byte before an interpreter reads them") {
  const runtimes::FileTree bootstraps;
  const auto anew = std::make_shared<const PreparedFunction>();
  const Renewal renewal({sealed(bootstraps), {}}, [&] { return Result<RenewedFunction>(RenewedFunction{anew, {}}); });
  bootstraps.write("entry/root/app.py", "x = 2");
  CHECK(renewal.run(bundle::Compare::Loadable)->function == anew);
}
