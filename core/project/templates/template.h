// A template's sections. docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html,
// docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy.html
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/templates/document.h"
#include "core/result.h"

namespace lambdalocal::templates {

struct Resource {
  std::string logical_id;
  std::string type;  // AWS::Lambda::Function
  ValuePtr value;    // Type, Properties, Condition, Metadata...
  TextPosition at;

  const ValuePtr& properties() const { return value->member("Properties"); }  // may be null
  const Value* metadata() const { return value->find("Metadata"); }           // may be null
  // Empty where it is not there, or no text.
  std::string_view metadata(std::string_view name) const {
    return metadata() == nullptr ? std::string_view() : metadata()->text_of(name);
  }
};

struct Template {
  Document document;
  ValuePtr parameters, mappings, conditions, globals;               // null when absent
  std::vector<Resource> resources;                                  // in their order
  std::map<std::string, std::size_t, std::less<>> resource_places;  // in resources, by logical id

  const Resource* find(std::string_view logical_id) const;  // null when there is none
};

// What has no Resources, or something else in their place, is refused: BadConfiguration.
Result<Template> read_template(Document document);

// Takes another tree for the resources: with its loops unrolled.
void set_resources(Template& read, const Value& resources);

}  // namespace lambdalocal::templates
