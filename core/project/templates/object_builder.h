// The members of an object while it is read: each name once, the last one counts.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/project/templates/value.h"

namespace lambdalocal::templates {

class ObjectBuilder {
 public:
  enum class Added { First, Again };

  Added set(std::string name, ValuePtr value, TextPosition at);
  // What `<<` brings along: only names that are not there, also when they come later.
  void merge(const Value& object);

  ValuePtr build(TextPosition at);

 private:
  std::vector<Member> members_;
  std::map<std::string, std::size_t> places_;  // in members_, by name
  std::vector<Member> merged_;
};

}  // namespace lambdalocal::templates
