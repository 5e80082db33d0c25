// A template's values with their intrinsic functions, conditions and references worked out, as far as they can be before it is
// deployed. Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
//
// There is always an answer: what is not known yet has a stand-in of the form that AWS would give it (placeholders.h) and is listed
// in the findings, and so is what makes no sense. Only what is asked for is worked out. A template that refers to itself in circles,
// or grows beyond all measure, ends as a finding.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/templates/deployment.h"
#include "core/project/templates/template.h"
#include "core/project/templates/value.h"

namespace lambdalocal::templates {

class NestedStacks;

struct Findings {
  std::map<std::string, std::string> unknown;  // what was asked for -> what stands for it
  std::vector<std::string> problems;           // each with its place
  std::set<std::filesystem::path> files;       // that were read
};

// Adds what is not there yet.
void merge(Findings from, Findings& into);

class Resolver {
 public:
  // Both must outlive it.
  Resolver(const Template& of, const Deployment& deployment) : template_(of), deployment_(deployment) {}

  // Null for AWS::NoValue: what has it is as if it were not there. Members and items that are no value are left out.
  ValuePtr resolve(const ValuePtr& value);
  // Text, or a number or boolean as text; none for everything else.
  std::optional<std::string> text(const ValuePtr& value);
  // A member of an object that may be a function itself (Fn::If) is reached by resolving it; others are not worked out.
  ValuePtr member(const ValuePtr& value, std::string_view name);
  // An object that may be a function itself, as the object that it gives; its members are not worked out otherwise.
  ValuePtr object(const ValuePtr& value);
  // A file beside the template, not worked out; null, and a finding, when it cannot be read. `location` may be s3://.
  ValuePtr included(std::string_view location, TextPosition at);
  // An object with what its AWS::Include names beside its other members; or what is included, where it stands alone. Nothing else in
  // it is worked out.
  ValuePtr with_includes(const ValuePtr& object);
  // A condition of the template, by its name.
  bool condition(std::string_view name, TextPosition at);
  // Whether it is created: it has no condition, or one that holds.
  bool is_created(const Resource& resource);

  // What Ref gives for a resource, and its physical name.
  std::string reference_to(const Resource& resource);
  std::string physical_name_of(const Resource& resource);

  // Which resource a value is about: {"Ref": "X"}, {"Fn::GetAtt": ["X", ...]}, "${X.Arn}" in an Fn::Sub. None when it is about no
  // resource of the template.
  const Resource* resource_in(const ValuePtr& value);

  // Whom it asks for the outputs of nested stacks; it must live as long.
  void set_nested_stacks(NestedStacks* stacks) { nested_stacks_ = stacks; }

  const Template& of() const { return template_; }
  const Deployment& deployment() const { return deployment_; }

  void problem(TextPosition at, std::string_view what);
  void unknown(std::string what, std::string_view stand_in);
  // Those since the last call.
  Findings take_findings();
  void add_findings(Findings findings) { merge(std::move(findings), findings_); }

 private:
  using Function = ValuePtr (Resolver::*)(const Value& argument);
  static Function function_of(std::string_view name);

  ValuePtr resolve_object(const Value& object);
  ValuePtr resolve_list(const Value& list);
  ValuePtr resolve_text(const ValuePtr& value);
  std::string dynamic_reference(std::string_view reference);

  // Of references: resolver_references.cpp.
  ValuePtr ref(const Value& argument);
  ValuePtr get_att(const Value& argument);
  ValuePtr sub(const Value& argument);
  ValuePtr import_value(const Value& argument);
  ValuePtr transform(const Value& argument);
  ValuePtr included_by(const Value& transform);
  ValuePtr reference(std::string_view name, TextPosition at);
  ValuePtr attribute(std::string_view logical_id, std::string_view attribute, TextPosition at);
  std::string substituted(std::string_view text, const Value* variables, TextPosition at);
  // What SAM makes for a resource and calls Function.Alias, Function.Version, Api.Stage; none for others.
  std::optional<std::string> made_by_sam(std::string_view logical_id, std::string_view what);

  // Of texts and lists: resolver_functions.cpp.
  ValuePtr join(const Value& argument);
  ValuePtr select(const Value& argument);
  ValuePtr split(const Value& argument);
  ValuePtr base64(const Value& argument);
  ValuePtr cidr(const Value& argument);
  ValuePtr get_azs(const Value& argument);
  ValuePtr find_in_map(const Value& argument);
  ValuePtr to_json_string(const Value& argument);
  ValuePtr length(const Value& argument);

  // Of conditions: resolver_conditions.cpp.
  ValuePtr if_(const Value& argument);
  ValuePtr equals(const Value& argument);
  ValuePtr and_(const Value& argument);
  ValuePtr or_(const Value& argument);
  ValuePtr not_(const Value& argument);
  ValuePtr named_condition(const Value& argument);
  bool holds(const ValuePtr& value);

  // The items of an argument that must be a list of this many; none, and a problem, when it is not.
  std::optional<std::span<const ValuePtr>> arguments(const Value& argument, std::string_view function,
                                                     std::size_t least, std::size_t most);
  ValuePtr wrong(TextPosition at, std::string_view what);
  // Counts what is made; false when it is too much.
  bool spend(std::size_t bytes);

  const Template& template_;
  const Deployment& deployment_;
  NestedStacks* nested_stacks_ = nullptr;
  Findings findings_;
  std::map<std::string, std::string, std::less<>> names_;  // physical, by logical id
  std::map<std::string, bool, std::less<>> conditions_;    // that are known
  std::set<std::string, std::less<>> open_;                // conditions and names that are being worked out
  std::size_t depth_ = 0, spent_ = 0;
  bool is_exhausted_ = false;
};

}  // namespace lambdalocal::templates
