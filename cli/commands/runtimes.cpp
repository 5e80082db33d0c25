#include "cli/commands/runtimes.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/help.h"
#include "cli/commands/runtimes_install.h"
#include "cli/output/messages.h"
#include "core/function/runtime_id.h"
#include "core/text/suggestion.h"
#include "emulator/runtimes/interpreters/interpreters.h"
#include "emulator/runtimes/runtime_table.h"
#include "emulator/runtimes/this_machine.h"

namespace lambdalocal::commands {
namespace {

using runtimes::Interpreters;
using runtimes::RuntimeMatch;
using runtimes::RuntimeRow;

constexpr std::string_view kHeader = "RUNTIME           ON AWS      HERE  WITH\n";

std::string line_of(const RuntimeRow& row) {
  const bool runs = row.match == RuntimeMatch::Exact || row.match == RuntimeMatch::OtherVersion;
  std::string text = row.remark;
  if (!row.interpreter.empty()) {
    text = fmt::format("{} {}", row.version, row.interpreter.string());
    if (row.match == RuntimeMatch::OtherVersion) text += " (the nearest version)";
  } else if (const std::size_t reason = text.find(": "); reason != std::string::npos) {
    text.erase(0, reason + 2);
  }
  return fmt::format("{:<17} {:<11} {:<5} {}\n", row.runtime.id, row.runtime.deprecated ? "deprecated" : "",
                     runs ? "yes" : "no", text);
}

std::string_view match_name(RuntimeMatch match) {
  switch (match) {
    case RuntimeMatch::Exact: return "Exact";
    case RuntimeMatch::OtherVersion: return "OtherVersion";
    case RuntimeMatch::NotInstalled: return "NotInstalled";
    case RuntimeMatch::NotEmulatedYet: return "NotEmulatedYet";
  }
  return "";
}

std::string json_of(const std::vector<RuntimeRow>& rows) {
  auto list = nlohmann::ordered_json::array();
  for (const RuntimeRow& row : rows) {
    nlohmann::ordered_json entry = {
        {"Runtime", row.runtime.id}, {"Deprecated", row.runtime.deprecated}, {"Match", match_name(row.match)}};
    if (!row.interpreter.empty()) {
      entry["Interpreter"] = row.interpreter.string();
      entry["Version"] = row.version;
      entry["FoundBy"] = row.found_by;
    }
    if (!row.remark.empty()) entry["Remark"] = row.remark;
    list.push_back(std::move(entry));
  }
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

ExitCode list(const Interpreters& interpreters, bool json) {
  const std::vector<RuntimeRow> rows = runtimes::runtime_table(interpreters);
  if (json) return output::print_text(json_of(rows));
  std::string text(kHeader);
  for (const RuntimeRow& row : rows) text += line_of(row);
  return output::print_text(text);
}

ExitCode wrong_usage(std::string message) {
  output::print_usage_error({ErrorKind::Usage, std::move(message)}, "runtimes");
  return ExitCode::Usage;
}

}  // namespace

ExitCode runtimes(std::span<const char* const> arguments, system::Warden&) {
  const std::string_view what = arguments.empty() ? "" : arguments.front();
  if (what == "--help" || what == "-h") return output::print_text(help_text(HelpTopic::Runtimes));
  if (what == "install") return install_sdk(arguments.subspan(1));
  const std::span<const char* const> rest = what == "list" ? arguments.subspan(1) : arguments;
  const bool json = !rest.empty() && std::string_view(rest.front()) == "--json";
  if (rest.size() > 1 || (!json && !rest.empty())) {
    const auto closest = closest_word(rest.back(), std::array<std::string_view, 3>{"install", "list", "--json"});
    return wrong_usage(fmt::format("runtimes does not know '{}'{}", rest.back(),
                                   closest ? fmt::format("; did you mean {}?", *closest) : ""));
  }
  return list(Interpreters(runtimes::this_machine()), json);
}

}  // namespace lambdalocal::commands
