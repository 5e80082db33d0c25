#include "cli/commands/test_projects.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "cli/commands/serve_project.h"
#include "core/expectation/test_result.h"

namespace lambdalocal::commands {
namespace {

namespace fs = std::filesystem;
using expectation::TestCase;
using testing::CaseProject;

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

// Whether it has the case's function, which the case names as the project does from then on.
bool take(const Project& project, TestCase& test) {
  if (test.function.empty() && project.functions.size() == 1) test.function = project.functions.begin()->first;
  const ProjectFunction* const function = test.function.empty() ? nullptr : function_in(project, test.function);
  if (function == nullptr) return false;
  test.function = function->name;
  return true;
}

// Whether something there says what functions there are.
bool is_project(const fs::path& directory) {
  std::error_code failed;
  return std::ranges::any_of(std::array{"lambdalocal.json", "template.yaml", "template.yml", "template.json", "cdk.out",
                                        "serverless.yml", "serverless.yaml", "serverless.json"},
                             [&](const char* name) { return fs::exists(directory / name, failed); });
}

Error wrong(const TestCase& test, const std::string& what) {
  return {ErrorKind::BadConfiguration, fmt::format("{}: {}", expectation::title_of(test), what)};
}

}  // namespace

TestProjects::TestProjects(const TestOptions& options, fs::path here) : options_(options), here_(std::move(here)) {}

Result<std::vector<CaseProject>> TestProjects::of(std::vector<TestCase>& cases) {
  std::vector<CaseProject> projects;
  for (TestCase& test : cases) {
    TRY(project, find(test));
    projects.push_back(std::move(project));
  }
  return projects;
}

void TestProjects::forget() {
  here_project_.reset();
  packages_.clear();
  around_.clear();
}

// A name of the project here comes first; then one of the project that the file lies in; then what lies beside the file. Nothing
// named is the only function of these, else the directory of the file. A request needs none: the project decides which one it is for.
Result<CaseProject> TestProjects::find(TestCase& test) {
  if (!here_project_) {
    auto read = read_project_for({}, options_, here_);
    here_project_ = read ? std::make_shared<const Project>(*std::move(read)) : nullptr;
  }
  const auto& here = *here_project_;
  if (here && take(*here, test)) return CaseProject{here_.string(), here};
  const fs::path beside = (here_ / test.file).parent_path().lexically_normal();
  fs::path place = beside;
  TRY(around, project_around(place));
  if (around && take(*around, test)) return CaseProject{place.string(), around};
  if (test.function.empty() && (here || around)) {
    if (test.request) return around ? CaseProject{place.string(), around} : CaseProject{here_.string(), here};
    return wrong(test, fmt::format("which function? Function names one of {}",
                                   fmt::join(names_of(around ? *around : *here), ", ")));
  }
  const fs::path package = (test.function.empty() ? beside : beside / test.function).lexically_normal();
  std::error_code failed;
  if (!fs::exists(package, failed)) {
    const auto& known = around ? around : here;
    const std::string others = known ? fmt::format("; there are {}", fmt::join(names_of(*known), ", ")) : "";
    return wrong(test, fmt::format("there is no function '{}'{}", test.function, others));
  }
  auto& project = packages_[package];
  if (!project) {
    TRY(read, read_project_for({package.string()}, options_, here_));
    project = std::make_shared<const Project>(std::move(read));
  }
  test.function = project->functions.begin()->first;
  return CaseProject{package.string() + "/", project};
}

// Of the nearest directory below the current one, which `directory` is then; null when there is none.
Result<std::shared_ptr<const Project>> TestProjects::project_around(fs::path& directory) {
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

}  // namespace lambdalocal::commands
