// A batch is made record by record, each with its own values, and then put into its envelope. An event that goes via other
// services is made anew for every record, with one record inside: a queue holds one message per event.
#include "core/events/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/events/shape.h"
#include "core/json/check.h"
#include "core/json/document.h"

namespace lambdalocal::events {
namespace {

constexpr int kMostRecords = 10'000;  // what a batch of SQS or of a stream can hold

Result<Json> make_one(const EventType& type, Event& event, const GivenOptions& given, int index, int count) {
  Values values(event, type, given, index, count);
  if (type.compute != nullptr) TRY_VOID(type.compute(values));
  if (type.build != nullptr) return type.build(values);
  return expand(type.record.empty() ? type.shape : type.record, values);
}

// One event with a record for each of `records`, which are their options.
Result<Json> make(const EventType& type, Event& event, const std::vector<GivenOptions>& records) {
  const int count = static_cast<int>(records.size());
  if (!is_batch(type)) return make_one(type, event, records.front(), 0, 1);
  Json array = Json::array();
  for (int index = 0; index < count; ++index) {
    TRY(record, make_one(type, event, records[static_cast<std::size_t>(index)], index, count));
    array.push_back(std::move(record));
  }
  Values envelope(event, type, records.front(), 0, 1);
  if (type.compute != nullptr) TRY_VOID(type.compute(envelope));
  envelope.set("records", std::move(array));
  return expand(type.shape, envelope);
}

Result<std::string> text_of_event(const Json& event, Layout layout) {
  try {
    return event.dump(layout == Layout::Indented ? 2 : -1);
  } catch (const Json::type_error&) {
    return Error{
        ErrorKind::BadEvent,
        "a value of the event is not UTF-8\nonly data that travels as base64, as Kinesis has it, may be any bytes"};
  }
}

// The options of the last message of its way, which holds the event that the options make.
Result<GivenOptions> carried(const Request& request, Event& event, const GivenOptions& options, int index, int count) {
  // What is inside counts as well: {n} is the number of its message.
  GivenOptions numbered = options;
  for (auto& [name, values] : numbered) {
    const Values number(event, *request.type, options, index, count);
    values = number.list(name);
  }
  const bool of_s3 =
      std::ranges::any_of(find_service("s3")->types, [&](const EventType& type) { return &type == request.type; });
  if (of_s3 && !numbered.contains("subject")) numbered["subject"] = {"Amazon S3 Notification"};
  TRY(inner, make(*request.type, event, {numbered}));
  TRY(text, text_of_event(inner, Layout::OneLine));
  std::string message = std::move(text);
  for (std::size_t hop = 0; hop + 1 < request.via.size(); ++hop) {
    Values values(event, *request.via[hop].type, numbered, 0, 1);
    message = forwarded(request.via[hop], message, values);
  }
  numbered[std::string(request.via.back().type->body)] = {message};
  return numbered;
}

Result<Json> make_via(const Request& request, Event& event, const std::vector<GivenOptions>& records) {
  std::vector<GivenOptions> messages;
  const int count = static_cast<int>(records.size());
  for (int index = 0; index < count; ++index) {
    TRY(message, carried(request, event, records[static_cast<std::size_t>(index)], index, count));
    messages.push_back(std::move(message));
  }
  return make(*request.via.back().type, event, messages);
}

// The options of each record: --from-file gives them different bodies.
Result<std::vector<GivenOptions>> options_of_records(const Request& request) {
  const EventType& type = *request.type;
  const EventType& outer = request.via.empty() ? type : *request.via.back().type;
  const int bodies = static_cast<int>(request.bodies.size());
  if (bodies > 0 && type.body.empty()) {
    return Error{ErrorKind::Usage, fmt::format("--from-file: {} has no body to be read from a file", type.name)};
  }
  const int usual = request.via.empty() ? type.records : 1;
  const int count = request.count > 0 ? std::max(request.count, bodies) : std::max(usual, bodies);
  if (count > 1 && !is_batch(outer)) {
    return Error{ErrorKind::Usage, fmt::format("--count: {} is one event, no batch of records", outer.name)};
  }
  if (count > kMostRecords) return Error{ErrorKind::Usage, fmt::format("--count is at most {}", kMostRecords)};
  std::vector<GivenOptions> records(static_cast<std::size_t>(count), request.options);
  for (std::size_t index = 0; bodies > 0 && index < records.size(); ++index) {
    records[index][std::string(type.body)] = {request.bodies[index % request.bodies.size()]};
  }
  return records;
}

Settings settings_of(const Request& request) {
  Settings settings = request.settings;
  const auto take = [&](const char* name, std::string& into) {
    if (const auto given = request.options.find(name); given != request.options.end()) into = given->second.back();
  };
  take("region", settings.region);
  take("account-id", settings.account);
  take("partition", settings.partition);
  return settings;
}

Result<void> check_options(const Request& request) {
  const std::vector<Option> known = options_of(*request.type, request.via);
  for (const auto& [name, values] : request.options) {
    const auto option = std::ranges::find(known, name, &Option::name);
    if (option == known.end()) return Error{ErrorKind::Usage, fmt::format("unknown option --{}", name)};
    for (const std::string& value : values) TRY_VOID(check_option(*option, value));
  }
  return {};
}

}  // namespace

Result<void> check_option(const Option& option, std::string_view value) {
  if (option.kind == OptionKind::JsonText) {
    if (const auto fault = find_json_fault(value)) {
      return Error{ErrorKind::Usage, fmt::format("--{} takes JSON, not '{}': {}", option.name, value,
                                                 describe_json_fault(*fault, value))};
    }
    if (!parse_json(value)) return Error{ErrorKind::Usage, fmt::format("--{}: a number is too large", option.name)};
  } else if (option.kind == OptionKind::Number) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size()) {
      return Error{ErrorKind::Usage, fmt::format("--{} takes a whole number, not '{}'", option.name, value)};
    }
  } else if (option.kind == OptionKind::Choice) {
    const std::string all = fmt::format("|{}|", option.choices);
    if (value.find('|') != std::string_view::npos || all.find(fmt::format("|{}|", value)) == std::string::npos) {
      std::string words(option.choices);
      for (std::size_t at = 0; (at = words.find('|', at)) != std::string::npos;) words.replace(at, 1, ", ");
      return Error{ErrorKind::Usage, fmt::format("--{} takes one of {}, not '{}'", option.name, words, value)};
    }
  }
  return {};
}

