// From what a person asked for to the event.
#pragma once

#include <string>
#include <vector>

#include "core/events/catalogue.h"
#include "core/events/change.h"
#include "core/events/values.h"
#include "core/events/via.h"
#include "core/result.h"

namespace lambdalocal::events {

struct Request {
  const EventType* type = nullptr;
  Settings settings{};
  GivenOptions options{};             // by name, each checked by check_option
  std::vector<std::string> bodies{};  // of --from-file: a record each; the body option where there is one
  int count = 0;                      // of records; 0: as many as there are bodies, or as is usual
  std::vector<Via> via{};             // the messages it travels in, the innermost first
  std::vector<Change> changes{};
};

// Whether `value` is one that the option takes. Errors are Usage.
Result<void> check_option(const Option& option, std::string_view value);

// Every option the request may have: its type's, those of what it goes via, and the common ones.
std::vector<Option> options_of(const EventType& type, const std::vector<Via>& via);

// The event's bytes: JSON with an indentation of two spaces, or of none on one line. Errors are Usage or BadEvent.
enum class Layout { Indented, OneLine };
Result<std::string> generate(const Request& request, Layout layout);

}  // namespace lambdalocal::events
