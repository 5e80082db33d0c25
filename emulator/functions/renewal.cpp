#include "emulator/functions/renewal.h"

#include <algorithm>

#include "emulator/bundle/sealed_tree.h"

namespace lambdalocal {

using bundle::Compare;

Renewal::Due Renewal::next() {
  constexpr std::chrono::milliseconds kAtOnce{100};
  if (started_.exchange(true) || now_() - compared_at_ > kAtOnce) return Due::All;
  return entries_.compared == Compare::All ? Due::Nothing : Due::Packages;
}

Result<RenewedFunction> Renewal::run(Compare compare) const {
  const auto intact = [](const std::filesystem::path& entry, Compare how) {
    return bundle::check_entry(entry, how).state == bundle::TreeCheck::State::Intact;
  };
  const bool all = (entries_.bootstraps.empty() || intact(entries_.bootstraps, Compare::All)) &&
                   std::ranges::all_of(entries_.packages, [&](const auto& entry) { return intact(entry, compare); });
  if (all) return RenewedFunction();
  return prepare_();
}

}  // namespace lambdalocal
