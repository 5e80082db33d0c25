#include "emulator/runtimes/runtime_table.h"

#include <algorithm>

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

RuntimeRow row(const std::vector<RuntimeRow>& rows, std::string_view id) {
  const auto found = std::ranges::find_if(rows, [&](const RuntimeRow& one) { return one.runtime.id == id; });
  REQUIRE(found != rows.end());
  return *found;
}

}  // namespace

TEST_CASE("every known runtime has a row that says what would run it, or why nothing would") {
  const FileTree tree;
  tree.binary("home/.pyenv/versions/3.12.1/bin/python3.12");
  const auto rows = runtime_table(Interpreters(tree.machine()));
  CHECK(rows.size() == known_runtimes().size());

  const RuntimeRow exact = row(rows, "python3.12");
  CHECK(exact.match == RuntimeMatch::Exact);
  CHECK(exact.version == "3.12.1");
  CHECK(exact.found_by == "pyenv");
  CHECK(exact.remark.empty());

  const RuntimeRow other = row(rows, "python3.9");
  CHECK(other.match == RuntimeMatch::OtherVersion);
  CHECK(other.interpreter == exact.interpreter);
  CHECK(contains(other.remark, "Python 3.9 is not installed"));

  CHECK(row(rows, "nodejs22.x").match == RuntimeMatch::NotInstalled);
  CHECK(contains(row(rows, "nodejs22.x").remark, "there is no Node.js"));
  CHECK(row(rows, "java21").match == RuntimeMatch::NotInstalled);
  CHECK(contains(row(rows, "java21").remark, "there is no Java"));
  CHECK(row(rows, "provided.al2023").match == RuntimeMatch::Exact);
  for (const RuntimeRow& one : rows) CHECK_FALSE(contains(one.remark, "\n"));
}
