// Whose a change of a function's files is.
#include "emulator/functions/own_writes.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using Writer = OwnWrites::Writer;

namespace {

// What a change of `path` in an invocation of its own is taken for.
Writer invoke(OwnWrites& writes, const std::string& path) {
  const auto version = writes.begin();
  const auto writer = writes.changed(path);
  writes.end(version);
  return writer;
}

void make_own(OwnWrites& writes, const std::string& path) {
  REQUIRE(invoke(writes, path) == Writer::Somebody);
  writes.loaded();
  REQUIRE(invoke(writes, path) == Writer::TheFunctionAsNowKnown);
}

}  // namespace

TEST_CASE(
    "a path that changes in an invocation, and again in one of the version loaded since, is the function's own from "
    "then on") {
  OwnWrites writes;
  CHECK(invoke(writes, "/fn/count") == Writer::Somebody);
  CHECK(invoke(writes, "/fn/count") == Writer::Somebody);  // of the same version: it has not been loaded yet
  writes.loaded();
  CHECK(invoke(writes, "/fn/count") == Writer::TheFunctionAsNowKnown);
  CHECK(invoke(writes, "/fn/count") == Writer::TheFunction);
  writes.loaded();
  CHECK(invoke(writes, "/fn/count") == Writer::TheFunction);
  CHECK(invoke(writes, "/fn/other") == Writer::Somebody);
}

TEST_CASE("a change while no invocation runs is somebody else's, of the function's own files too") {
  OwnWrites writes;
  make_own(writes, "/fn/count");
  CHECK(writes.changed("/fn/count") == Writer::Somebody);
  CHECK(invoke(writes, "/fn/count") == Writer::TheFunction);
}

TEST_CASE("a path that changes while no invocation runs is not taken for the function's own with the next change") {
  OwnWrites writes;
  CHECK(invoke(writes, "/fn/data") == Writer::Somebody);
  CHECK(writes.changed("/fn/data") == Writer::Somebody);
  writes.loaded();
  CHECK(invoke(writes, "/fn/data") == Writer::Somebody);
}

TEST_CASE("what changes twice while one long invocation runs is not the function's own") {
  OwnWrites writes;
  const auto version = writes.begin();
  CHECK(writes.changed("/fn/data") == Writer::Somebody);
  writes.loaded();
  CHECK(writes.changed("/fn/data") == Writer::Somebody);
  CHECK(invoke(writes, "/fn/data") == Writer::TheFunctionAsNowKnown);  // as one of the new version runs
  writes.end(version);
  CHECK(writes.changed("/fn/data") == Writer::Somebody);
}

TEST_CASE("source files are never the function's own") {
  OwnWrites writes;
  for (const std::string path : {"/fn/app.py", "/fn/lib/index.mjs"}) {
    CHECK(invoke(writes, path) == Writer::Somebody);
    writes.loaded();
    CHECK(invoke(writes, path) == Writer::Somebody);
    writes.loaded();
    CHECK(invoke(writes, path) == Writer::Somebody);
  }
}

TEST_CASE("a function that writes very many files has some of them told as changes each time") {
  OwnWrites writes;
  for (std::size_t count = 0; count < OwnWrites::kMostPaths; ++count) invoke(writes, "/fn/" + std::to_string(count));
  CHECK(invoke(writes, "/fn/last") == Writer::Somebody);
  writes.loaded();
  CHECK(invoke(writes, "/fn/0") == Writer::TheFunctionAsNowKnown);
  CHECK(invoke(writes, "/fn/last") == Writer::Somebody);
  writes.loaded();
  CHECK(invoke(writes, "/fn/last") == Writer::Somebody);
}
