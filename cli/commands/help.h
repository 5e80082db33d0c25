// What --help says: examples first, then every flag. Golden texts: tests/cli/golden/.
#pragma once

#include <string_view>

namespace lambdalocal::commands {

enum class HelpTopic { General, ExitCodes, Invoke, Serve, Test, Event, Runtimes, Cache, Completion, Validate, Init };

std::string_view help_text(HelpTopic topic);

}  // namespace lambdalocal::commands
