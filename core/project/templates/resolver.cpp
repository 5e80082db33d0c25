// How it works: a value is copied as far as functions stand in it; what has none is shared with the template. An object with one
// member that is the name of a function is that function's result. Two counters bound hostile templates: the depth of what is worked
// out inside of one another, and the bytes that were made in all.
#include "core/project/templates/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/json/document.h"
#include "core/project/templates/placeholders.h"

namespace lambdalocal::templates {
namespace {

constexpr std::size_t kMostDepth = 400;
constexpr std::size_t kMostBytes = 64 * 1024 * 1024;
constexpr std::size_t kMostProblems = 100;
constexpr std::string_view kDynamic = "{{resolve:";

}  // namespace

Resolver::Function Resolver::function_of(std::string_view name) {
  struct Row {
    std::string_view name;
    Function function;
  };
  static constexpr std::array kFunctions = {
      Row{"Ref", &Resolver::ref},
      Row{"Fn::GetAtt", &Resolver::get_att},
      Row{"Fn::Sub", &Resolver::sub},
      Row{"Fn::Join", &Resolver::join},
      Row{"Fn::If", &Resolver::if_},
      Row{"Fn::Select", &Resolver::select},
      Row{"Fn::Split", &Resolver::split},
      Row{"Fn::FindInMap", &Resolver::find_in_map},
      Row{"Fn::ImportValue", &Resolver::import_value},
      Row{"Fn::Base64", &Resolver::base64},
      Row{"Fn::Equals", &Resolver::equals},
      Row{"Fn::And", &Resolver::and_},
      Row{"Fn::Or", &Resolver::or_},
      Row{"Fn::Not", &Resolver::not_},
      Row{"Fn::GetAZs", &Resolver::get_azs},
      Row{"Fn::Cidr", &Resolver::cidr},
      Row{"Fn::ToJsonString", &Resolver::to_json_string},
      Row{"Fn::Length", &Resolver::length},
      Row{"Fn::Transform", &Resolver::transform},
  };
  if (name != "Ref" && !name.starts_with("Fn::")) return nullptr;
  const auto found = std::ranges::find(kFunctions, name, &Row::name);
  return found == kFunctions.end() ? nullptr : found->function;
}

ValuePtr Resolver::resolve(const ValuePtr& value) {
  if (!value) return nullptr;
  struct Depth {
    explicit Depth(std::size_t& at) : depth(at) { ++depth; }
    ~Depth() { --depth; }
    std::size_t& depth;
  } const deeper(depth_);
  if (depth_ > kMostDepth) return wrong(value->at, "this is nested too deeply, or refers to itself");
  if (!spend(sizeof(Value))) return make_null(value->at);
  switch (value->kind) {
    case Value::Kind::Object: return resolve_object(*value);
    case Value::Kind::List: return resolve_list(*value);
    case Value::Kind::Text: return resolve_text(value);
    case Value::Kind::Null:
    case Value::Kind::Boolean:
    case Value::Kind::Number: break;
  }
  return value;
}

ValuePtr Resolver::resolve_object(const Value& object) {
  if (object.members.size() == 1) {
    const Member& only = object.members.front();
    if (const Function function = function_of(only.name)) return (this->*function)(*only.value);
    if (only.name == "Condition" && only.value->is_text() && template_.conditions &&
        template_.conditions->find(only.value->text) != nullptr) {
      return named_condition(*only.value);
    }
    if (only.name.starts_with("Fn::") && !only.name.starts_with("Fn::ForEach")) {
      return wrong(only.at, fmt::format("{} is no function of CloudFormation", only.name));
    }
  }
  std::vector<Member> members;
  members.reserve(object.members.size());
  for (const Member& member : object.members) {
    ValuePtr resolved;
    if (member.name == "Fn::Transform") {  // what is included stands beside the other members
      resolved = transform(*member.value);
      if (resolved && resolved->is_object()) {
        members.insert(members.end(), resolved->members.begin(), resolved->members.end());
        continue;
      }
    } else {
      resolved = resolve(member.value);
    }
    if (resolved) members.push_back({member.name, std::move(resolved), member.at});
  }
  return make_object(std::move(members), object.at);
}

ValuePtr Resolver::resolve_list(const Value& list) {
  std::vector<ValuePtr> items;
  items.reserve(list.items.size());
  for (const ValuePtr& item : list.items) {
    if (ValuePtr resolved = resolve(item)) items.push_back(std::move(resolved));
  }
  return make_list(std::move(items), list.at);
}

ValuePtr Resolver::resolve_text(const ValuePtr& value) {
  std::string_view rest = value->text;
  if (rest.find(kDynamic) == std::string_view::npos) return value;
  std::string text;
  while (true) {
    const auto start = rest.find(kDynamic);
    const auto end = start == std::string_view::npos ? start : rest.find("}}", start);
    if (end == std::string_view::npos) break;
    text += rest.substr(0, start);
    text += dynamic_reference(rest.substr(start + kDynamic.size(), end - start - kDynamic.size()));
    rest.remove_prefix(end + 2);
  }
  text += rest;
  return spend(text.size()) ? make_text(std::move(text), value->at) : make_null(value->at);
}

namespace {

// Of a secret that is a JSON object; of another one all of it.
std::string member_of_secret(const std::string& secret, std::string_view member) {
  const auto json = member.empty() ? std::nullopt : parse_json(secret);
  if (!json || !json->is_object()) return secret;
  const auto found = json->find(member);
  if (found == json->end()) return secret;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

}  // namespace

// "ssm:/app/table:3", "secretsmanager:name-or-arn:SecretString:password".
// Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
std::string Resolver::dynamic_reference(std::string_view reference) {
  const auto given = [this](std::string_view name) -> const std::string* {
    const auto found = deployment_.secrets.find(std::string(name));
    return found == deployment_.secrets.end() ? nullptr : &found->second;
  };
  const auto colon = std::min(reference.find(':'), reference.size());
  const std::string_view name = reference.substr(std::min(colon + 1, reference.size()));
  for (const std::string_view asked : {reference, name}) {
    if (const std::string* value = given(asked)) return *value;
  }
  constexpr std::string_view kMember = ":SecretString";  // behind the name or the ARN of a secret, before its member
  const auto end = std::min(name.find(kMember), name.size());
  const std::string* value = given(name.substr(0, end));
  if (value == nullptr) value = given(name.substr(0, name.find(':')));
  if (value != nullptr) {
    std::string_view member = name.substr(std::min(end + kMember.size() + 1, name.size()));
    member = member.substr(0, member.find(':'));
    return member_of_secret(*value, member);
  }
  std::string_view stand_in = name;
  while (stand_in.ends_with(':')) stand_in.remove_suffix(1);
  if (reference.starts_with("ssm")) stand_in = stand_in.substr(0, stand_in.find(':'));
  stand_in = stand_in.substr(stand_in.find_last_of(":/") + 1);
  unknown(fmt::format("{{{{resolve:{}}}}}", reference), stand_in);
  return std::string(stand_in);
}

std::optional<std::string> Resolver::text(const ValuePtr& value) {
  const ValuePtr resolved = resolve(value);
  if (!resolved || !resolved->is_scalar()) return std::nullopt;
  return resolved->text;
}

ValuePtr Resolver::object(const ValuePtr& value) {
  if (!value || !value->is_object()) return nullptr;
  const bool is_function = value->members.size() == 1 && function_of(value->members.front().name) != nullptr;
  return is_function ? resolve(value) : value;
}

ValuePtr Resolver::member(const ValuePtr& value, std::string_view name) {
  const ValuePtr whole = object(value);
  return whole ? whole->member(name) : nullptr;
}

bool Resolver::is_created(const Resource& resource) {
  const ValuePtr& name = resource.value->member("Condition");
  return !name || !name->is_text() || condition(name->text, name->at);
}

void Resolver::problem(TextPosition at, std::string_view what) {
  std::string message = template_.document.message(at, what);
  if (findings_.problems.size() >= kMostProblems || std::ranges::count(findings_.problems, message) > 0) return;
  findings_.problems.push_back(std::move(message));
}

void Resolver::unknown(std::string what, std::string_view stand_in) {
  findings_.unknown.insert_or_assign(std::move(what), std::string(stand_in));
}

void merge(Findings from, Findings& into) {
  into.unknown.merge(from.unknown);
  into.files.merge(from.files);
  for (std::string& problem : from.problems) {
    if (std::ranges::find(into.problems, problem) == into.problems.end()) into.problems.push_back(std::move(problem));
  }
}

Findings Resolver::take_findings() { return std::exchange(findings_, {}); }

std::optional<std::span<const ValuePtr>> Resolver::arguments(const Value& argument, std::string_view function,
                                                             std::size_t least, std::size_t most) {
  const std::size_t count = argument.items.size();
  if (argument.is_list() && count >= least && count <= most) return std::span(argument.items);
  const std::string number = least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
  problem(argument.at,
          fmt::format("{} takes a list of {} values, not {}", function, number,
                      argument.is_list() ? fmt::format("{}", count) : std::string(name_of_kind(argument))));
  return std::nullopt;
}

ValuePtr Resolver::wrong(TextPosition at, std::string_view what) {
  problem(at, what);
  return make_null(at);
}

bool Resolver::spend(std::size_t bytes) {
  spent_ += bytes;
  if (spent_ <= kMostBytes) return true;
  if (!std::exchange(is_exhausted_, true)) {
    findings_.problems.push_back(fmt::format("{}: it grows to more than {} MB when its functions are worked out",
                                             template_.document.path.string(), kMostBytes / 1024 / 1024));
  }
  return false;
}

}  // namespace lambdalocal::templates
