// The handlers a whole bundle offers: which files are read, and which of what they offer is the best.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/inference/inference.h"

namespace lambdalocal {

struct BundleCandidate {
  std::string handler;  // "src/app.lambda_handler"
  std::string file;     // "src/app.py"
  RuntimeFamily family;
};

// The best handlers of the bundle, of one family only when one is given; several when they are equally good.
std::vector<BundleCandidate> best_candidates(const BundleListing& bundle, std::optional<RuntimeFamily> family);

// The files that a handler ("src/app.lambda_handler") may mean, of those that exist.
std::vector<BundleCandidate> files_of_handler(const BundleListing& bundle, const std::string& handler);

}  // namespace lambdalocal
