#include "core/project/configuration_help.h"

#include <fmt/format.h>

#include <vector>

#include "core/project/configuration_keys.h"

namespace lambdalocal::configuration {
namespace {

using namespace std::string_view_literals;

class Example {
 public:
  std::string write() {
    open("");
    line(fmt::format("\"{}\": \"lambdalocal.schema.json\"", kSchemaKey), "for editors, see above", More::Follows);
    members(kFile);
    close(More::Ends);
    return std::move(text_);
  }

 private:
  enum class More { Follows, Ends };

  static More more_after(std::size_t index, std::size_t count) {
    return index + 1 < count ? More::Follows : More::Ends;
  }

  void line(std::string_view json, std::string_view what, More more) {
    const std::string left = std::string(depth_ * 2, ' ').append(json).append(more == More::Follows ? "," : "");
    text_ += what.empty() ? left : fmt::format("{:<{}}{}", left, kWordsColumn, what);
    text_ += '\n';
  }

  // `name` as JSON; empty for an object of no name.
  void open(std::string_view name, std::string_view what = "") {
    line(name.empty() ? "{" : fmt::format("{}: {{", name), what, More::Ends);
    ++depth_;
  }
  void close(More more) {
    --depth_;
    line("}", "", more);
  }

  void members(const Shape& shape) {
    for (std::size_t i = 0; i < shape.keys.size(); ++i) member(shape.keys[i], more_after(i, shape.keys.size()));
  }

  void member(const Key& key, More more) {
    const std::string name = fmt::format("\"{}\"", key.name);
    switch (key.type) {
      case ValueType::Object:
        open(name, key.what);
        members(*key.shapes[0]);
        return close(more);
      case ValueType::ObjectsByName: return by_name(name, key, more);
      case ValueType::RoutesByKey: return routes(name, key, more);
      default: return line(fmt::format("{}: {}", name, key.example), key.what, more);
    }
  }

  void by_name(const std::string& name, const Key& key, More more) {
    open(name, key.what);
    open(key.example);
    members(*key.shapes[0]);
    close(key.shapes[1] == nullptr ? More::Ends : More::Follows);
    if (key.shapes[1] != nullptr) {
      open(key.other_example);
      members(*key.shapes[1]);
      close(More::Ends);
    }
    close(more);
  }

  void routes(const std::string& name, const Key& key, More more) {
    open(name, key.what);
    line(fmt::format("{}: \"pets\"", key.example), "a function's name, or more:", More::Follows);
    open(key.other_example);
    members(*key.shapes[0]);
    close(More::Ends);
    close(more);
  }

  std::string text_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string annotated_example() { return Example().write(); }

}  // namespace lambdalocal::configuration
