#include "core/text/suggestion.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("the edit distance counts additions, removals, replacements and swaps of neighbours") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("invoke", "invoke") == 0);
  CHECK(edit_distance("invoke", "invok") == 1);
  CHECK(edit_distance("invoke", "inovke") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("abc", "xyz") == 3);
}

TEST_CASE("the edit distance is the same in both directions") {
  CHECK(edit_distance("python312", "python3.12") == edit_distance("python3.12", "python312"));
}

TEST_CASE("very long words are compared without taking long") {
  CHECK(edit_distance(std::string(1000000, 'a'), std::string(1000000, 'b')) == 256);
}

TEST_CASE("a misspelt word gets the nearest one, and a strange word gets none") {
  const std::vector<std::string_view> commands = {"invoke", "serve", "event", "test", "runtimes", "cache"};
  CHECK(closest_word("inovke", commands) == "invoke");
  CHECK(closest_word("Runtime", commands) == "runtimes");
  CHECK(closest_word("sevre", commands) == "serve");
  CHECK_FALSE(closest_word("frobnicate", commands));
  CHECK_FALSE(closest_word("", commands));
}
