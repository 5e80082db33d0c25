#include "cli/commands/event_lists.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace lambdalocal::commands {
namespace {

using events::EventType;
using events::Option;
using events::OptionKind;
using events::Service;

std::string_view takes(const Option& option) {
  switch (option.kind) {
    case OptionKind::JsonText: return "JSON";
    case OptionKind::Number: return "NUMBER";
    case OptionKind::Flag: return "";
    case OptionKind::Choice:
    case OptionKind::Text:
    case OptionKind::List: return "TEXT";
  }
  return "";
}

std::string line_of(const Option& option) {
  const std::string flag = fmt::format("--{} {}", option.name, takes(option));
  std::string text = fmt::format("  {:<29} {}", flag, option.about);
  if (!option.choices.empty()) {
    std::string words(option.choices);
    for (std::size_t at = 0; (at = words.find('|', at)) != std::string::npos; at += 2) words.replace(at, 1, ", ");
    text += ": " + words;
  }
  if (!option.default_value.empty()) text += fmt::format("; default {}", option.default_value);
  return text + "\n";
}

const Service& service_of(const EventType& type) {
  for (const Service& service : events::services()) {
    for (const EventType& candidate : service.types) {
      if (&candidate == &type) return service;
    }
  }
  return events::services().front();  // every type is in the catalogue
}

template <typename Visit>
void each_type(const Service* only, Visit visit) {
  for (const Service& service : events::services()) {
    if (only != nullptr && only != &service) continue;
    for (const EventType& type : service.types) visit(service, type);
  }
}

}  // namespace

std::string event_list(const Service* only) {
  std::string text;
  each_type(only, [&](const Service& service, const EventType& type) {
    text += fmt::format("{:<18} {:<42} {}\n", service.name, type.name, type.about);
  });
  return text;
}

std::string event_list_json(const Service* only) {
  auto list = nlohmann::ordered_json::array();
  each_type(only, [&](const Service& service, const EventType& type) {
    auto options = nlohmann::ordered_json::array();
    for (const Option& option : type.options) options.push_back(option.name);
    list.push_back({{"Service", service.name},
                    {"Type", type.name},
                    {"Description", type.about},
                    {"Batch", events::is_batch(type)},
                    {"Options", std::move(options)}});
  });
  return list.dump(2) + "\n";
}

std::string event_help(const EventType& type) {
  const Service& service = service_of(type);
  std::string text = fmt::format("{} {}: {}.\nhttps://{}\n\nUsage: lambdalocal event {} {} [OPTIONS]\n\nOptions:\n",
                                 service.name, type.name, type.about, type.page, service.name, type.name);
  for (const Option& option : type.options) text += line_of(option);
  if (!type.body.empty()) text += fmt::format("  {:<29} of --{}\n", "--from-file FILE|-", type.body);
  if (events::is_batch(type))
    text += fmt::format("  {:<29} {}\n", "--count N", "records; {n} in an option is the record's number");
  text += "Options of every event:\n";
  for (const Option& option : events::common_options()) text += line_of(option);
  return text + "and --set, --via, --seed, --time, --save, --compact: see lambdalocal event --help\n";
}

}  // namespace lambdalocal::commands
