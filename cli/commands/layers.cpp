#include "cli/commands/layers.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "cli/commands/help.h"
#include "cli/output/messages.h"
#include "core/text/suggestion.h"
#include "emulator/layers/layer_store.h"
#include "emulator/layers/pull.h"
#include "emulator/runtimes/this_machine.h"

namespace lambdalocal::commands {
namespace {

ExitCode wrong_layers_usage(std::string message) {
  output::print_usage_error({ErrorKind::Usage, std::move(message)}, "layers");
  return ExitCode::Usage;
}

std::string line_of_layer(const lambdalocal::layers::KeptLayer& layer) {
  return fmt::format("{}  {}  {}\n", layer.arn, layer.sha256, layer.file.string());
}

ExitCode pull_layers(std::span<const char* const> arns) {
  if (arns.empty())
    return wrong_layers_usage("pull which layer? its ARN has a version: arn:aws:lambda:...:layer:NAME:VERSION");
  const runtimes::Machine machine = runtimes::this_machine();
  for (const char* arn : arns) {
    auto pulled = lambdalocal::layers::pull(arn, machine);
    if (!pulled) {
      const Error& error = pulled.error();
      if (error.kind == ErrorKind::Usage) return wrong_layers_usage(error.message);
      output::print_error(Error(error).wrap(fmt::format("failed to pull {}", arn)));
      return exit_code_of(error);
    }
    if (const ExitCode printed = output::print_text(line_of_layer(*pulled)); printed != ExitCode::Success)
      return printed;
  }
  return ExitCode::Success;
}

}  // namespace

ExitCode layers(std::span<const char* const> arguments) {
  const std::string_view what = arguments.empty() ? "" : arguments.front();
  if (what == "--help" || what == "-h") return output::print_text(help_text(HelpTopic::Layers));
  if (what == "pull") return pull_layers(arguments.subspan(1));
  if (what == "list" && arguments.size() == 1) {
    std::string text;
    const lambdalocal::layers::LayerStore store(runtimes::this_machine().data_directory);
    for (const auto& layer : store.all()) text += line_of_layer(layer);
    return output::print_text(text);
  }
  std::string odd = arguments.empty() ? "" : fmt::format(", not '{}'", arguments.back());
  const auto closest = closest_word(what, std::array<std::string_view, 2>{"pull", "list"});
  if (arguments.size() == 1 && closest) odd += fmt::format("; did you mean {}?", *closest);
  return wrong_layers_usage("layers takes pull or list" + odd);
}

}  // namespace lambdalocal::commands
