#include "cli/generated_event.h"

#include <chrono>

#include "cli/command_arguments.h"
#include "core/events/generate.h"
#include "core/http/text.h"
#include "emulator/system/randomness.h"

namespace lambdalocal {
namespace {

std::string_view service_of(std::string_view argument) { return argument.substr(0, argument.find(':')); }

Result<std::string> made(std::string_view argument) {
  const std::string_view service = service_of(argument), rest = argument.substr(service.size() + 1);
  const std::size_t question = rest.find('?');
  TRY(type, events::find_type(service, rest.substr(0, question)));
  events::Request request;
  request.type = type;
  request.settings = settings_of_now();
  const std::string_view query = question == std::string_view::npos ? "" : rest.substr(question + 1);
  for (const auto& [name, value] : gateway::query_parameters(query)) {
    const std::string option = form_decode(name);
    if (option == "count") {
      TRY(count, whole_number("count", form_decode(value), "", "how many records to make"));
      request.count = count;
    } else {
      request.options[option].push_back(form_decode(value));
    }
  }
  return events::generate(request, events::Layout::OneLine);
}

}  // namespace

events::Settings settings_of_now() {
  events::Settings settings;
  system::Randomness randomness;
  for (const std::uint8_t byte : randomness.bytes<8>()) settings.seed = settings.seed << 8 | byte;
  settings.time = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  return settings;
}

bool names_event(std::string_view argument) {
  return argument.find(':') != std::string_view::npos && events::find_service(service_of(argument)) != nullptr;
}

Result<std::string> generated_event(std::string_view argument) {
  auto text = made(argument);
  if (!text) return Error{ErrorKind::BadEvent, text.error().message};
  return text;
}

}  // namespace lambdalocal
