#include "cli/commands/test_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "cli/event_text.h"
#include "core/expectation/test_result.h"
#include "core/invocation/event.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal::commands {
namespace {

namespace fs = std::filesystem;
using expectation::TestCase;

// Where nobody keeps cases of his own.
bool is_passed_over(const fs::path& directory) {
  const std::string name = directory.filename().string();
  return name.starts_with('.') || name == "node_modules" || name == "__pycache__" || name == "cdk.out";
}

void collect(const fs::path& directory, std::vector<fs::path>& files) {
  std::error_code failed;
  fs::recursive_directory_iterator entry(directory, fs::directory_options::skip_permission_denied, failed), end;
  for (; !failed && entry != end; entry.increment(failed)) {
    std::error_code ignored;
    if (entry->is_directory(ignored)) {
      if (is_passed_over(entry->path())) entry.disable_recursion_pending();
    } else if (expectation::is_test_file(entry->path())) {
      files.push_back(entry->path());
    }
  }
}

Result<std::vector<fs::path>> test_files(const TestOptions& options, const fs::path& here) {
  std::vector<fs::path> files;
  const std::vector<fs::path> paths = options.paths.empty() ? std::vector<fs::path>{here} : options.paths;
  for (const fs::path& path : paths) {
    std::error_code failed;
    if (fs::is_directory(path, failed)) {
      collect(path, files);
    } else if (fs::exists(path, failed)) {
      files.push_back(path);
    } else {
      return Error{ErrorKind::BadConfiguration, fmt::format("{}: there is no such file or directory", path.string())};
    }
  }
  for (fs::path& file : files) {
    std::error_code ignored;
    const fs::path relative = fs::relative(file, here, ignored);
    if (!relative.empty() && *relative.begin() != "..") file = relative;
  }
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

// The event's text, checked as `invoke` does.
Result<void> read_input(TestCase& test) {
  if (test.request) return {};
  EventText event;
  if (test.event_file || test.event_type) {
    auto read = read_event(test.event_file ? test.event_file->string() : *test.event_type, test.function);
    if (!read) {
      Error error = std::move(read).error();
      if (test.event_file) error.message.resize(std::min(error.message.find('\n'), error.message.size()));
      return std::move(error).wrap(expectation::title_of(test));
    }
    event = *std::move(read);
  } else {
    event = {"Event", *std::move(test.event)};
  }
  if (auto checked = check_event(event.bytes, event.name); !checked) {
    return std::move(checked).error().wrap(expectation::title_of(test));
  }
  test.event = std::string(event_bytes(event.bytes));
  return {};
}

void keep_shard(std::vector<TestCase>& cases, const Shard& shard) {
  std::size_t index = 0;
  std::erase_if(cases, [&](const TestCase&) { return index++ % shard.of != shard.index - 1; });
}

}  // namespace

Result<std::vector<TestCase>> find_test_cases(const TestOptions& options, const fs::path& here) {
  TRY(files, test_files(options, here));
  std::vector<TestCase> all;
  for (const fs::path& file : files) {
    const auto text = system::read_text_file(file);
    if (!text) return Error{ErrorKind::BadConfiguration, text.error().message};
    TRY(cases, expectation::read_test_file(*text, file));
    for (TestCase& test : cases) {
      if (!options.filter.empty() && expectation::title_of(test).find(options.filter) == std::string::npos) continue;
      all.push_back(std::move(test));
    }
  }
  keep_shard(all, options.shard);
  std::vector<TestCase> repeated;
  for (TestCase& test : all) {
    TRY_VOID(read_input(test));
    for (int count = 0; count < options.repeat; ++count) repeated.push_back(test);
  }
  return repeated;
}

}  // namespace lambdalocal::commands
