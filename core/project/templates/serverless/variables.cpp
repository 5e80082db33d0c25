// How it works: a text that is one variable and nothing else becomes what the variable is (an object, a number), others are put
// together as text. Variables inside of a variable are worked out first, its sources after commas only until one has a value. Two
// counters bound hostile files: how deep one value asks for another, and the bytes that were made in all.
#include "core/project/templates/serverless/variables.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/project/dotenv.h"
#include "core/project/templates/serverless/variable_text.h"

namespace lambdalocal::templates::serverless {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostDepth = 100;
constexpr std::size_t kMostBytes = 16 * 1024 * 1024;
constexpr std::size_t kMostProblems = 100;

bool is_program(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".js" || extension == ".cjs" || extension == ".mjs" || extension == ".ts";
}

ValuePtr item_at(const Value& list, std::string_view name) {
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), place);
  if (error != std::errc() || end != name.data() + name.size() || place >= list.items.size()) return nullptr;
  return list.items[place];
}

// "/app/table~true", "stack-dev.TableName", "./values.js": their last word.
std::string last_word(std::string_view of) {
  of = of.substr(0, of.find('~'));
  return std::string(of.substr(of.find_last_of("/.:") + 1));
}

struct Depth {
  explicit Depth(std::size_t& level) : at(level) { ++at; }
  ~Depth() { --at; }
  std::size_t& at;
};

ValuePtr none_for_null(ValuePtr value) { return value && value->is_null() ? nullptr : std::move(value); }

}  // namespace

Variables::Variables(const Document& document, const Deployment& deployment)
    : document_(document), deployment_(deployment), region_(deployment.region) {
  stage_ = given_or_at("stage", "provider.stage", "dev");
  if (!deployment.is_region_given) region_ = given_or_at("region", "provider.region", deployment.region);
}

// Of provider.stage, which may ask for the stage itself: then it is `otherwise`.
std::string Variables::given_or_at(std::string_view option, std::string_view path, std::string_view otherwise) {
  const auto given = deployment_.parameters.find(std::string(option));
  if (given != deployment_.parameters.end()) return given->second;
  const std::string declared = text_at(path);
  take_findings();
  return declared.empty() || declared == option ? std::string(otherwise) : declared;
}

ValuePtr Variables::resolve(const ValuePtr& value) {
  if (!value) return nullptr;
  if (depth_ == 0) is_too_deep_ = false;
  const Depth deeper(depth_);
  if (depth_ > kMostDepth) {
    too_deep(value->at);
    return nullptr;
  }
  if (!spend(sizeof(Value))) return nullptr;
  switch (value->kind) {
    case Value::Kind::Null: return nullptr;
    case Value::Kind::Text: return none_for_null(resolve_text(value));
    case Value::Kind::Boolean:
    case Value::Kind::Number: return value;
    case Value::Kind::List: {
      std::vector<ValuePtr> items;
      for (const ValuePtr& item : value->items) {
        if (ValuePtr resolved = resolve(item)) items.push_back(std::move(resolved));
      }
      return make_list(std::move(items), value->at);
    }
    case Value::Kind::Object: break;
  }
  std::vector<Member> members;
  for (const Member& member : value->members) {
    ValuePtr resolved = resolve(member.value);
    members.push_back({member.name, resolved ? std::move(resolved) : make_null(member.at), member.at});
  }
  return make_object(std::move(members), value->at);
}

ValuePtr Variables::resolve_text(const ValuePtr& value) {
  const std::string_view text = value->text;
  const auto first = find_variable(text, 0);
  if (!first) return value;
  if (first->begin == 0 && first->end == text.size()) return variable(first->body(text), value->at);
  std::string whole = substituted(text, value->at);
  return spend(whole.size()) ? make_text(std::move(whole), value->at) : nullptr;
}

std::string Variables::substituted(std::string_view text, TextPosition at) {
  std::string out;
  std::size_t done = 0;
  while (const auto found = find_variable(text, done)) {
    out += text.substr(done, found->begin - done);
    if (found->begin > done && text[found->begin - 1] == '\\') {
      out.pop_back();
      out += text.substr(found->begin, found->end - found->begin);
    } else if (const ValuePtr value = variable(found->body(text), at)) {
      out += value->is_scalar() ? value->text : to_json_within(*value, kMostBytes).value_or("");
    }
    done = found->end;
    if (!spend(out.size())) return {};
  }
  out += text.substr(done);
  return out;
}

