#include "emulator/runtimes/python/python.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/runtimes/bootstrap_settings.h"
#include "emulator/runtimes/embedded_bootstraps.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace lambdalocal::runtimes {
namespace {

namespace fs = std::filesystem;

const RuntimeId kPython311{"python3.11", RuntimeFamily::Python, 3, 11};
const RuntimeId kPython312{"python3.12", RuntimeFamily::Python, 3, 12};

// A runtime directory of its own with an empty bootstrap in it.
class RuntimeDirectory {
 public:
  RuntimeDirectory() {
    std::string pattern = (fs::temp_directory_path() / "python_test.XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    std::ofstream(path_ / "bootstrap.py") << "";
  }
  ~RuntimeDirectory() { fs::remove_all(path_); }
  RuntimeDirectory(const RuntimeDirectory&) = delete;
  RuntimeDirectory& operator=(const RuntimeDirectory&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Layout layout_in(const RuntimeDirectory& directory) {
  Layout layout;
  layout.task_root = "/bundle";
  layout.runtime_directory = directory.path();
  return layout;
}

bool has(const std::vector<std::string>& arguments, const std::string& argument) {
  return std::find(arguments.begin(), arguments.end(), argument) != arguments.end();
}

std::vector<std::string> settings_of(const Command& command) {
  std::vector<std::string> settings;
  std::istringstream text(command.environment.at(BootstrapSettings::kVariable));
  for (std::string setting; std::getline(text, setting, BootstrapSettings::kSeparator);) settings.push_back(setting);
  return settings;
}

TEST_CASE("a bundle from an archive runs without the interpreter's site-packages") {
  const RuntimeDirectory directory;
  auto layout = layout_in(directory);
  layout.outside_directories = {"/venv/lib/python3.11/site-packages"};
  const auto command = python_command("/usr/bin/python3.11", kPython311, layout);
  REQUIRE(command.ok());
  const std::vector<std::string> expected{"/usr/bin/python3.11", "-S", (directory.path() / "bootstrap.py").string()};
  CHECK(command->executable == "/usr/bin/python3.11");
  CHECK(command->arguments == expected);
  CHECK(settings_of(*command) == std::vector<std::string>{"packages=hidden"});
}

TEST_CASE("a Python function's command line ends in the bootstrap, as on Lambda") {
  const RuntimeDirectory directory;
  auto layout = layout_in(directory);
  layout.opt = "/cache/opt";
  layout.sdk = "/cache/sdk";
  for (const auto packages : {OutsidePackages::Hidden, OutsidePackages::Visible}) {
    layout.outside_packages = packages;
    const auto command = python_command("/usr/bin/python3.11", kPython311, layout);
    REQUIRE(command.ok());
    CHECK(command->arguments.back() == (directory.path() / "bootstrap.py").string());
  }
}

TEST_CASE("a directory sees the packages outside it, layers and SDK before them") {
  const RuntimeDirectory directory;
  auto layout = layout_in(directory);
  layout.outside_packages = OutsidePackages::Visible;
  layout.opt = "/cache/opt";
  layout.sdk = "/cache/sdk";
  layout.outside_directories = {"/venv/a=b/site-packages", "/other"};
  const auto command = python_command("/usr/bin/python3.11", kPython311, layout);
  REQUIRE(command.ok());
  CHECK(settings_of(*command) == std::vector<std::string>{"packages=visible", "opt=/cache/opt", "sdk=/cache/sdk",
                                                          "outside=/venv/a=b/site-packages", "outside=/other"});
}

TEST_CASE("an environment's own python runs a function that may see its packages, and no other") {
  const RuntimeDirectory directory;
  auto layout = layout_in(directory);
  layout.outside_interpreter = "/venv/bin/python";
  layout.outside_packages = OutsidePackages::Visible;
  const auto visible = python_command("/usr/bin/python3.11", kPython311, layout);
  CHECK(visible->executable == "/venv/bin/python");
  CHECK_FALSE(has(visible->arguments, "-S"));
  layout.outside_packages = OutsidePackages::Hidden;
  CHECK(python_command("/usr/bin/python3.11", kPython311, layout)->executable == "/usr/bin/python3.11");
}

TEST_CASE("LC_CTYPE is in the environment from python3.12 on") {
  const RuntimeDirectory directory;
  const auto older = python_command("/usr/bin/python3", kPython311, layout_in(directory));
  const auto newer = python_command("/usr/bin/python3", kPython312, layout_in(directory));
  REQUIRE((older.ok() && newer.ok()));
  CHECK_FALSE(older->environment.contains("LC_CTYPE"));
  CHECK(newer->environment.at("LC_CTYPE") == "C.UTF-8");
}

TEST_CASE("a runtime directory without the bootstrap is refused before anything starts") {
  Layout layout;
  layout.runtime_directory = "/nonexistent";
  const auto command = python_command("/usr/bin/python3", kPython311, layout);
  REQUIRE_FALSE(command.ok());
  CHECK(command.error().message.find("/nonexistent/bootstrap.py is missing") != std::string::npos);
}

TEST_CASE("the Python bootstrap is embedded whole") {
  std::set<std::string> embedded;
  for (const auto& file : embedded_bootstraps()) {
    if (file.path.substr(0, 7) == "python/") embedded.insert(std::string(file.path.substr(7)));
  }
  std::set<std::string> sources;
  const fs::path root = lambdalocal::test::source_directory() / "emulator/runtimes/python/bootstrap";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".py") sources.insert(fs::relative(entry.path(), root).string());
  }
  CHECK(embedded == sources);
  CHECK(embedded.count("awslambdaric/bootstrap.py") == 1);
}

}  // namespace
}  // namespace lambdalocal::runtimes
