// What lambdalocal itself has to say: errors, warnings and notes on stderr, each behind "lambdalocal: "; answers on stdout.
#pragma once

#include <chrono>
#include <string_view>

#include "cli/exit_code.h"
#include "core/result.h"
#include "emulator/observer.h"
#include "emulator/system/output_writer.h"

namespace lambdalocal::output {

void print_error(const Error& error);

// What was asked for: a help text, a version, a table. On stdout; says so on stderr when that fails.
ExitCode print_text(std::string_view text);

// An error of the command line; its last line points to the help of `command` ("invoke"; empty: the general help).
void print_usage_error(const Error& error, std::string_view command);

// Errors, warnings and notes, as far as they are wanted; what an emulator has to say, too. While an event loop runs, through `writer`, which must outlive this:
// nothing on the loop waits for stderr. Without one, there and then.
class Messages : public Observer {
 public:
  enum class Level { Errors, Warnings, Notes };  // --quiet, the default, --verbose

  explicit Messages(Level level, system::OutputWriter* writer = nullptr) : level_(level), writer_(writer) {}

  void error(const Error& error) override { say(error.message); }
  void say(std::string_view text) override;  // at every level
  // What must not be lost, however far behind the reader of stderr is.
  void insist(std::string_view text) const;
  void warning(std::string_view text) override;
  void note(std::string_view text) override;
  void building(std::string_view what) override { print("", what); }
  void working(std::string_view what, std::chrono::seconds so_far) override;
  void build_output(std::string_view lines) override;

 private:
  void print(std::string_view kind, std::string_view text) const;

  Level level_;
  system::OutputWriter* writer_;
};

}  // namespace lambdalocal::output
