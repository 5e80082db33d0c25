// A prepared function's files before a runtime is started from them once more: functions run as the owner of the cache, so what one of
// them wrote there must not run in the next environment. On Lambda the code is read-only.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"

namespace lambdalocal {

struct PreparedFunction;

struct RenewedFunction {
  std::shared_ptr<const PreparedFunction> function;  // null: the files are as they were
  std::vector<std::string> warnings;                 // what had been written to
};

class Renewal {
 public:
  using Prepare = std::function<Result<RenewedFunction>()>;
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  // `entries`: sealed trees (emulator/bundle/sealed_tree.h) that have just been compared with their manifests. `prepare` makes the
  // function ready anew.
  Renewal(std::vector<std::filesystem::path> entries, Prepare prepare, Now now = std::chrono::steady_clock::now)
      : entries_(std::move(entries)), prepare_(std::move(prepare)), now_(std::move(now)), compared_(now_()) {}

  // False for the first start, when it follows at once.
  bool is_due();

  // Prepares the function anew when its files are not as they were. Blocks, for a stat of each file.
  Result<RenewedFunction> run() const;

 private:
  const std::vector<std::filesystem::path> entries_;
  const Prepare prepare_;
  const Now now_;
  const std::chrono::steady_clock::time_point compared_;
  std::atomic<bool> started_ = false;
};

}  // namespace lambdalocal
