#include "core/project/templates/globals.h"

#include <array>

namespace lambdalocal::templates {
namespace {

bool is_function_call(const Value& value) {
  return value.members.size() == 1 && (value.members[0].name == "Ref" || value.members[0].name.starts_with("Fn::"));
}

constexpr std::size_t kMostMerged = 10'000;  // members of one resource; aliases could ask for any number

// `count`: of what was merged so far.
ValuePtr merged(const ValuePtr& under, const ValuePtr& over, std::size_t& count) {
  if (++count > kMostMerged) return over;
  if (under->is_list() && over->is_list()) {
    std::vector<ValuePtr> items = under->items;
    items.insert(items.end(), over->items.begin(), over->items.end());
    return make_list(std::move(items), over->at);
  }
  if (!under->is_object() || !over->is_object() || is_function_call(*under) || is_function_call(*over)) return over;
  std::vector<Member> members = over->members;
  for (const Member& member : under->members) {
    bool is_over = false;
    for (Member& other : members) {
      if (other.name != member.name) continue;
      is_over = true;
      other.value = merged(member.value, other.value, count);
    }
    if (!is_over) members.push_back(member);
  }
  return make_object(std::move(members), over->at);
}

std::string_view section_of(std::string_view type) {
  struct Row {
    std::string_view type, section;
  };
  static constexpr std::array kSections = {
      Row{"AWS::Serverless::Function", "Function"}, Row{"AWS::Serverless::Api", "Api"},
      Row{"AWS::Serverless::HttpApi", "HttpApi"}, Row{"AWS::Serverless::LayerVersion", "LayerVersion"}};
  for (const Row& row : kSections) {
    if (row.type == type) return row.section;
  }
  return {};
}

}  // namespace

ValuePtr globals_of(const Template& of, std::string_view section) {
  if (section.empty() || !of.globals) return nullptr;
  const ValuePtr& globals = of.globals->member(section);
  return globals && globals->is_object() ? globals : nullptr;
}

ValuePtr with_globals(const Template& of, const Resource& resource) {
  return with_globals(of, resource.type, resource.properties());
}

ValuePtr with_globals(const Template& of, std::string_view type, const ValuePtr& properties) {
  const ValuePtr globals = globals_of(of, section_of(type));
  if (!globals) return properties;
  std::size_t count = 0;
  return properties ? merged(globals, properties, count) : globals;
}

}  // namespace lambdalocal::templates
