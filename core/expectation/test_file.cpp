#include "core/expectation/test_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/expectation/json_compare.h"
#include "core/json/object_reader.h"
#include "core/project/templates/document.h"
#include "core/text/ascii.h"

namespace lambdalocal::expectation {
namespace {

using Json = nlohmann::json;
using templates::Document;
using templates::Member;
using templates::Value;

constexpr int kMostInvocations = 100'000;
constexpr std::size_t kMostBytes = 64 * 1024 * 1024;  // of a file with its aliases written out

// No more than a byte over `most`: aliases share what they stand for, and would fill any memory when they are written out.
std::size_t size_of(const Value& value, std::size_t most) {
  std::size_t size = 1 + value.text.size();
  for (const auto& item : value.items) {
    if (size > most) break;
    size += size_of(*item, most - size);
  }
  for (const Member& member : value.members) {
    if (size > most) break;
    size += member.name.size();
    if (size <= most) size += size_of(*member.value, most - size);
  }
  return size;
}

// One object of the file: its members by name, each of the type it must have.
class Object {
 public:
  static Result<Object> open(const Document& document, std::string name, const Value& value,
                             const std::vector<std::string_view>& known) {
    if (!value.is_object()) {
      return document.error(
          value.at, fmt::format("{} must be an object, not {}", name.empty() ? "the file" : name, name_of_kind(value)));
    }
    for (const Member& member : value.members) {
      if (std::ranges::find(known, member.name) != known.end()) continue;
      return document.error(member.at,
                            unknown_key(name.empty() ? member.name : name + "." + member.name, member.name, known));
    }
    return Object(document, std::move(name), value);
  }

  const Value* find(std::string_view name) const { return value_->find(name); }
  Error error(const Value& at, std::string_view name, std::string_view must_be) const {
    return document_->error(at.at, fmt::format("{}{}{} must be {}, not {}", name_, name_.empty() ? "" : ".", name,
                                               must_be, name_of_kind(at)));
  }

  Result<std::optional<std::string>> text(std::string_view name) const {
    const Value* const value = find(name);
    if (value == nullptr) return std::optional<std::string>();
    if (!value->is_text()) return error(*value, name, "a string");
    return std::optional(value->text);
  }

  Result<std::optional<bool>> flag(std::string_view name) const {
    const Value* const value = find(name);
    if (value == nullptr) return std::optional<bool>();
    if (value->kind != Value::Kind::Boolean) return error(*value, name, "true or false");
    return std::optional(value->text == "true");
  }

  Result<std::optional<int>> number(std::string_view name, int least, int most) const {
    const Value* const value = find(name);
    if (value == nullptr) return std::optional<int>();
    int number = 0;
    const char* const end = value->text.data() + value->text.size();
    const auto [last, fault] = std::from_chars(value->text.data(), end, number);
    if (value->kind != Value::Kind::Number || fault != std::errc{} || last != end || number < least || number > most) {
      return document_->error(value->at,
                              fmt::format("{}.{} must be a whole number from {} to {}", name_, name, least, most));
    }
    return std::optional(number);
  }

  // One string or a list of them.
  Result<std::vector<std::string>> texts(std::string_view name) const {
    std::vector<std::string> texts;
    const Value* const value = find(name);
    if (value == nullptr) return texts;
    if (value->is_text()) return std::vector{value->text};
    if (!value->is_list()) return error(*value, name, "a string or a list of strings");
    for (const auto& item : value->items) {
      if (!item->is_text()) return error(*item, name, "a list of strings");
      texts.push_back(item->text);
    }
    return texts;
  }

  // An object of strings, numbers and booleans, as text.
  Result<std::vector<std::pair<std::string, std::string>>> named_texts(std::string_view name) const {
    std::vector<std::pair<std::string, std::string>> texts;
    const Value* const value = find(name);
    if (value == nullptr) return texts;
    if (!value->is_object()) return error(*value, name, "an object");
    for (const Member& member : value->members) {
      if (!member.value->is_scalar()) return error(*member.value, member.name, "a string");
      texts.emplace_back(member.name, member.value->text);
    }
    return texts;
  }

  const Document& document() const { return *document_; }
  const std::string& name() const { return name_; }

 private:
  Object(const Document& document, std::string name, const Value& value)
      : document_(&document), name_(std::move(name)), value_(&value) {}

