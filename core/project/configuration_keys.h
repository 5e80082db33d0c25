// Every key of lambdalocal.json, once: the readers know the names of these tables and no others (a misspelt one gets a suggestion
// out of them), `lambdalocal help config` prints them with their examples (configuration_help.h), and the JSON schema for editors
// is made of them (configuration_schema.h). Names and shapes are AWS's; CodeUri is SAM's.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace lambdalocal::configuration {

enum class ValueType {
  Text,
  OneOf,          // a string out of `words`
  WholeNumber,    // from `least` to `most`
  Flag,           // true or false
  TextList,       // a list of strings
  Texts,          // a list of strings, or one string
  NamedTexts,     // an object of strings
  Variables,      // an object of strings, whole numbers and booleans
  Object,         // with the keys of the shape
  ObjectsByName,  // an object of such objects, each of one of the two shapes; the examples are their names
  RoutesByKey,    // the same, where a string stands for {"Function": string}; the examples are their keys
  Anything,       // AWS's, without effect here
};

enum class Presence { Optional, Required };

struct Shape;

struct Key {
  std::string_view name = {};
  ValueType type = ValueType::Text;
  std::string_view example = {};  // as JSON
  std::string_view other_example = {};
  std::string_view what = {};  // for people: a few words
  std::span<const std::string_view> words = {};
  int least = 0, most = 0;
  std::array<const Shape*, 2> shapes = {};
  Presence presence = Presence::Optional;
};

// What an object of the file may hold.
struct Shape {
  std::string_view name;  // in the schema
  std::span<const Key> keys;

  std::vector<std::string_view> names() const;
  const Key* find(std::string_view key) const;  // null when it has no such key
};

// For editors: names the schema. It may stand in either of the two.
inline constexpr std::string_view kSchemaKey = "$schema";

extern const Shape kFile;      // of several functions, with their front ends
extern const Shape kFunction;  // one of them, or the whole file

extern const Shape kEnvironment;
extern const Shape kEphemeralStorage;
extern const Shape kLoggingConfig;
extern const Shape kEventInvokeConfig;
extern const Shape kTenancyConfig;
extern const Shape kFunctionUrl;
extern const Shape kCors;
extern const Shape kHttpApi;
extern const Shape kHttpRoute;
extern const Shape kLambdaAuthorizer;
extern const Shape kJwtAuthorizer;
extern const Shape kJwtConfiguration;
extern const Shape kRestApi;
extern const Shape kRestRoute;
extern const Shape kRestAuthorizer;
extern const Shape kUserPoolAuthorizer;
extern const Shape kUserPool;
extern const Shape kAlb;
extern const Shape kAlbRule;

}  // namespace lambdalocal::configuration
