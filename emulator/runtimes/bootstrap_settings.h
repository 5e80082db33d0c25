// What lambdalocal tells its own bootstraps: KEY=VALUE pairs in one environment variable, which they take away before the
// function looks. Not on the command line: that is as on Lambda, since wrappers (exec_wrapper.h) put options into it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace lambdalocal::runtimes {

class BootstrapSettings {
 public:
  explicit BootstrapSettings(std::string text = {}) : text_(std::move(text)) {}

  // A key may come several times.
  void add(std::string_view key, std::string_view value) {
    if (!text_.empty()) text_ += kSeparator;
    text_.append(key).append("=").append(value);
  }

  // Into what a family adds to the function's environment (Command::environment).
  void put_into(std::map<std::string, std::string>& environment) const {
    if (!text_.empty()) environment[kVariable] = text_;
  }

  static constexpr const char* kVariable = "_LAMBDALOCAL_SETTINGS";  // a name that functions cannot be given
  static constexpr char kSeparator = '\x1f';                         // paths hold no such byte

 private:
  std::string text_;
};

}  // namespace lambdalocal::runtimes
