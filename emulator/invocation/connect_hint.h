// Tells the person once that functions can reach each other, when one has failed because it called the Lambda API of AWS
// instead of this run's.
#pragma once

#include "core/function/function.h"
#include "core/invocation/result.h"
#include "emulator/observer.h"

namespace lambdalocal {

class ConnectHint {
 public:
  // `observer` must outlive it.
  explicit ConnectHint(Observer& observer) : observer_(observer) {}

  void ended(const Function& function, const InvocationOutcome& outcome);

 private:
  Observer& observer_;
  bool told_ = false;
};

}  // namespace lambdalocal
