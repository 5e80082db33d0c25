// What an emulator has to say to people. Nothing in here prints: a command shows it as its flags ask for, a program that embeds
// the emulator as it likes.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/project/project.h"
#include "core/result.h"

namespace lambdalocal {

class Observer {
 public:
  virtual ~Observer() = default;
  // On the event loop's thread.
  virtual void note(std::string_view text) = 0;     // how something is done here: for those who ask
  virtual void warning(std::string_view text) = 0;  // what differs from Lambda, or may surprise
  virtual void error(const Error& error) = 0;       // what was to be done and could not; what was before goes on
  // What happens while it runs, in one line among the log's: a front end listens or has ended, an event is given up.
  virtual void say(std::string_view text) = 0;
  // A build step: what is run, in a line; then whole lines of what that writes. Never kept from people.
  virtual void building(std::string_view what) { say(what); }
  virtual void build_output(std::string_view lines) { say(lines.substr(0, lines.find_last_not_of('\n') + 1)); }
  // Something takes long, and has for so long: for a terminal.
  virtual void working(std::string_view /*what*/, std::chrono::seconds /*so_far*/) {}
  // It is as this project says from now on; not told of one that could not be read.
  virtual void applied(const Project& /*project*/) {}
};

// Notes and warnings gathered where no observer may be called: on a worker's thread.
class Notices {
 public:
  void note(std::string text) { all_.push_back({Kind::Note, std::move(text)}); }
  void warning(std::string text) { all_.push_back({Kind::Warning, std::move(text)}); }

  void tell(Observer& observer) const {
    for (const auto& [kind, text] : all_) kind == Kind::Note ? observer.note(text) : observer.warning(text);
  }

 private:
  enum class Kind { Note, Warning };
  struct Notice {
    Kind kind;
    std::string text;
  };
  std::vector<Notice> all_;
};

}  // namespace lambdalocal
