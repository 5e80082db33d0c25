// YAML through the events of yaml-cpp's parser: no tree of its own is built first, and each event knows its place and tag. What
// must end the parser (a key that is a list) leaves it as an exception, as its own errors do; all are caught in read_yaml().
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <sstream>

#include "core/project/templates/document.h"
#include "core/project/templates/object_builder.h"

namespace lambdalocal::templates {
namespace {

constexpr std::string_view kPlain = "?", kQuoted = "!";
constexpr std::string_view kMergeKey = "<<";

TextPosition place_of(const YAML::Mark& mark) {
  return {static_cast<std::size_t>(std::max(mark.line, 0)) + 1, static_cast<std::size_t>(std::max(mark.column, 0)) + 1};
}

struct Stop {
  TextPosition at;
  std::string what;
};

bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

std::optional<bool> boolean_of(std::string_view text) {
  using namespace std::string_view_literals;
  static constexpr std::array kYes = {"true"sv, "True"sv, "TRUE"sv, "yes"sv, "Yes"sv, "YES"sv, "on"sv, "On"sv, "ON"sv};
  static constexpr std::array kNo = {"false"sv, "False"sv, "FALSE"sv, "no"sv, "No"sv,
                                     "NO"sv,    "off"sv,   "Off"sv,   "OFF"sv};
  if (text.size() < 2 || text.size() > 5) return std::nullopt;
  if (is_one_of(text, kYes)) return true;
  if (is_one_of(text, kNo)) return false;
  return std::nullopt;
}

// Decimal numbers without zeros in front. Others (0x1F, 1_000, 017) are text: nothing that a template counts is written so.
bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.size() > 30) return false;
  const auto digits = [&text] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  const bool zero = text.starts_with('0');
  const std::size_t whole = digits();
  if (zero && whole > 1) return false;
  std::size_t fraction = 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = digits();
  }
  if (whole + fraction == 0) return false;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  return text.empty();
}

ValuePtr scalar_of(const std::string& tag, const std::string& text, TextPosition at) {
  if (tag != kPlain) return make_text(text, at);
  if (const auto boolean = boolean_of(text)) return make_boolean(*boolean, at);
  return is_number(text) ? make_number(text, at) : make_text(text, at);
}

