// The table of keys against the readers: what the one knows, the others know.
#include "core/project/configuration_keys.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/project/configuration_help.h"
#include "core/project/configuration_schema.h"
#include "core/project/lambdalocal_json.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::configuration;
using nlohmann::json;

namespace {

// The example of the help without its words.
json example() {
  std::string text;
  std::istringstream lines(annotated_example());
  for (std::string line; std::getline(lines, line);) text += line.substr(0, kWordsColumn) + "\n";
  return json::parse(text);
}

// The reader's message; empty when it takes the file.
std::string refusal(const json& file) {
  const auto parsed = parse_configuration_file(file.dump(), "lambdalocal.json");
  return parsed ? "" : parsed.error().message;
}

// An object of the example, by its place in the file, and what it may hold.
struct Place {
  json::json_pointer at;
  const Shape* shape;
};

void find_places(const Shape& shape, const json::json_pointer& at, std::vector<Place>& places) {
  places.push_back({at, &shape});
  const auto strip = [](std::string_view quoted) { return std::string(quoted.substr(1, quoted.size() - 2)); };
  for (const Key& key : shape.keys) {
    const json::json_pointer here = at / std::string(key.name);
    if (key.type == ValueType::Object) find_places(*key.shapes[0], here, places);
    if (key.type == ValueType::RoutesByKey) find_places(*key.shapes[0], here / strip(key.other_example), places);
    if (key.type != ValueType::ObjectsByName) continue;
    find_places(*key.shapes[0], here / strip(key.example), places);
    if (key.shapes[1] != nullptr) find_places(*key.shapes[1], here / strip(key.other_example), places);
  }
}

std::vector<Place> places() {
  std::vector<Place> found;
  find_places(kFile, json::json_pointer(), found);
  return found;
}

json of_another_type(const Key& key) {
  return key.type == ValueType::OneOf ? json("no such word") : key.type == ValueType::WholeNumber ? json("1") : json(7);
}

// Lambda's own limits are looked at when flags have had their say (core/function/function_check.h).
bool is_checked_later(const Key& key) {
  return key.name == "Timeout" || key.name == "MemorySize" || key.name == "Size";
}

}  // namespace

TEST_CASE("the example of the configuration's help is a file that the reader takes") {
  CHECK(refusal(example()) == "");
  std::istringstream lines(annotated_example());
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() <= 120);
    if (line.size() > kWordsColumn) CHECK(line[kWordsColumn - 1] == ' ');
  }
}

TEST_CASE("the example of the configuration's help has every key") {
  const json file = example();
  for (const Place& place : places()) {
    CAPTURE(place.at.to_string());
    std::set<std::string> keys;
    for (const auto& [name, value] : file[place.at].items()) keys.insert(name);
    if (place.shape == &kFile) keys.erase(std::string(kSchemaKey));
    const auto names = place.shape->names();
    CHECK(keys == std::set<std::string>(names.begin(), names.end()));
  }
}

TEST_CASE("every key of the configuration is read, not only known") {
  for (const Place& place : places()) {
    for (const Key& key : place.shape->keys) {
      if (key.type == ValueType::Anything) continue;
      json file = example();
      file[place.at / std::string(key.name)] = of_another_type(key);
      CAPTURE(file[place.at].dump());
      CHECK(refusal(file).find(key.name) != std::string::npos);
    }
  }
}

TEST_CASE("the readers of the configuration know the keys of the schema and no others") {
  const json definitions = json::parse(schema())["definitions"];
  for (const Place& place : places()) {
    if (place.shape == &kFile) continue;  // says what stands beside Functions in other words
    json file = example();
    file[place.at]["Xyzzyxyzzyxyzzy"] = 1;
    const std::string message = refusal(file);
    CAPTURE(message);
    const std::size_t list = message.find("known here: ");
    REQUIRE(list != std::string::npos);
    std::set<std::string> known, described;
    std::istringstream names(message.substr(list + 12));
    for (std::string name; names >> name;) known.insert(name.ends_with(',') ? name.substr(0, name.size() - 1) : name);
    for (const auto& [name, value] : definitions[std::string(place.shape->name)]["properties"].items()) {
      described.insert(name);
    }
    CHECK(known == described);
  }
}

TEST_CASE("whole numbers of the configuration are refused outside of what the schema says") {
  for (const Place& place : places()) {
    for (const Key& key : place.shape->keys) {
      if (key.type != ValueType::WholeNumber || is_checked_later(key)) continue;
      CAPTURE(key.name);
      json file = example();
      json& value = file[place.at / std::string(key.name)];
      for (const std::int64_t within : {key.least, key.most}) {
        value = within;
        CHECK(refusal(file) == "");
      }
      for (const std::int64_t outside : {std::int64_t{key.least} - 1, std::int64_t{key.most} + 1}) {
        value = outside;
        CHECK(refusal(file).find(key.name) != std::string::npos);
      }
    }
  }
}

TEST_CASE("keys that the configuration's schema calls required are missed by the reader") {
  for (const Place& place : places()) {
    for (const Key& key : place.shape->keys) {
      if (key.presence != Presence::Required || key.name == "Functions") continue;
      CAPTURE(place.at.to_string(), key.name);
      json file = example();
      file[place.at].erase(std::string(key.name));
      CHECK(refusal(file).find(fmt::format("{} is missing", key.name)) != std::string::npos);
    }
  }
}

TEST_CASE("a configuration may name its schema, whatever its shape") {
  CHECK(refusal(json{{"$schema", "s.json"}, {"Timeout", 3}}) == "");
  CHECK(refusal(json{{"$schema", "s.json"}, {"Functions", json::object()}}) == "");
  CHECK(refusal(json{{"$schema", 1}}) == "lambdalocal.json:1:2: $schema must be a string, not a number");
}
