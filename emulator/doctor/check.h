// One thing of this machine that was looked at, for people.
#pragma once

#include <string>

namespace lambdalocal::doctor {

enum class Level {
  Ok,
  Info,     // not as it could be, and no function here needs it
  Warning,  // functions run, but not quite as on Lambda
  Problem,  // functions fail for it
};

struct Check {
  std::string name;  // "python3.13", "isolation": a word or two
  Level level = Level::Ok;
  std::string found;        // one line
  std::string effect = {};  // what it changes for functions; empty when it changes nothing
  std::string remedy = {};  // what to do, lines; empty when there is nothing to do
  bool is_runtime = false;  // of an interpreter, its SDK or client
};

}  // namespace lambdalocal::doctor
