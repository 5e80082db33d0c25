#include "emulator/building/sources.h"

#include "tests/support/catch.h"

using namespace lambdalocal::building;

namespace {

SourceStamp at(std::int64_t time) { return {1, 10, time}; }

}  // namespace

TEST_CASE("what lies in the directories of tools is no source, and a file with a dot is") {
  CHECK(lies_with_tools("/p", "/p/node_modules/a/index.js"));
  CHECK(lies_with_tools("/p", "/p/.git/index"));
  CHECK(lies_with_tools("/p/.work/q", "/p/.work/q/src/target/x"));
  CHECK_FALSE(lies_with_tools("/p/.work/q", "/p/.work/q/src/app.ts"));
  CHECK_FALSE(lies_with_tools("/p", "/p/.env"));
  CHECK_FALSE(lies_with_tools("/p", "/p"));
  CHECK(lies_with_tools("/", "/usr/.x/y"));
}

TEST_CASE("sources that nobody has changed are as built") {
  SourceState state;
  const SourceList sources = {{"app.ts", at(1)}};
  CHECK_FALSE(state.is_as_built(sources));
  state.built(sources, sources);
  CHECK(state.is_as_built(sources));
  CHECK_FALSE(state.is_as_built(SourceList{{"app.ts", at(2)}}));
  CHECK_FALSE(state.is_as_built(SourceList{}));
  CHECK_FALSE(state.is_as_built(SourceList{{"app.ts", at(1)}, {"other.ts", at(1)}}));
  CHECK_FALSE(state.is_as_built(std::nullopt));
}

TEST_CASE("what came while the tool ran is the tool's own, and no source") {
  SourceState state;
  state.built(SourceList{{"app.ts", at(1)}}, SourceList{{"app.ts", at(1)}, {"dist/app.js", at(5)}});
  CHECK(state.is_as_built(SourceList{{"app.ts", at(1)}, {"dist/app.js", at(5)}}));
  CHECK(state.is_as_built(SourceList{{"app.ts", at(1)}, {"dist/app.js", at(9)}}));
  CHECK(state.is_as_built(SourceList{{"app.ts", at(1)}}));
}

TEST_CASE(
    "a source that was saved while the tool ran is built again, and is the tool's own when that changes it, too") {
  SourceState state;
  state.built(SourceList{{"app.ts", at(1)}}, SourceList{{"app.ts", at(5)}});
  CHECK_FALSE(state.is_as_built(SourceList{{"app.ts", at(5)}}));
  SourceState saved = state;
  saved.built(SourceList{{"app.ts", at(5)}}, SourceList{{"app.ts", at(5)}});
  CHECK(saved.is_as_built(SourceList{{"app.ts", at(5)}}));
  CHECK_FALSE(saved.is_as_built(SourceList{{"app.ts", at(6)}}));
  state.built(SourceList{{"app.ts", at(5)}}, SourceList{{"app.ts", at(8)}});
  CHECK(state.is_as_built(SourceList{{"app.ts", at(9)}}));
}
