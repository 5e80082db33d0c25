// Payloads that are kept in a file beside the cases, for cases that say Snapshot: true. `orders.lambda-test.yaml` has
// `orders.lambda-test.snapshots.json`: an object of payloads by the cases' names.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "core/expectation/test_file.h"
#include "core/result.h"

namespace lambdalocal::testing {

class Snapshots {
 public:
  // None when there is none. A file that cannot be read is BadConfiguration.
  Result<std::optional<nlohmann::json>> find(const expectation::TestCase& test);
  void keep(const expectation::TestCase& test, nlohmann::json payload);

  // Writes the files that have changed, each as a whole.
  Result<void> save();

 private:
  Result<nlohmann::json*> file_of(const expectation::TestCase& test);

  std::map<std::filesystem::path, nlohmann::json> files_;
  std::set<std::filesystem::path> changed_;
};

}  // namespace lambdalocal::testing
