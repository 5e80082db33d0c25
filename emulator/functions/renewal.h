// A prepared function's files before code in them runs: functions run as the owner of the cache, so what one of them wrote there
// must not run in the next environment. On Lambda the code is read-only.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "emulator/bundle/manifest.h"

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

  // Sealed trees (emulator/bundle/sealed_tree.h).
  struct Entries {
    std::filesystem::path bootstraps;                 // what the interpreter begins with
    std::vector<std::filesystem::path> packages;      // what the bootstrap then loads
    bundle::Compare compared = bundle::Compare::All;  // how much of the packages was, just now; of the bootstraps all
  };

  // `prepare` makes the function ready anew, from files that were wholly compared.
  Renewal(Entries entries, Prepare prepare, Now now = std::chrono::steady_clock::now)
      : entries_(std::move(entries)), prepare_(std::move(prepare)), now_(std::move(now)), compared_at_(now_()) {}

  // What has to be compared for the next start of a runtime: for the first, when it follows at once, only what was not yet.
  enum class Due {
    Nothing,
    Packages,  // before code in them runs
    All,       // the bootstraps before the interpreter runs
  };
  Due next();

  // Prepares the function anew when its files are not as they were. Blocks, for a stat of each file. With
  // Compare::Loadable, the packages' own code is left for another call.
  Result<RenewedFunction> run(bundle::Compare compare = bundle::Compare::All) const;

 private:
  const Entries entries_;
  const Prepare prepare_;
  const Now now_;
  const std::chrono::steady_clock::time_point compared_at_;
  std::atomic<bool> started_ = false;
};

}  // namespace lambdalocal
