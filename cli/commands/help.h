// What --help says: examples first, then every flag. Golden texts: tests/cli/golden/.
#pragma once

#include <span>
#include <string_view>

namespace lambdalocal::commands {

enum class HelpTopic {
  General,
  ExitCodes,
  Invoke,
  Serve,
  Test,
  Event,
  Runtimes,
  Layers,
  Doctor,
  Cache,
  Completion,
  Validate,
  Init
};

std::string_view help_text(HelpTopic topic);

// What 'lambdalocal help NAME' prints, by the names.
struct HelpPage {
  std::string_view name;
  HelpTopic topic;
};
std::span<const HelpPage> help_pages();

}  // namespace lambdalocal::commands