// !Sub x -> {"Fn::Sub": x}. Tags of YAML itself (!!str) say nothing that the value does not.
ValuePtr tagged(std::string_view tag, ValuePtr value) {
  if (!tag.starts_with('!') || tag.size() == 1) return value;
  std::string name(tag.substr(1));
  const TextPosition at = value->at;
  if (name != "Ref" && name != "Condition" && !name.starts_with("Fn::")) name.insert(0, "Fn::");
  if (name == "Fn::GetAtt" && value->is_text()) {
    const auto dot = value->text.find('.');
    if (dot != std::string::npos) {
      value = make_list({make_text(value->text.substr(0, dot), at), make_text(value->text.substr(dot + 1), at)}, at);
    }
  }
  return make_object({{std::move(name), std::move(value), at}}, at);
}

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(Document& document) : document_(document) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(make_null(place_of(mark)), anchor, kQuoted);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Stop{place_of(mark), "an alias stands inside of what it names"};
    add(found->second, YAML::NullAnchor, kPlain);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    const TextPosition at = place_of(mark);
    if (awaits_key() && (tag == kPlain || tag == kQuoted)) {  // 2012: and on: are names
      return add(make_text(text, at), anchor, tag);
    }
    add(tagged(tag, scalar_of(tag, text, at)), anchor, tag);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open_.push_back({false, place_of(mark), tag, anchor, {}, {}, std::nullopt, {}, false});
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open_.push_back({true, place_of(mark), tag, anchor, {}, {}, std::nullopt, {}, false});
  }

  void OnSequenceEnd() override {
    Open closed = pop();
    add(tagged(closed.tag, make_list(std::move(closed.items), closed.at)), closed.anchor, closed.tag);
  }
  void OnMapEnd() override {
    Open closed = pop();
    add(tagged(closed.tag, closed.object.build(closed.at)), closed.anchor, closed.tag);
  }

 private:
  // A list or an object whose end has not come.
  struct Open {
    bool is_object;
    TextPosition at;
    std::string tag;
    YAML::anchor_t anchor;
    std::vector<ValuePtr> items;
    ObjectBuilder object;
    std::optional<std::string> key;  // whose value comes next
    TextPosition key_at;
    bool merges;  // the key is <<
  };

  bool awaits_key() const { return !open_.empty() && open_.back().is_object && !open_.back().key; }

  Open pop() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    return closed;
  }

  void add(ValuePtr value, YAML::anchor_t anchor, std::string_view tag) {
    if (anchor != YAML::NullAnchor) anchors_.insert_or_assign(anchor, value);
    if (open_.empty()) {
      document_.root = std::move(value);
      return;
    }
    Open& open = open_.back();
    if (!open.is_object) {
      open.items.push_back(std::move(value));
    } else if (open.key) {
      add_member(open, std::move(value));
    } else {
      if (!value->is_scalar())
        throw Stop{value->at, fmt::format("a key must be a string, not {}", name_of_kind(*value))};
      open.key = value->text;
      open.key_at = value->at;
      open.merges = tag == kPlain && value->text == kMergeKey;
    }
  }

  void add_member(Open& open, ValuePtr value) {
    std::string key = *std::exchange(open.key, std::nullopt);
    if (open.merges) {
      if (value->is_object()) open.object.merge(*value);
      for (const ValuePtr& item : value->items) {
        if (item->is_object()) open.object.merge(*item);
      }
      count_merged(open, *value);
      return;
    }
    if (open.object.set(key, std::move(value), open.key_at) == ObjectBuilder::Added::Again) {
      document_.warnings.push_back(
          document_.message(open.key_at, fmt::format("the key {} stands there twice: the last one counts", key)));
    }
  }

  // Merges copy, so a few lines of them could ask for any number of members.
  void count_merged(const Open& open, const Value& value) {
    merged_ += value.members.size();
    for (const ValuePtr& item : value.items) merged_ += item->members.size();
    if (merged_ > kMostMerged) throw Stop{open.key_at, "there are too many merges (<<)"};
  }

  static constexpr std::size_t kMostMerged = 100'000;

  Document& document_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, ValuePtr> anchors_;
  std::size_t merged_ = 0;
};

// What to do about the faults that people make most.
std::string_view advice(std::string_view text, TextPosition at, std::string_view what) {
  for (std::size_t line = 1; line < at.line; ++line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  text = text.substr(0, text.find('\n'));
  const std::string_view indentation = text.substr(0, std::min(text.find_first_not_of(" \t"), text.size()));
  if (indentation.find('\t') != std::string_view::npos)
    return "\nindent the line with spaces: YAML takes no tabs there";
  if (what.find("illegal map value") != std::string_view::npos) {
    return "\nput a text that holds \": \" in quotes, and see that the line is indented like its neighbours";
  }
  if (what.find("end of map") != std::string_view::npos || what.find("end of sequence") != std::string_view::npos) {
    return "\nsee that the line is indented like its neighbours, and that the line above is complete";
  }
  return "";
}

}  // namespace

Result<Document> read_yaml(std::string_view text, const std::filesystem::path& path) {
  Document document{path, nullptr, {}};
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Builder builder(document);
    if (!parser.HandleNextDocument(builder) || document.root == nullptr) document.root = make_null();
  } catch (const Stop& stop) {
    return document.error(stop.at, stop.what);
  } catch (const YAML::DeepRecursion& deep) {
    return document.error(place_of(deep.mark), "it nests too deeply for YAML\nwrite what is that deep as JSON");
  } catch (const YAML::Exception& failed) {
    const TextPosition at = place_of(failed.mark);
    return document.error(at, fmt::format("not valid YAML: {}{}", failed.msg, advice(text, at, failed.msg)));
  }
  return document;
}

}  // namespace lambdalocal::templates
