#include "core/project/templates/loops.h"

#include <fmt/format.h>

#include "core/text/ascii.h"

namespace lambdalocal::templates {
namespace {

constexpr std::string_view kLoop = "Fn::ForEach::";
constexpr std::size_t kMostMade = 200'000;  // values in all
constexpr std::size_t kMostDepth = 100;

std::string letters_and_digits(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (is_alphanumeric(c)) kept += c;
  }
  return kept;
}

class Unrolling {
 public:
  explicit Unrolling(Resolver& resolver) : resolver_(resolver) {}

  ValuePtr unroll(const ValuePtr& value, std::size_t depth) {
    if (!may_make(value->at, depth)) return make_null(value->at);
    if (value->is_list()) {
      std::vector<ValuePtr> items;
      for (const ValuePtr& item : value->items) items.push_back(unroll(item, depth + 1));
      return make_list(std::move(items), value->at);
    }
    if (!value->is_object()) return value;
    std::vector<Member> members;
    for (const Member& member : value->members) {
      if (member.name.starts_with(kLoop)) {
        unroll_loop(member, members, depth + 1);
      } else {
        members.push_back({member.name, unroll(member.value, depth + 1), member.at});
      }
    }
    return make_object(std::move(members), value->at);
  }

 private:
  void unroll_loop(const Member& loop, std::vector<Member>& out, std::size_t depth) {
    const Value& arguments = *loop.value;
    if (!arguments.is_list() || arguments.items.size() != 3 || !arguments.items[0]->is_text() ||
        !arguments.items[2]->is_object()) {
      resolver_.problem(loop.at, "Fn::ForEach takes an identifier, a collection and an object");
      return;
    }
    const ValuePtr collection = resolver_.resolve(arguments.items[1]);
    if (!collection || !collection->is_list()) {
      resolver_.problem(loop.at, "the collection of Fn::ForEach is no list");
      return;
    }
    for (const ValuePtr& item : collection->items) {
      const ValuePtr body = replaced(arguments.items[2], arguments.items[0]->text, item->text, depth + 1);
      const ValuePtr unrolled = unroll(body, depth + 1);
      out.insert(out.end(), unrolled->members.begin(), unrolled->members.end());
    }
  }

  // ${Name} and &{Name} in texts and keys, {"Ref": "Name"} as a value.
  ValuePtr replaced(const ValuePtr& value, std::string_view name, std::string_view by, std::size_t depth) {
    if (!may_make(value->at, depth)) return make_null(value->at);
    if (value->is_text()) return make_text(replaced_text(value->text, name, by), value->at);
    if (value->is_list()) {
      std::vector<ValuePtr> items;
      for (const ValuePtr& item : value->items) items.push_back(replaced(item, name, by, depth + 1));
      return make_list(std::move(items), value->at);
    }
    if (!value->is_object()) return value;
    const bool is_reference =
        value->members.size() == 1 && value->members[0].name == "Ref" && value->members[0].value->text == name;
    if (is_reference) return make_text(std::string(by), value->at);
    std::vector<Member> members;
    for (const Member& member : value->members) {
      members.push_back({replaced_text(member.name, name, by), replaced(member.value, name, by, depth + 1), member.at});
    }
    return make_object(std::move(members), value->at);
  }

  std::string replaced_text(std::string text, std::string_view name, std::string_view by) {
    for (const bool plain : {false, true}) {
      const std::string wanted = fmt::format("{}{{{}}}", plain ? '&' : '$', name);
      const std::string replacement = plain ? letters_and_digits(by) : std::string(by);
      for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + replacement.size())) {
        text.replace(at, wanted.size(), replacement);
      }
    }
    made_ += text.size() / 64;
    return text;
  }

  bool may_make(TextPosition at, std::size_t depth) {
    ++made_;
    if (made_ <= kMostMade && depth <= kMostDepth) return true;
    resolver_.problem(at, "the loops of this template make too much, or are nested too deeply");
    return false;
  }

  Resolver& resolver_;
  std::size_t made_ = 0;
};

}  // namespace

bool has_loops(std::string_view text) { return text.find(kLoop) != std::string_view::npos; }

ValuePtr without_loops(const ValuePtr& value, Resolver& resolver) { return Unrolling(resolver).unroll(value, 0); }

}  // namespace lambdalocal::templates
