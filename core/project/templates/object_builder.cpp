#include "core/project/templates/object_builder.h"

namespace lambdalocal::templates {

ObjectBuilder::Added ObjectBuilder::set(std::string name, ValuePtr value, TextPosition at) {
  const auto [place, is_new] = places_.try_emplace(name, members_.size());
  if (is_new) {
    members_.push_back({std::move(name), std::move(value), at});
    return Added::First;
  }
  members_[place->second].value = std::move(value);
  members_[place->second].at = at;
  return Added::Again;
}

void ObjectBuilder::merge(const Value& object) {
  merged_.insert(merged_.end(), object.members.begin(), object.members.end());
}

ValuePtr ObjectBuilder::build(TextPosition at) {
  for (Member& member : merged_) {
    if (!places_.contains(member.name)) set(std::move(member.name), std::move(member.value), member.at);
  }
  return make_object(std::move(members_), at);
}

}  // namespace lambdalocal::templates