  const Document* document_;
  std::string name_;
  const Value* value_;
};

Json json_of(const Value& value) { return Json::parse(to_json(value), nullptr, false); }

// A member that may be null; a null pointer when it is absent.
const Value* any_member(const Value& object, std::string_view name) {
  const auto found = std::ranges::find(object.members, name, &Member::name);
  return found == object.members.end() ? nullptr : found->value.get();
}

std::optional<Json> json_member(const Value& object, std::string_view name) {
  const Value* const value = any_member(object, name);
  return value == nullptr ? std::nullopt : std::optional(json_of(*value));
}

// {"/statusCode": 200, "/id": {"Matches": "ord-[0-9]+"}}
Result<std::vector<ValueExpectation>> read_at(const Object& expect) {
  std::vector<ValueExpectation> values;
  const Value* const at = expect.find("At");
  if (at == nullptr) return values;
  if (!at->is_object()) return expect.error(*at, "At", "an object of JSON pointers");
  for (const Member& member : at->members) {
    if (!member.name.empty() && member.name[0] != '/') {
      return expect.document().error(member.at,
                                     fmt::format("'{}' is no JSON pointer: those begin with /", member.name));
    }
    ValueExpectation value{member.name, nullptr, nullptr, ""};
    const Value* const expression = member.value->find("Matches");
    if (member.value->is_object() && member.value->members.size() == 1 && expression != nullptr &&
        expression->is_text()) {
      auto compiled = RegularExpression::compile(expression->text);
      if (!compiled) return expect.document().error(expression->at, compiled.error().message);
      value.matches = std::make_shared<const RegularExpression>(std::move(*compiled));
      value.expression = expression->text;
    } else {
      value.equal = json_of(*member.value);
    }
    values.push_back(std::move(value));
  }
  return values;
}

Result<void> read_figures(const Object& object, Expectation& expect) {
  TRY(duration, object.number("MaxDuration", 1, 900'000));
  if (duration) expect.max_duration = std::chrono::milliseconds(*duration);
  TRY(memory, object.number("MaxMemory", 1, 10'240));
  if (memory) expect.max_memory_mb = *memory;
  TRY(start, object.text("Start"));
  if (!start) return {};
  if (*start != "cold" && *start != "warm") return object.error(*object.find("Start"), "Start", "\"cold\" or \"warm\"");
  expect.start = *start == "cold" ? Start::Cold : Start::Warm;
  return {};
}

Result<Expectation> read_expectation(const Document& document, const std::string& name, const Value& value) {
  TRY(object,
      Object::open(document, name, value,
                   {"Payload", "PayloadContains", "At", "Ignore", "Snapshot", "FunctionError", "ErrorType", "Status",
                    "Headers", "LogContains", "LogContainsNot", "MaxDuration", "MaxMemory", "Start"}));
  Expectation expect;
  expect.payload = json_member(value, "Payload");
  expect.payload_contains = json_member(value, "PayloadContains");
  TRY(at, read_at(object));
  expect.at = std::move(at);
  TRY(ignored, object.texts("Ignore"));
  expect.ignored = std::move(ignored);
  TRY(snapshot, object.flag("Snapshot"));
  expect.snapshot = snapshot.value_or(false);
  TRY(function_error, object.flag("FunctionError"));
  expect.function_error = function_error;
  TRY(error_type, object.text("ErrorType"));
  expect.error_type = std::move(error_type);
  TRY(status, object.number("Status", 100, 599));
  expect.status = status;
  TRY(headers, object.named_texts("Headers"));
  for (auto& [header, text] : headers) expect.headers.emplace(lower_case(header), std::move(text));
  TRY(contains, object.texts("LogContains"));
  expect.log_contains = std::move(contains);
  TRY(contains_not, object.texts("LogContainsNot"));
  expect.log_contains_not = std::move(contains_not);
  TRY_VOID(read_figures(object, expect));
  if (expect.is_empty())
    return document.error(value.at, fmt::format("{} expects nothing: the case could not fail", name));
  return expect;
}

Result<TestRequest> read_request(const Document& document, const std::string& name, const Value& value) {
  TRY(object, Object::open(document, name, value, {"Method", "Path", "Headers", "Body", "FrontEnd"}));
  TestRequest request;
  TRY(method, object.text("Method"));
  if (method) request.method = std::move(*method);
  TRY(path, object.text("Path"));
  if (!path || !path->starts_with('/'))
    return document.error(value.at, fmt::format("{}.Path is the path to ask for: \"/orders\"", name));
  request.path = std::move(*path);
  TRY(headers, object.named_texts("Headers"));
  request.headers = std::move(headers);
  if (const Value* const body = object.find("Body")) {
    request.body = body->is_text() ? body->text : to_json(*body);
    const auto is_content_type = [](const auto& header) { return lower_case(header.first) == "content-type"; };
    if (!body->is_text() && std::ranges::none_of(request.headers, is_content_type)) {
      request.headers.emplace_back("content-type", "application/json");
    }
  }
  TRY(front_end, object.text("FrontEnd"));
  request.front_end = std::move(front_end);
  return request;
}

// What is handed to the function: one of four.
Result<void> read_input(const Object& object, const Value& value, TestCase& test) {
  if (const Value* const event = any_member(value, "Event")) test.event = to_json(*event);
  TRY(file, object.text("EventFile"));
  if (file) test.event_file = test.file.parent_path() / *file;
  TRY(type, object.text("EventType"));
  test.event_type = std::move(type);
  if (const Value* const request = object.find("Request")) {
    TRY(read, read_request(object.document(), object.name() + ".Request", *request));
    test.request = std::move(read);
  }
  const int inputs =
      (test.event ? 1 : 0) + (test.event_file ? 1 : 0) + (test.event_type ? 1 : 0) + (test.request ? 1 : 0);
  if (inputs > 1) {
    return object.document().error(
        value.at, fmt::format("{} has more than one of Event, EventFile, EventType and Request", object.name()));
  }
  if (inputs == 0) test.event = "{}";
  return {};
}

Result<TestCase> read_case(const Document& document, const Member& member, const TestCase& defaults) {
  const std::string name = "Cases." + member.name;
  TRY(object, Object::open(document, name, *member.value,
                           {"Function", "Event", "EventFile", "EventType", "Request", "Environment", "Invocations",
                            "TimeLimit", "Expect"}));
  TestCase test = defaults;
  test.name = member.name;
  test.at = member.at;
  TRY(function, object.text("Function"));
  if (function) test.function = std::move(*function);
  TRY_VOID(read_input(object, *member.value, test));
  TRY(environment, object.named_texts("Environment"));
  for (auto& [variable, text] : environment) test.environment.insert_or_assign(variable, std::move(text));
  TRY(invocations, object.number("Invocations", 1, kMostInvocations));
  test.invocations = invocations.value_or(1);
  TRY(time_limit, object.number("TimeLimit", 1, 3600));
  if (time_limit) test.time_limit = std::chrono::seconds(*time_limit);
  const Value* const expect = object.find("Expect");
  if (expect == nullptr)
    return document.error(member.at, fmt::format("{} has no Expect: the case could not fail", name));
  TRY(expectation, read_expectation(document, name + ".Expect", *expect));
  test.expect = std::move(expectation);
  return test;
}

}  // namespace

Result<std::vector<TestCase>> read_test_file(std::string_view text, const std::filesystem::path& path) {
  TRY(document, templates::read_document(text, path, templates::DocumentKind::TestFile));
  if (!document.warnings.empty()) {  // a key that stands twice: a case would be lost
    const std::string& warning = document.warnings.front();
    return Error{ErrorKind::BadConfiguration,
                 warning.substr(0, warning.rfind(": ")) + "\ngive one of them another name"};
  }
  if (size_of(*document.root, kMostBytes) > kMostBytes) {
    return document.error(document.root->at, "with what its aliases stand for, the file is larger than 64 MB");
  }
  TRY(object, Object::open(document, "", *document.root, {"$schema", "Function", "Environment", "Cases"}));
  TestCase defaults;
  defaults.file = path;
  TRY(function, object.text("Function"));
  if (function) defaults.function = std::move(*function);
  TRY(environment, object.named_texts("Environment"));
  for (auto& [variable, value] : environment) defaults.environment.insert_or_assign(variable, std::move(value));
  const Value* const cases = object.find("Cases");
  if (cases == nullptr || !cases->is_object() || cases->members.empty()) {
    return document.error(document.root->at, "Cases, an object of test cases by name, is missing");
  }
  std::vector<TestCase> tests;
  for (const Member& member : cases->members) {
    TRY(test, read_case(document, member, defaults));
    tests.push_back(std::move(test));
  }
  return tests;
}

bool is_test_file(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".lambda-test.json") || name.ends_with(".lambda-test.yaml") ||
         name.ends_with(".lambda-test.yml");
}

}  // namespace lambdalocal::expectation
