#include "cli/commands/test_cases.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "cli/commands/serve_project.h"
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
    TRY(read, read_event(test.event_file ? test.event_file->string() : *test.event_type, test.function));
    event = std::move(read);
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

// Adds the function, with an HTTP API before it, to those there are.
Result<std::string> add_function(const std::string& argument, const TestOptions& options, const fs::path& here,
                                 Project& project) {
  ServeOptions serve;
  static_cast<FunctionOverrides&>(serve) = options;
  serve.functions = {argument};
  serve.http_port = 0;
  TRY(alone, read_served_project(serve, here));
  const std::string name = alone.functions.begin()->first;
  project.functions.merge(alone.functions);
  project.front_ends.merge(alone.front_ends);
  return name;
}

Result<Project> project_here(const TestOptions& options, const fs::path& here) {
  ServeOptions serve;
  static_cast<FunctionOverrides&>(serve) = options;
  serve.http_port = 0;
  return read_served_project(serve, here);
}

std::vector<std::string> names_of(const Project& project) {
  std::vector<std::string> names;
  for (const auto& [name, function] : project.functions) names.push_back(name);
  return names;
}

}  // namespace

Result<std::vector<TestCase>> find_test_cases(const TestOptions& options, const fs::path& here) {
  TRY(files, test_files(options, here));
  std::vector<TestCase> all;
  for (const fs::path& file : files) {
    TRY(text, system::read_text_file(file));
    TRY(cases, expectation::read_test_file(text, file));
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

Result<Project> project_of(std::vector<TestCase>& cases, const TestOptions& options, const fs::path& here) {
  auto read = project_here(options, here);
  Project project = read ? std::move(*read) : Project();
  std::map<std::pair<fs::path, std::string>, std::string> known;  // by directory of the file and what it says
  for (TestCase& test : cases) {
    const fs::path beside = test.file.parent_path();
    if (project.functions.contains(test.function)) continue;
    std::string& name = known[{beside, test.function}];
    if (!name.empty()) {
      test.function = name;
      continue;
    }
    std::error_code failed;
    const fs::path package = beside / test.function;
    if (test.function.empty() && read) {
      if (project.functions.size() != 1) {
        return Error{ErrorKind::BadConfiguration,
                     fmt::format("{}: which function? Function names one of {}", expectation::title_of(test),
                                 fmt::join(names_of(project), ", "))};
      }
      name = project.functions.begin()->first;
    } else if (test.function.empty() || fs::exists(package, failed)) {
      TRY(added, add_function((package.empty() ? here : fs::absolute(package)).lexically_normal().string(), options,
                              here, project));
      name = std::move(added);
    } else {
      const std::string others = read ? fmt::format("; there are {}", fmt::join(names_of(project), ", ")) : "";
      return Error{ErrorKind::BadConfiguration,
                   fmt::format("{}: there is no function '{}'{}", expectation::title_of(test), test.function, others)};
    }
    test.function = name;
  }
  return project;
}

}  // namespace lambdalocal::commands