ValuePtr Variables::variable(std::string_view body, TextPosition at) {
  const Answer got = answer_of(body, at);
  if (got.value || got.is_null || is_too_deep_) return got.value;
  const std::string name = fmt::format("${{{}}}", body);
  if (!got.is_unknown) {
    problem(at, fmt::format("{} is nothing", name));
    return nullptr;
  }
  if (got.stand_in == "stage" && body.starts_with("opt:")) return make_text(stage_, at);
  if (got.stand_in == "region" && body.starts_with("opt:")) return make_text(region_, at);
  findings_.unknown.insert_or_assign(name, got.stand_in);
  return make_text(got.stand_in, at);
}

Variables::Answer Variables::answer_of(std::string_view body, TextPosition at) {
  const Depth deeper(depth_);
  if (depth_ > kMostDepth || !spend(body.size() + sizeof(Value))) {
    too_deep(at);
    return {};
  }
  Answer whole;
  for (const std::string_view text : parts_of(body, ',')) {
    const Source source = source_of(text, at);
    if (source.literal && source.literal->is_null()) return {nullptr, false, true};  // whoever wrote it wants none
    Answer got = source.literal ? Answer{source.literal} : answer(source, at);
    if (got.value && !got.value->is_null()) return got;
    whole.is_unknown = whole.is_unknown || got.is_unknown;
    if (whole.stand_in.empty()) whole.stand_in = last_word(source.address.empty() ? source.parameters : source.address);
  }
  if (whole.stand_in.empty()) whole.stand_in = "unknown";
  return whole;
}

Variables::Source Variables::source_of(std::string_view text, TextPosition at) {
  text = trimmed(text);
  Source source;
  source.literal = literal_of(text, at);
  if (source.literal) return source;
  const auto type_end = std::min(text.find_first_of(":("), text.size());
  source.type = text.substr(0, type_end);
  std::string_view rest = text.substr(type_end);
  if (rest.starts_with('(')) {
    const auto end = std::min(end_of_parentheses(rest), rest.size());
    const std::string_view inside = rest.substr(1, end - 1);
    const ValuePtr quoted = literal_of(trimmed(inside), at);
    source.parameters = quoted && quoted->is_text() ? quoted->text : substituted(trimmed(inside), at);
    rest = rest.substr(std::min(end + 1, rest.size()));
  }
  if (rest.starts_with(':')) {
    const std::string_view address = trimmed(rest.substr(1));
    const ValuePtr quoted = is_quoted(address) ? literal_of(address, at) : nullptr;
    source.address = quoted ? quoted->text : substituted(address, at);
  }
  return source;
}

Variables::Answer Variables::answer(const Source& source, TextPosition at) {
  const std::string& type = source.type;
  if (type == "self") return of_self(source.address, at);
  if (type == "opt") return parameter(source.address);
  if (type == "param") return of_params(source.address);
  if (type == "env") return environment_variable(source.address);
  if (type == "file") return file(source, at);
  if (type == "sls") return source.address == "stage" ? Answer{make_text(stage_, at)} : Answer{nullptr, true};
  if (type == "aws") return of_aws(source.address);
  if (type == "strToBool") {
    const std::string_view text = source.parameters;
    return {make_boolean(text == "true" || text == "1", at)};
  }
  return stored(source);
}

// The framework has defaults for these two.
Variables::Answer Variables::of_self(const std::string& path, TextPosition at) {
  Answer found = walk(document_.root, path, at);
  if (found.value || found.is_unknown) return found;
  if (path == "provider.stage") return {make_text(stage_, at)};
  if (path == "provider.region") return {make_text(region_, at)};
  return found;
}

Variables::Answer Variables::parameter(const std::string& name) {
  const auto given = deployment_.parameters.find(name);
  if (given == deployment_.parameters.end()) return {nullptr, true};
  return {make_text(given->second)};
}

// Source: serverless.com/framework/docs/guides/parameters
Variables::Answer Variables::of_params(const std::string& name) {
  if (Answer given = parameter(name); given.value) return given;
  for (const std::string& place :
       {fmt::format("params.{}.{}", stage_, name), fmt::format("stages.{}.params.{}", stage_, name),
        fmt::format("params.default.{}", name), fmt::format("stages.default.params.{}", name)}) {
    if (Answer found = walk(document_.root, place, {}); found.value) return found;
  }
  return {nullptr, true};
}

