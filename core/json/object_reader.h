// One object of a configuration file while it is read: members by name, each of the type it must have. Errors are
// BadConfiguration and say where, what and what was expected: "lambdalocal.json:4:5: HttpApi.StageName must be a string, not a
// number".
#pragma once

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json/place.h"
#include "core/result.h"

namespace lambdalocal {

// "an object", "a number": what a message calls a value.
std::string_view name_of_type(const nlohmann::json& value);

// "unknown key TimeOut; did you mean Timeout?", of those that are known.
std::string unknown_key(std::string_view name, const std::vector<std::string_view>& known);
// The same for a key that a message calls by more than its own name.
std::string unknown_key(std::string_view full_name, std::string_view name, const std::vector<std::string_view>& known);

class ConfigurationObject {
 public:
  // `name` is the object's own in messages: "HttpApi"; what `value` and the place point into must outlive this. An error when it
  // is no object or has other members than `known`, with the nearest of them as a suggestion.
  static Result<ConfigurationObject> open(JsonPlace place, std::string name, const nlohmann::json& value,
                                          const std::vector<std::string_view>& known);
  // The same for a member of this, which is there.
  Result<ConfigurationObject> open(std::string_view member, const std::vector<std::string_view>& known) const;

  const JsonPlace& place() const { return place_; }
  const std::string& name() const { return name_; }
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

  Error wrong(std::string_view name,
              std::string_view must_be) const;  // "<place>: <its name>.<name> must be ..., not ..."
  Error missing(std::string_view name, std::string_view what) const;  // "<place>: <its name>.<name> is missing: <what>"

 private:
  ConfigurationObject(JsonPlace place, std::string name, const nlohmann::json& value)
      : place_(std::move(place)), name_(std::move(name)), value_(&value) {}

  JsonPlace place_;
  std::string name_;
  const nlohmann::json* value_;
};

}  // namespace lambdalocal
