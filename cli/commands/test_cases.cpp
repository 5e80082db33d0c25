#include "cli/commands/test_cases.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
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

// By its name, or by another one that it has.
const ProjectFunction* function_in(const Project& project, const std::string& name) {
  for (const auto& [known, function] : project.functions) {
    if (known == name || std::ranges::find(function.other_names, name) != function.other_names.end()) return &function;
  }
  return nullptr;
}

// Whether something there says what functions there are.
bool is_project(const fs::path& directory) {
  std::error_code failed;
  return std::ranges::any_of(std::array{"lambdalocal.json", "template.yaml", "template.yml", "template.json", "cdk.out",
                                        "serverless.yml", "serverless.yaml", "serverless.json"},
                             [&](const char* name) { return fs::exists(directory / name, failed); });
}

// Looks each place up once.
class ProjectFinder {
 public:
  ProjectFinder(const TestOptions& options, const fs::path& here) : options_(options), here_(here) {
    if (auto read = read_project_for({}, options, here))
      here_project_ = std::make_shared<const Project>(*std::move(read));
  }

  // A name of the project here comes first; then one of the project that the file lies in; then what lies beside the file. Nothing
  // named is the only function of these, else the directory of the file.
  Result<std::shared_ptr<const Project>> find(TestCase& test) {
    if (here_project_ && take(*here_project_, test)) return here_project_;
    const fs::path beside = (here_ / test.file).parent_path().lexically_normal();
    TRY(around, project_around(beside));
    if (around && take(*around, test)) return around;
    if (test.function.empty() && test.request && (here_project_ || around)) return around ? around : here_project_;
    if (test.function.empty() && (here_project_ || around)) {
      return wrong(test, fmt::format("which function? Function names one of {}",
                                     fmt::join(names_of(around ? *around : *here_project_), ", ")));
    }
    const fs::path package = (test.function.empty() ? beside : beside / test.function).lexically_normal();
    std::error_code failed;
    if (!fs::exists(package, failed)) {
      const auto& known = around ? around : here_project_;
      const std::string others = known ? fmt::format("; there are {}", fmt::join(names_of(*known), ", ")) : "";
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
  // Whether it has the case's function, which the case names as the project does from then on.
  static bool take(const Project& project, TestCase& test) {
    if (test.function.empty() && project.functions.size() == 1) test.function = project.functions.begin()->first;
    const ProjectFunction* const function = test.function.empty() ? nullptr : function_in(project, test.function);
    if (function == nullptr) return false;
    test.function = function->name;
    return true;
  }

  // Of the nearest directory below the current one; null when there is none.
  Result<std::shared_ptr<const Project>> project_around(fs::path directory) {
    const auto is_below = [this](const fs::path& path) {
      const fs::path relative = path.lexically_relative(here_);
      return !relative.empty() && relative != "." && *relative.begin() != "..";
    };
    while (is_below(directory) && !is_project(directory)) directory = directory.parent_path();
    if (!is_below(directory)) return std::shared_ptr<const Project>();
    const auto known = around_.find(directory);
    if (known != around_.end()) return known->second;
    auto read = read_project_for({}, options_, directory);
    if (!read && read.error().kind != ErrorKind::Usage) return std::move(read).error();
    auto project = read ? std::make_shared<const Project>(*std::move(read)) : nullptr;  // settings of one package
    return around_[directory] = std::move(project);
  }

  static Error wrong(const TestCase& test, const std::string& what) {
    return {ErrorKind::BadConfiguration, fmt::format("{}: {}", expectation::title_of(test), what)};
  }

  const TestOptions& options_;
  const fs::path here_;
  std::shared_ptr<const Project> here_project_;  // null: nothing here says what functions there are
  std::map<fs::path, std::shared_ptr<const Project>> packages_, around_;
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
