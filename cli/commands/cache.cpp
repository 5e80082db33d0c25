#include "cli/commands/cache.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "cli/commands/help.h"
#include "cli/output/messages.h"
#include "core/text/suggestion.h"
#include "emulator/building/package.h"
#include "emulator/bundle/cache.h"
#include "emulator/runtimes/java/class_archive.h"
#include "emulator/runtimes/runtime_directory.h"

namespace lambdalocal::commands {
namespace {

std::string size_text(std::uintmax_t bytes) {
  const double megabytes = static_cast<double>(bytes) / (1024.0 * 1024.0);
  return megabytes < 1024 ? fmt::format("{:.1f} MB", megabytes) : fmt::format("{:.1f} GB", megabytes / 1024);
}

std::string text_of(const bundle::CacheInfo& info) {
  const std::string in_use = info.in_use > 0 ? fmt::format(", {} in use", info.in_use) : "";
  return fmt::format("directory  {}\npackages   {}{}\nsize       {} of at most {}\n", info.directory.string(),
                     info.entries, in_use, size_text(info.bytes), size_text(info.limit));
}

ExitCode failed(Error error, const std::string& what) {
  const ExitCode code = exit_code_of(error);
  output::print_error(std::move(error).wrap(what));
  return code;
}

ExitCode info(const bundle::Cache& packages) {
  auto info = packages.info();
  if (!info) return failed(std::move(info).error(), "failed to look into the cache");
  return output::print_text(text_of(*info));
}

ExitCode clear(const bundle::Cache& packages) {
  auto before = packages.info();
  if (!before) return failed(std::move(before).error(), "failed to look into the cache");
  runtimes::clear_runtime_directories(bundle::default_cache_directory());
  runtimes::clear_class_archives(bundle::default_cache_directory());
  building::clear(bundle::default_cache_directory());
  auto after = packages.clear();
  if (!after) return failed(std::move(after).error(), "failed to clear the cache");
  const std::uintmax_t removed = before->entries > after->entries ? before->entries - after->entries : 0;
  const std::uintmax_t bytes = before->bytes > after->bytes ? before->bytes - after->bytes : 0;
  std::string text = fmt::format("removed {} package{}, {}\n", removed, removed == 1 ? "" : "s", size_text(bytes));
  if (after->entries > 0) text += fmt::format("{} in use, kept\n", after->entries);
  return output::print_text(text);
}

}  // namespace

ExitCode cache(std::span<const char* const> arguments) {
  const std::string_view what = arguments.empty() ? "" : arguments.front();
  if (what == "--help" || what == "-h") return output::print_text(help_text(HelpTopic::Cache));
  if ((what != "info" && what != "clear") || arguments.size() > 1) {
    std::string odd = arguments.empty() ? "" : fmt::format(", not '{}'", arguments.back());
    const auto closest = closest_word(what, std::array<std::string_view, 2>{"info", "clear"});
    if (arguments.size() == 1 && closest) odd += fmt::format("; did you mean {}?", *closest);
    output::print_usage_error({ErrorKind::Usage, "cache takes info or clear" + odd}, "cache");
    return ExitCode::Usage;
  }
  const bundle::Cache packages(bundle::default_cache_directory());
  return what == "info" ? info(packages) : clear(packages);
}

}  // namespace lambdalocal::commands
