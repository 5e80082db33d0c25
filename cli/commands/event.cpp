#include "cli/commands/event.h"

#include <unistd.h>

#include <string>
#include <string_view>

#include "cli/commands/event_lists.h"
#include "cli/commands/event_options.h"
#include "cli/commands/help.h"
#include "cli/generated_event.h"
#include "cli/output/messages.h"
#include "cli/saved_events.h"
#include "core/events/generate.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal::commands {
namespace {

using Arguments = std::span<const char* const>;

ExitCode failed(Error error) {
  const ExitCode code = exit_code_of(error);
  if (code == ExitCode::Usage) {
    output::print_usage_error(error, "event");
  } else {
    output::print_error(std::move(error).wrap("failed to make the event"));
  }
  return code;
}

bool is_help(std::string_view argument) { return argument == "--help" || argument == "-h"; }

// list [SERVICE] [--json]
ExitCode list(Arguments arguments) {
  const events::Service* service = nullptr;
  bool json = false;
  for (const std::string_view argument : arguments) {
    if (is_help(argument)) return output::print_text(help_text(HelpTopic::Event));
    if (argument == "--json") {
      json = true;
      continue;
    }
    if (service != nullptr) return failed({ErrorKind::Usage, "event list takes one service"});
    service = events::find_service(argument);
    if (service == nullptr) return failed(events::find_type(argument, "").error());
  }
  return output::print_text(json ? event_list_json(service) : event_list(service));
}

// show SERVICE [TYPE]
ExitCode show(Arguments arguments) {
  if (arguments.empty() || is_help(arguments.front())) return output::print_text(help_text(HelpTopic::Event));
  if (arguments.size() > 2) return failed({ErrorKind::Usage, "event show takes a service and a type"});
  const events::Service* service = events::find_service(arguments.front());
  if (service != nullptr && arguments.size() == 1 && service->types.size() > 1) {
    return output::print_text(event_list(service));
  }
  const auto type = events::find_type(arguments.front(), arguments.size() > 1 ? arguments[1] : "");
  return type ? output::print_text(event_help(**type)) : failed(type.error());
}

Result<void> read_bodies(EventOptions& options) {
  for (const std::string& path : options.from_files) {
    auto bytes = path == "-" ? system::read_descriptor(STDIN_FILENO, "standard input") : system::read_text_file(path);
    if (!bytes) return Error{ErrorKind::BadEvent, bytes.error().message};
    options.request.bodies.push_back(*std::move(bytes));
  }
  return {};
}

Result<std::string> made(EventOptions& options) {
  TRY_VOID(read_bodies(options));
  const events::Settings now = settings_of_now();
  if (!options.has_seed) options.request.settings.seed = now.seed;
  if (!options.has_time) options.request.settings.time = now.time;
  TRY(text, events::generate(options.request, options.layout));
  return text + "\n";
}

ExitCode make(std::string_view service, std::string_view type_name, Arguments arguments) {
  const auto type = events::find_type(service, type_name);
  if (!type) return failed(type.error());
  auto options = parse_event_options(**type, arguments);
  if (!options) return failed(options.error());
  if (options->help) return output::print_text(event_help(**type));
  const auto text = made(*options);
  if (!text) return failed(text.error());
  if (!options->save) return output::print_text(*text);
  const auto path = save_event(*options->save, *text);
  if (!path) return failed(path.error());
  output::Messages(output::Messages::Level::Notes)
      .say("saved " + *path + "; lambdalocal invoke FUNCTION --event @" + *options->save);
  return ExitCode::Success;
}

}  // namespace

ExitCode event(Arguments arguments) {
  if (arguments.empty() || is_help(arguments.front())) return output::print_text(help_text(HelpTopic::Event));
  const std::string_view first = arguments.front();
  if (first == "list") return list(arguments.subspan(1));
  if (first == "show") return show(arguments.subspan(1));
  const bool has_type = arguments.size() > 1 && !std::string_view(arguments[1]).starts_with('-');
  if (!has_type && arguments.size() > 1 && is_help(arguments[1])) return show(arguments.first(1));
  return make(first, has_type ? arguments[1] : "", arguments.subspan(has_type ? 2 : 1));
}

}  // namespace lambdalocal::commands
