// The spare environments of all pools of a run: one for each function in use, whose runtime has started and waits at the gate of its
// bootstrap (runtimes/gate.h), with no code of the function run. The next environment that is needed begins there, and costs no
// interpreter's start. They are made one after another, while the machine has nothing else to do, and are at most so many: the one of
// the function that was not used for the longest time makes room.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace lambdalocal::environment {

class Pool;

class Spares {
 public:
  // `most` at the same time; 0: none.
  explicit Spares(std::size_t most) : most_(most) {}

  // What runs must have been over for so long before one is made.
  static constexpr std::chrono::milliseconds kQuiet{10};

  void enter(Pool& pool) { pools_.push_back(&pool); }
  void leave(const Pool& pool);

  bool are_made() const { return most_ > 0; }
  // Whether one may be made now: nothing starts, and a processor is free.
  bool is_quiet() const;
  // Makes room for one of `pool`. False: the others are needed more.
  bool make_room_for(const Pool& pool);

  void begin_starting() { ++starting_; }
  void ended_starting() { --starting_; }

 private:
  const std::size_t most_;
  std::vector<Pool*> pools_;
  int starting_ = 0;
};

}  // namespace lambdalocal::environment
