// Which events can be made: services, their types and the options of each. One table for the command, its help, the lists and
// completion. Names and option names are those of `sam local generate-event` where it has the type; others are named in the same
// manner.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/events/json.h"
#include "core/result.h"

namespace lambdalocal::events {

class Values;

enum class OptionKind {
  Text,
  JsonText,
  Number,  // a whole number
  Choice,  // one of those in `choices`
  Flag,    // there or not
  List,    // text, repeatable
};

struct Option {
  std::string_view name;           // without the hyphens: "queue-name"
  std::string_view default_value;  // empty: none, or made anew, as `about` says
  std::string_view about;
  OptionKind kind = OptionKind::Text;
  std::string_view choices{};  // "INSERT|MODIFY"
};

struct EventType {
  std::string_view name;   // "put"
  std::string_view about;  // what happened, and who tells: a line for the list
  std::string_view page;   // where AWS documents it, without https://
  std::span<const Option> options{};
  // The event (shape.h). Where `record` is not empty, "{{records}}" in it stands for the array of records.
  std::string_view shape{};
  std::string_view record{};
  // Sets what the shapes name beside options; once per record, or once where there are none.
  Result<void> (*compute)(Values& values) = nullptr;
  // In place of a shape: the whole event.
  Result<Json> (*build)(Values& values) = nullptr;
  // Makes the event agree with itself again after --set.
  void (*settle)(Json& event) = nullptr;
  std::string_view body{};  // the option that --from-file gives, and that holds the event that goes via this type
  int records = 1;          // how many there are without --count
};

struct Service {
  std::string_view name;   // "s3"
  std::string_view about;  // "Amazon S3"
  std::span<const EventType> types;
};

std::span<const Service> services();

// Region, account and partition, which every type takes.
std::span<const Option> common_options();

const Service* find_service(std::string_view name);
// "s3", "put"; of a service with one type its name may be empty. Errors are Usage, with the nearest name.
Result<const EventType*> find_type(std::string_view service, std::string_view type);

bool is_batch(const EventType& type);

}  // namespace lambdalocal::events
