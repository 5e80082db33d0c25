#include "core/project/configuration_schema.h"

#include <nlohmann/json.hpp>

#include "core/project/configuration_keys.h"

namespace lambdalocal::configuration {
namespace {

using Json = nlohmann::ordered_json;

Json reference(std::string_view definition) { return {{"$ref", "#/definitions/" + std::string(definition)}}; }

// The one of the shapes, or any of the two.
Json of_shapes(const Key& key) {
  if (key.shapes[1] == nullptr) return reference(key.shapes[0]->name);
  return {{"anyOf", {reference(key.shapes[0]->name), reference(key.shapes[1]->name)}}};
}

Json by_name(Json value) { return {{"type", "object"}, {"additionalProperties", std::move(value)}}; }

Json type_of(const Key& key) {
  Json text = {{"type", "string"}};
  Json list = {{"type", "array"}, {"items", text}};
  switch (key.type) {
    case ValueType::Text: return text;
    case ValueType::OneOf: return {{"enum", key.words}};
    case ValueType::WholeNumber: return {{"type", "integer"}, {"minimum", key.least}, {"maximum", key.most}};
    case ValueType::Flag: return {{"type", "boolean"}};
    case ValueType::TextList: return list;
    case ValueType::Texts: return {{"anyOf", {list, text}}};
    case ValueType::NamedTexts: return by_name(text);
    case ValueType::Variables: return by_name({{"type", {"string", "integer", "boolean"}}});
    case ValueType::Object: return of_shapes(key);
    case ValueType::ObjectsByName: return by_name(of_shapes(key));
    case ValueType::RoutesByKey: return by_name({{"anyOf", {text, of_shapes(key)}}});
    case ValueType::Anything: break;
  }
  return Json::object();
}

Json property(const Key& key) {
  Json type = type_of(key);
  if (type.contains("$ref")) type = {{"allOf", {type}}};  // beside a $ref nothing else is looked at
  if (!key.what.empty()) type["description"] = key.what;
  return type;
}

enum class Place { Inside, WholeFile };

Json definition(const Shape& shape, Place place) {
  Json properties = Json::object(), required = Json::array();
  if (place == Place::WholeFile) properties[std::string(kSchemaKey)] = {{"type", "string"}};
  for (const Key& key : shape.keys) {
    properties[std::string(key.name)] = property(key);
    if (key.presence == Presence::Required) required.push_back(key.name);
  }
  Json object = {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) object["required"] = std::move(required);
  return object;
}

void define(const Shape& shape, Json& definitions) {
  if (definitions.contains(shape.name)) return;
  definitions[std::string(shape.name)] = definition(shape, Place::Inside);
  for (const Key& key : shape.keys) {
    for (const Shape* inner : key.shapes) {
      if (inner != nullptr) define(*inner, definitions);
    }
  }
}

}  // namespace

std::string schema() {
  Json definitions = Json::object();
  define(kFunction, definitions);
  define(kFile, definitions);
  definitions["File"] = definition(kFile, Place::WholeFile);
  // One function alone may be named on the command line, so that the file need not say where its code is.
  Json alone = definition(kFunction, Place::WholeFile);
  alone.erase("required");
  definitions["FunctionAlone"] = std::move(alone);
  const Json document = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                         {"title", "lambdalocal.json"},
                         {"description", "the settings of one function, or of several with their HTTP front ends"},
                         {"type", "object"},
                         {"anyOf", {reference("File"), reference("FunctionAlone")}},
                         {"definitions", std::move(definitions)}};
  return document.dump(2) + "\n";
}

}  // namespace lambdalocal::configuration
