// How two JSON values differ, place by place.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/expectation/expectation.h"

namespace lambdalocal::expectation {

enum class Extra {
  Refused,
  Accepted,  // members of objects that were not expected; arrays have their length
};

// At most kMostDifferences, each under `where` and its pointer.
constexpr std::size_t kMostDifferences = 20;
void compare_json(const nlohmann::json& expected, const nlohmann::json& actual, Extra extra, const std::string& where,
                  std::vector<Difference>& found);

// A value as a difference shows it: one line, shortened in the middle.
std::string shown(const nlohmann::json& value);

// The value at a pointer; null when there is none, or when it is no pointer.
const nlohmann::json* value_at(const nlohmann::json& value, const std::string& pointer);
nlohmann::json* value_at(nlohmann::json& value, const std::string& pointer);

}  // namespace lambdalocal::expectation
