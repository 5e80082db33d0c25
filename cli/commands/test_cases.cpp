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

// What `serve ARGUMENT` would serve; without an argument, what there is in the current directory.
Result<Project> read_project_for(const std::vector<std::string>& arguments, const TestOptions& options,
                                 const fs::path& here) {
  ServeOptions serve;
  static_cast<FunctionOverrides&>(serve) = options;
  serve.functions = arguments;
  serve.http_port = 0;
  return read_served_project(serve, here);
}

std::vector<std::string> names_of(const Project& project) {
  std::vector<std::string> names;
  for (const auto& [name, function] : project.functions) names.push_back(name);
  return names;
}

// Looks each place up once.
class ProjectFinder {
 public:
  ProjectFinder(const TestOptions& options, const fs::path& here) : options_(options), here_(here) {
    if (auto read = read_project_for({}, options, here))
      here_project_ = std::make_shared<const Project>(*std::move(read));
  }

  // A name of the project here comes first; then what lies beside the file; nothing named is the only function here, else the
  // directory of the file.
  Result<std::shared_ptr<const Project>> find(TestCase& test) {
    if (here_project_ && here_project_->functions.contains(test.function)) return here_project_;
    if (here_project_ && test.function.empty()) {
      if (here_project_->functions.size() == 1) {
        test.function = here_project_->functions.begin()->first;
        return here_project_;
      }
      return wrong(test,
                   fmt::format("which function? Function names one of {}", fmt::join(names_of(*here_project_), ", ")));
    }
    const fs::path beside = (here_ / test.file).parent_path();
    const fs::path package = (test.function.empty() ? beside : beside / test.function).lexically_normal();
    std::error_code failed;
    if (!fs::exists(package, failed)) {
      const std::string others =
          here_project_ ? fmt::format("; there are {}", fmt::join(names_of(*here_project_), ", ")) : "";
      return wrong(test, fmt::format("there is no function '{}'{}", test.function, others));
    }
    auto& project = packages_[package];
    if (!project) {
      TRY(read, read_project_for({package.string()}, options_, here_));
      project = std::make_shared<const Project>(std::move(read));
    }
    test.function = project->functions.begin()->first;
    return project;
  }

 private:
  static Error wrong(const TestCase& test, const std::string& what) {
    return {ErrorKind::BadConfiguration, fmt::format("{}: {}", expectation::title_of(test), what)};
  }

  const TestOptions& options_;
  const fs::path here_;
  std::shared_ptr<const Project> here_project_;  // null: nothing here says what functions there are
  std::map<fs::path, std::shared_ptr<const Project>> packages_;
};

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

Result<std::vector<std::shared_ptr<const Project>>> projects_of(std::vector<TestCase>& cases,
                                                                const TestOptions& options, const fs::path& here) {
  ProjectFinder finder(options, here);
  std::vector<std::shared_ptr<const Project>> projects;
  for (TestCase& test : cases) {
    TRY(project, finder.find(test));
    projects.push_back(std::move(project));
  }
  return projects;
}

}  // namespace lambdalocal::commands
