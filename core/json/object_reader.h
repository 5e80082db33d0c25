// One object of a configuration file while it is read: members by name, each of the type it must have. Errors are
// BadConfiguration and say where, what and what was expected: "lambdalocal.json: HttpApi.StageName must be a string, not
// a number".
#pragma once

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace lambdalocal {

// "an object", "a number": what a message calls a value.
std::string_view name_of_type(const nlohmann::json& value);

class ConfigurationObject {
 public:
  // `place` is the object's name in messages: "lambdalocal.json: HttpApi". `value` must outlive this. An error when it
  // is no object or has other members than `known`, with the nearest of them as a suggestion.
  static Result<ConfigurationObject> open(std::string place, const nlohmann::json& value,
                                          const std::vector<std::string_view>& known);

  const std::string& place() const { return place_; }
  const nlohmann::json* find(std::string_view name) const;  // null when it is absent

  // Each is none when the member is absent.
  Result<std::optional<std::string>> text(std::string_view name) const;
  Result<std::optional<bool>> flag(std::string_view name) const;
  Result<std::optional<int>> whole_number(std::string_view name, int least, int most) const;
  Result<std::optional<std::string>> one_of(std::string_view name, std::initializer_list<std::string_view> words) const;
  // A list of strings, or one string.
  Result<std::vector<std::string>> texts(std::string_view name) const;
  // An object of strings.
  Result<std::vector<std::pair<std::string, std::string>>> named_texts(std::string_view name) const;

  Error wrong(std::string_view name, std::string_view must_be) const;  // "<place>.<name> must be ..., not ..."
  Error missing(std::string_view name, std::string_view what) const;   // "<place>.<name> is missing: <what>"

 private:
  ConfigurationObject(std::string place, const nlohmann::json& value) : place_(std::move(place)), value_(&value) {}

  std::string place_;
  const nlohmann::json* value_;
};

}  // namespace lambdalocal