Variables::Answer Variables::environment_variable(const std::string& name) {
  if (deployment_.environment_variable) {
    if (auto value = deployment_.environment_variable(name)) return {make_text(*std::move(value))};
  }
  if (!dotenv_) {
    dotenv_.emplace();
    if (is_true(document_.root->find("useDotenv")) && deployment_.read_file) {
      for (const std::string& file : {fmt::format(".env.{}", stage_), std::string(".env")}) {
        const auto path = document_.path.parent_path() / file;
        const auto text = deployment_.read_file(path);
        if (!text) continue;
        findings_.files.insert(path);
        if (const auto variables = parse_dotenv(*text, path.string()))
          dotenv_->insert(variables->begin(), variables->end());
      }
    }
  }
  const auto found = dotenv_->find(name);
  return found == dotenv_->end() ? Answer{nullptr, true} : Answer{make_text(found->second)};
}

Variables::Answer Variables::file(const Source& source, TextPosition at) {
  if (!deployment_.read_file) return {nullptr, true};
  const fs::path path = (document_.path.parent_path() / source.parameters).lexically_normal();
  if (is_program(path)) return {nullptr, true};
  const auto known = files_.find(path);
  if (known != files_.end()) return known->second ? walk(known->second, source.address, at) : Answer{nullptr, true};
  ValuePtr& root = files_[path];
  findings_.files.insert(path);
  const auto text = deployment_.read_file(path);
  if (!text) return {nullptr, true};  // secrets, as a rule, that are in no repository
  if (!spend(text->size() * 4)) return {};
  const std::string extension = path.extension().string();
  if (extension != ".yml" && extension != ".yaml" && extension != ".json") {
    root = make_text(*text, at);
    return {root};
  }
  auto document = read_document(*text, path);
  if (!document) {
    problem(at, document.error().message);
    return {};
  }
  root = document->root;
  return walk(root, source.address, at);
}

// Source: serverless.com/framework/docs/providers/aws/guide/variables
Variables::Answer Variables::of_aws(const std::string& name) const {
  if (name == "region") return {make_text(region_)};
  if (name == "accountId") return {make_text(deployment_.account_id)};
  if (name == "partition") return {make_text(deployment_.partition())};
  return {nullptr, true};
}

Variables::Answer Variables::stored(const Source& source) {
  const std::string name = source.address.substr(0, source.address.find('~'));
  for (const std::string& asked : {fmt::format("{}:{}", source.type, name), name}) {
    const auto found = deployment_.secrets.find(asked);
    if (found != deployment_.secrets.end()) return {make_text(found->second)};
  }
  return parameter(name);
}

Variables::Answer Variables::walk(ValuePtr from, std::string_view path, TextPosition at) {
  const Depth deeper(depth_);
  if (depth_ > kMostDepth) {
    too_deep(at);
    return {};
  }
  while (!path.empty() && from) {
    const std::string_view name = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(name.size() + 1, path.size()));
    if (from->is_text()) {
      const auto whole = find_variable(from->text, 0);
      if (!whole || whole->begin != 0 || whole->end != from->text.size()) return {};
      const Answer here = answer_of(whole->body(from->text), from->at);
      if (!here.value) return {nullptr, here.is_unknown};
      from = here.value;
    }
    from = from->is_list() ? item_at(*from, name) : from->member(name);
    if (!spend(name.size())) return {};
  }
  return {resolve(from)};
}

ValuePtr Variables::at(std::string_view path) { return walk(document_.root, path, {}).value; }

std::string Variables::text_at(std::string_view path) {
  const ValuePtr value = at(path);
  return value && value->is_scalar() ? value->text : std::string();
}

void Variables::problem(TextPosition at, std::string_view what) {
  std::string message = document_.message(at, what);
  if (findings_.problems.size() >= kMostProblems || std::ranges::count(findings_.problems, message) > 0) return;
  findings_.problems.push_back(std::move(message));
}

void Variables::too_deep(TextPosition at) {
  if (!std::exchange(is_too_deep_, true)) problem(at, "this is nested too deeply, or refers to itself");
}

Findings Variables::take_findings() { return std::exchange(findings_, {}); }

bool Variables::spend(std::size_t bytes) {
  spent_ += bytes;
  if (spent_ <= kMostBytes) return true;
  if (!std::exchange(is_exhausted_, true)) {
    findings_.problems.push_back(fmt::format("{}: it grows to more than {} MB when its variables are worked out",
                                             document_.path.string(), kMostBytes / 1024 / 1024));
  }
  return false;
}

}  // namespace lambdalocal::templates::serverless