std::vector<Option> options_of(const EventType& type, const std::vector<Via>& via) {
  std::vector<Option> options;
  const auto add = [&](std::span<const Option> more, std::string_view without) {
    for (const Option& option : more) {
      if (option.name != without && std::ranges::find(options, option.name, &Option::name) == options.end()) {
        options.push_back(option);
      }
    }
  };
  add(type.options, "");
  for (const Via& hop : via) add(hop.type->options, hop.type->body);
  add(common_options(), "");
  return options;
}

Result<std::string> generate(const Request& request, Layout layout) {
  TRY_VOID(check_options(request));
  TRY(records, options_of_records(request));
  const Settings settings = settings_of(request);
  Event event{settings, Identifiers(settings.seed)};
  TRY(made, request.via.empty() ? make(*request.type, event, records) : make_via(request, event, records));
  // What agrees with what was set is computed again; but what was set stays, whatever it agrees with.
  for (const Change& change : request.changes) TRY_VOID(apply_change(change, made));
  const EventType& outer = request.via.empty() ? *request.type : *request.via.back().type;
  if (!request.changes.empty() && outer.settle != nullptr) {
    outer.settle(made);
    for (const Change& change : request.changes) TRY_VOID(apply_change(change, made));
  }
  return text_of_event(made, layout);
}

}  // namespace lambdalocal::events
