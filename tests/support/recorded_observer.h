// What an emulator said to people, kept in its order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/observer.h"

namespace lambdalocal::test {

struct RecordedObserver : Observer {
  void note(std::string_view text) override { notes.emplace_back(text); }
  void warning(std::string_view text) override { warnings.emplace_back(text); }
  void error(const Error& error) override { errors.push_back(error.message); }
  void say(std::string_view text) override { said.emplace_back(text); }

  std::vector<std::string> notes, warnings, errors, said;
};

}  // namespace lambdalocal::test
