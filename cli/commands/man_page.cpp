#include "cli/commands/man_page.h"

#include <fmt/format.h>

#include "cli/commands/help.h"
#include "core/text/lines.h"

namespace lambdalocal::commands {
namespace {

// A line as it is: a period or a quote at its beginning would be a request, a hyphen is to be one that can be copied.
void append_line(std::string& page, std::string_view line) {
  if (line.starts_with('.') || line.starts_with('\'')) page += "\\&";
  for (const char c : line) {
    if (c == '\\') {
      page += "\\e";
    } else if (c == '-') {
      page += "\\-";
    } else {
      page += c;
    }
  }
  page += '\n';
}

void append_section(std::string& page, std::string_view title, std::string_view text) {
  page += fmt::format(".SH \"{}\"\n.nf\n", title);
  for_each_line(text, [&page](std::string_view line) { append_line(page, line); });
  page += ".fi\n";
}

}  // namespace

std::string man_page(std::string_view version) {
  const std::string_view general = help_text(HelpTopic::General);
  const std::string_view first = general.substr(0, general.find('\n'));
  std::string page = fmt::format(
      ".TH LAMBDALOCAL 1 \"\" \"lambdalocal {}\" \"User Commands\"\n"
      ".SH NAME\nlambdalocal \\- run AWS Lambda functions on this machine\n"
      ".SH SYNOPSIS\n.B lambdalocal\n.I COMMAND\n[\\fIARGUMENT\\fR...]\n"
      ".SH DESCRIPTION\n",
      version);
  append_line(page, first);
  append_section(page, "COMMANDS", general.substr(first.size() + 1));
  for (const HelpPage& topic : help_pages()) {
    if (topic.topic == HelpTopic::ExitCodes) continue;
    append_section(page, fmt::format("LAMBDALOCAL {}", topic.name), help_text(topic.topic));
  }
  append_section(page, "EXIT STATUS", help_text(HelpTopic::ExitCodes));
  return page;
}

}  // namespace lambdalocal::commands
