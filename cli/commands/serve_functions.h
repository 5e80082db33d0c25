// The functions a `serve` runs: what lambdalocal.json and the flags say of them, kept up with as files change.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands/serve_options.h"
#include "cli/configuration.h"
#include "cli/output/messages.h"
#include "cli/output/stderr_log.h"
#include "core/result.h"
#include "emulator/functions/registry.h"
#include "emulator/system/files/watcher.h"

namespace lambdalocal::commands {

class ServeFunctions {
 public:
  // All must outlive it. `here`: where names and relative paths are looked up.
  ServeFunctions(const ServeOptions& options, std::filesystem::path here, Project& project, output::StderrLog& log,
                 logs::LogSink& sink, output::Messages messages);

  // Finds the functions and adds them to the project; nothing is unpacked yet. Returns the front ends configured with
  // them.
  Result<gateway::FrontEnds> add_all();
  // Called with the front ends whenever lambdalocal.json has changed.
  std::function<Result<void>(const gateway::FrontEnds&)> configure_front_ends;

  // Makes ready what is worth it ahead of the first request, and says what cannot be made ready.
  void prepare_ahead();

  // From now on a change of a function's files, or of lambdalocal.json, is taken up.
  void watch(std::shared_ptr<system::FileWatcher> watcher);

 private:
  struct Entry {
    ChosenFunction chosen;
    system::FileTime found_at;  // changes from then on count
  };

  Result<FunctionSource> source_of(const ChosenFunction& chosen);
  void watch_function(const std::string& name);
  void watch_configuration();
  void reconfigure();
  void take_up(const std::string& name, const ChosenFunction& chosen);
  void report(const std::string& name, Result<void> reloaded) const;
  static void name_the_only(gateway::FrontEnds& front_ends, const std::string& function);

  const ServeOptions& options_;
  const std::filesystem::path here_;
  Project& project_;
  output::StderrLog& log_;
  logs::LogSink& sink_;  // where all logs go, to log_ in the end
  const output::Messages messages_;
  std::shared_ptr<system::FileWatcher> watcher_;
  std::map<std::string, Entry> entries_;
  std::map<std::filesystem::path, system::FileWatch> configuration_watches_;
};

}  // namespace lambdalocal::commands
