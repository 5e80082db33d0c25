// The projects that test cases are about: where a case's function is looked up.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands/test_options.h"
#include "core/expectation/test_file.h"
#include "core/project/project.h"
#include "core/result.h"
#include "emulator/testing/runner.h"

namespace lambdalocal::commands {

// Reads each place once.
class TestProjects {
 public:
  // `options` must outlive it. `here`: the current directory.
  TestProjects(const TestOptions& options, std::filesystem::path here);

  // Of each case, in their order. Each names a function of its project afterwards: that of the current directory, of the one that the
  // file lies in, or of a package beside the file. Errors are BadConfiguration, with the case.
  Result<std::vector<testing::CaseProject>> of(std::vector<expectation::TestCase>& cases);

  // They are read again when they are next asked for.
  void forget();

 private:
  Result<testing::CaseProject> find(expectation::TestCase& test);
  Result<std::shared_ptr<const Project>> project_around(std::filesystem::path& directory);

  const TestOptions& options_;
  const std::filesystem::path here_;
  std::optional<std::shared_ptr<const Project>>
      here_project_;  // once it was read; null: nothing there says what functions there are
  std::map<std::filesystem::path, std::shared_ptr<const Project>> packages_, around_;
};

}  // namespace lambdalocal::commands
