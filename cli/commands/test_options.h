// The flags of `lambdalocal test`, read into a struct. Nothing is opened or run here.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/function_options.h"
#include "core/result.h"

namespace lambdalocal::commands {

// Where --record writes cases to, and --replay has them from, when no file is named.
constexpr const char* kRecorded = "recorded.lambda-test.json";

// --shard 2/5: of every five cases the second.
struct Shard {
  std::size_t index = 1, of = 1;
};

// A report that goes to stdout.
inline constexpr const char* kStandardOutput = "-";

struct TestOptions : FunctionOverrides {
  bool help = false;
  std::vector<std::filesystem::path> paths;  // files and directories; empty: the current directory
  std::string filter;                        // what a case's title must hold
  std::optional<std::size_t> jobs;           // at once; else one per processor
  Shard shard;
  int repeat = 1;
  bool isolate = false, fail_fast = false, update_snapshots = false;
  bool record = false;  // is looked for before anything is parsed
  bool replay = false;
  bool watch = false;
  bool list = false;  // says which there are, runs none
  std::optional<std::filesystem::path> junit, json, tap;
  bool github = false;
  bool quiet = false, verbose = false;
};

// `arguments` are those after "test". Errors are Usage.
Result<TestOptions> parse_test_options(std::span<const char* const> arguments);

// Every long flag that is understood, for the test that the help names each.
std::vector<std::string> test_flags();

}  // namespace lambdalocal::commands
