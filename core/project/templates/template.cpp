#include "core/project/templates/template.h"

#include <fmt/format.h>

namespace lambdalocal::templates {

const Resource* Template::find(std::string_view logical_id) const {
  const auto found = resource_places.find(logical_id);
  return found == resource_places.end() ? nullptr : &resources[found->second];
}

void set_resources(Template& read, const Value& resources) {
  read.resources.clear();
  read.resource_places.clear();
  for (const Member& member : resources.members) {
    if (!member.value->is_object()) continue;
    read.resource_places.emplace(member.name, read.resources.size());
    read.resources.push_back({member.name, std::string(member.value->text_of("Type")), member.value, member.at});
  }
}

Result<Template> read_template(Document document) {
  Template read{std::move(document), {}, {}, {}, {}, {}, {}};
  const Value& root = *read.document.root;
  if (!root.is_object()) {
    return read.document.error(root.at,
                               fmt::format("a template is an object with Resources, not {}", name_of_kind(root)));
  }
  const auto section = [&root](std::string_view name) {
    const ValuePtr& value = root.member(name);
    return value && value->is_object() ? value : nullptr;
  };
  read.parameters = section("Parameters");
  read.mappings = section("Mappings");
  read.conditions = section("Conditions");
  read.globals = section("Globals");
  const Value* resources = root.find("Resources");
  if (resources == nullptr) {
    return read.document.error(root.at,
                               "there are no Resources\na template of SAM or CloudFormation lists its functions there");
  }
  if (!resources->is_object()) {
    return read.document.error(resources->at,
                               fmt::format("Resources must be an object, not {}", name_of_kind(*resources)));
  }
  set_resources(read, *resources);
  return read;
}

}  // namespace lambdalocal::templates
