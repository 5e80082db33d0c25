// The flags that say something about a function, whatever command runs it: over what lambdalocal.json or a template says.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "emulator/project/project_reader.h"

namespace CLI {
class App;
}

namespace lambdalocal {

// As typed, before they mean anything. They lie in here while the command line is parsed.
class FunctionFlags {
 public:
  void add_to(CLI::App& app);
  void add_build(CLI::App& app);  // of commands that run functions
  Result<FunctionOverrides> read() const;

 private:
  FunctionOverrides options_;
  std::string timeout_, memory_, tmp_size_, log_format_, log_level_, isolation_, network_;
  std::vector<std::string> environment_, layers_, layer_paths_, environment_files_, parameters_;
  bool strict_runtime_ = false, isolated_ = false;
};

}  // namespace lambdalocal
