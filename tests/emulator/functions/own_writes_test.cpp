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

TEST_CASE("a directory in which other paths change in each of three versions is the function's own") {
  OwnWrites writes;
  CHECK(invoke(writes, "/fn/log/1") == Writer::Somebody);
  CHECK(invoke(writes, "/fn/log/2") == Writer::Somebody);  // of the same version
  writes.loaded();
  CHECK(invoke(writes, "/fn/log/3") == Writer::Somebody);
  writes.loaded();
  CHECK(invoke(writes, "/fn/log/4") == Writer::TheFunctionAsNowKnown);
  CHECK(invoke(writes, "/fn/log/5") == Writer::TheFunction);
  CHECK(writes.changed("/fn/log/6") == Writer::Somebody);
  CHECK(invoke(writes, "/fn/log/app.py") == Writer::Somebody);
  CHECK(invoke(writes, "/fn/other") == Writer::Somebody);
}

TEST_CASE("more paths than are remembered by name are known by their directory") {
  OwnWrites writes;
  for (std::size_t count = 0; count < OwnWrites::kMostPaths; ++count) invoke(writes, "/fn/" + std::to_string(count));
  CHECK(invoke(writes, "/fn/last") == Writer::Somebody);
  writes.loaded();
  CHECK(invoke(writes, "/fn/0") == Writer::TheFunctionAsNowKnown);
  CHECK(invoke(writes, "/fn/last") == Writer::Somebody);
  writes.loaded();
  CHECK(invoke(writes, "/fn/last") == Writer::TheFunctionAsNowKnown);
}

TEST_CASE(
    "what a function writes into a package is no change of the other functions of that package, and not told of them") {
  const auto neighbours = std::make_shared<std::atomic<std::size_t>>();
  OwnWrites writer(neighbours), other(neighbours);
  const auto invoke_writer = [&] {
    const auto version = writer.begin();
    const std::pair seen(writer.changed("/fn/count"), other.changed("/fn/count"));
    writer.end(version);
    return seen;
  };
  CHECK(invoke_writer() == std::pair(Writer::Somebody, Writer::Somebody));
  writer.loaded();
  other.loaded();
  CHECK(invoke_writer() == std::pair(Writer::TheFunctionAsNowKnown, Writer::TheFunction));
  CHECK(invoke_writer() == std::pair(Writer::TheFunction, Writer::TheFunction));
  CHECK(other.changed("/fn/count") == Writer::Somebody);
}
