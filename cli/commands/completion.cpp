// The scripts know nothing: they ask `lambdalocal completion words ...` with the words typed so far, and so complete what this
// binary has. Where it offers nothing, shells complete file names.
#include "cli/commands/completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "cli/commands/help.h"
#include "cli/commands/invoke_options.h"
#include "cli/commands/serve_options.h"
#include "cli/commands/test_options.h"
#include "cli/output/messages.h"
#include "core/events/generate.h"
#include "core/text/suggestion.h"
#include "emulator/project/project_reader.h"

namespace lambdalocal::commands {
namespace {

using Words = std::span<const std::string_view>;
using Candidates = std::vector<std::string>;

constexpr std::string_view kBash = R"SHELL(# In ~/.bashrc:  source <(lambdalocal completion bash)
_lambdalocal() {
  local line=${COMP_LINE:0:COMP_POINT} current IFS=$' \t\n'
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=${words[${#words[@]}-1]}
  IFS=$'\n'
  COMPREPLY=($(lambdalocal completion words "${words[@]:1}" 2>/dev/null))
  # Bash takes the colon of s3:put for a break between words.
  [[ $current == *:* ]] && COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*:}"}"}")
  return 0
}
complete -o bashdefault -o default -F _lambdalocal lambdalocal
)SHELL";

constexpr std::string_view kZsh = R"SHELL(#compdef lambdalocal
# In ~/.zshrc:  source <(lambdalocal completion zsh)
_lambdalocal() {
  local -a found
  found=(${(f)"$(lambdalocal completion words "${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( $#found )); then compadd -- $found; else _files; fi
}
compdef _lambdalocal lambdalocal
# Where the file is on the fpath, it is loaded when something is first to be completed.
if [[ $funcstack[1] == _lambdalocal ]]; then _lambdalocal; fi
)SHELL";

constexpr std::string_view kFish = R"(# lambdalocal completion fish > ~/.config/fish/completions/lambdalocal.fish
complete -c lambdalocal -a '(lambdalocal completion words (commandline -opc)[2..] (commandline -ct))'
)";

constexpr std::array kEventFlags = {"--set",  "--from-file", "--count",   "--via", "--seed",
                                    "--time", "--save",      "--compact", "--help"};

Candidates service_names() {
  Candidates names;
  for (const events::Service& service : events::services()) names.emplace_back(service.name);
  return names;
}

Candidates type_names(std::string_view service_name, std::string_view prefix = "") {
  Candidates names;
  const events::Service* service = events::find_service(service_name);
  if (service == nullptr) return names;
  for (const events::EventType& type : service->types) names.push_back(fmt::format("{}{}", prefix, type.name));
  return names;
}

// s3:put, for invoke's --event.
Candidates event_names() {
  Candidates names;
  for (const events::Service& service : events::services()) {
    for (std::string& name : type_names(service.name, fmt::format("{}:", service.name)))
      names.push_back(std::move(name));
  }
  return names;
}

Candidates split(std::string_view choices) {
  Candidates words;
  while (!choices.empty()) {
    const std::size_t bar = std::min(choices.find('|'), choices.size());
    words.emplace_back(choices.substr(0, bar));
    choices.remove_prefix(std::min(bar + 1, choices.size()));
  }
  return words;
}

// Behind SERVICE TYPE: flags, or the words that the flag before takes.
Candidates event_options(const events::EventType& type, std::string_view before) {
  const std::vector<events::Option> options = events::options_of(type, {});
  if (before == "--via") return {"sns", "sqs", "sns,sqs", "sns:raw,sqs", "kinesis", "firehose"};
  const auto option = std::ranges::find_if(options, [&](const events::Option& one) {
    return before.starts_with("--") && before.substr(2) == one.name && one.kind != events::OptionKind::Flag;
  });
  if (option != options.end()) return split(option->choices);
  if (before == "--from-file") return {};
  Candidates flags(kEventFlags.begin(), kEventFlags.end());
  for (const events::Option& one : options) flags.push_back(fmt::format("--{}", one.name));
  return flags;
}

Candidates event_words(Words words) {
  const std::string_view first = words[1];
  if (words.size() == 2) {
    Candidates names = service_names();
    names.insert(names.begin(), {"list", "show"});
    return names;
  }
  if (first == "list" || first == "show") {
    if (words.size() == 3) return service_names();
    return first == "show" && words.size() == 4 ? type_names(words[2]) : Candidates{};
  }
  const bool names_type = words.size() > 3 && !words[2].starts_with('-');
  if (words.size() == 3 && !words[2].starts_with('-')) return type_names(first);
  const auto type = events::find_type(first, names_type ? words[2] : "");
  return type ? event_options(**type, words[words.size() - 2]) : Candidates{};
}

Candidates flags_of(Words words, Candidates flags) {
  const std::string_view before = words[words.size() - 2];
  if (before == "--event" || before == "-e") return event_names();
  return words.back().starts_with('-') ? std::move(flags) : Candidates{};
}

// Of the lambdalocal.json and the template here, or the one that was named.
Candidates function_names_here(Words words) {
  TemplateOptions options;
  for (std::size_t at = 1; at + 1 < words.size(); ++at) {
    if (words[at - 1] == "-t" || words[at - 1] == "--template" || words[at - 1] == "--template-file")
      options.file = words[at];
  }
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  return error ? Candidates{} : function_names(options, here);
}

Candidates flags_or_functions(Words words, Candidates flags) {
  static constexpr std::array<std::string_view, 17> kTakeNothing = {"--build",
                                                                    "--cold",
                                                                    "--connect",
                                                                    "--disable-authorizer",
                                                                    "--freeze",
                                                                    "--isolated",
                                                                    "--json",
                                                                    "--log-tail",
                                                                    "-q",
                                                                    "--quiet",
                                                                    "-v",
                                                                    "--verbose",
                                                                    "--strict-runtime",
                                                                    "--pass-aws-credentials",
                                                                    "--no-extensions",
                                                                    "--snap-start",
                                                                    "--no-watch"};
  const std::string_view before = words[words.size() - 2];
  const bool is_value = before.starts_with('-') && std::ranges::find(kTakeNothing, before) == kTakeNothing.end();
  if (is_value || words.back().starts_with('-')) return flags_of(words, std::move(flags));
  return function_names_here(words);
}

Candidates all(Words words) {
  if (words.size() < 2)
    return {"init",   "invoke", "serve", "test",       "validate", "event",  "runtimes",
            "layers", "doctor", "cache", "completion", "help",     "version"};
  const std::string_view command = words.front();
  if (command == "event") return event_words(words);
  if (command == "invoke") return flags_or_functions(words, invoke_flags());
  if (command == "serve") return flags_or_functions(words, serve_flags());
  if (command == "doctor")
    return flags_or_functions(words, {"--json", "--strict-runtime", "--isolation", "--template"});
  if (command == "validate") return flags_or_functions(words, {"--json", "--template", "--parameter-overrides"});
  if (command == "test") return flags_of(words, test_flags());
  if (words.size() > 2) return {};
  if (command == "init") return {"python", "nodejs", "go", "java"};
  if (command == "help")
    return {"init",   "invoke", "serve", "test",       "validate", "event",      "runtimes",
            "layers", "doctor", "cache", "completion", "config",   "exit-codes", "man"};
  if (command == "layers") return {"pull", "list"};
  if (command == "cache") return {"info", "clear"};
  if (command == "runtimes") return {"list", "install", "--json"};
  if (command == "completion") return {"bash", "zsh", "fish"};
  return {};
}

std::optional<std::string_view> script(std::string_view shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  if (shell == "fish") return kFish;
  return std::nullopt;
}

}  // namespace

std::vector<std::string> completions(Words words) {
  Candidates candidates = all(words);
  const std::string_view typed = words.empty() ? "" : words.back();
  std::erase_if(candidates, [&](const std::string& candidate) { return !candidate.starts_with(typed); });
  return candidates;
}

ExitCode completion(std::span<const char* const> arguments) {
  const std::string_view what = arguments.empty() ? "" : arguments.front();
  if (what == "--help" || what == "-h") return output::print_text(help_text(HelpTopic::Completion));
  if (what == "words") {
    const std::vector<std::string_view> words(arguments.begin() + 1, arguments.end());
    std::string text;
    for (const std::string& candidate : completions(words)) text += candidate + "\n";
    return output::print_text(text);
  }
  const auto known = arguments.size() == 1 ? script(what) : std::nullopt;
  if (known) return output::print_text(*known);
  const auto closest = closest_word(what, std::array<std::string_view, 3>{"bash", "zsh", "fish"});
  std::string odd = arguments.empty() ? "" : fmt::format(", not '{}'", arguments.back());
  if (arguments.size() == 1 && closest) odd += fmt::format("; did you mean {}?", *closest);
  output::print_usage_error({ErrorKind::Usage, "completion takes bash, zsh or fish" + odd}, "completion");
  return ExitCode::Usage;
}

}  // namespace lambdalocal::commands
