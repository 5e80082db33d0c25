#include "emulator/functions/renewal.h"

#include <algorithm>

#include "emulator/bundle/sealed_tree.h"

namespace lambdalocal {

bool Renewal::is_due() {
  constexpr std::chrono::milliseconds kAtOnce{100};
  return started_.exchange(true) || now_() - compared_ > kAtOnce;
}

Result<RenewedFunction> Renewal::run() const {
  const bool intact = std::ranges::all_of(entries_, [](const std::filesystem::path& entry) {
    return bundle::check_entry(entry).state == bundle::TreeCheck::State::Intact;
  });
  if (intact) return RenewedFunction();
  return prepare_();
}

}  // namespace lambdalocal
