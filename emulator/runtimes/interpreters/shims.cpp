#include "emulator/runtimes/interpreters/shims.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t kScriptBytes = 4096;
constexpr std::size_t kSettingsBytes = 256 * 1024;

// The manager a shim belongs to; empty for a real binary, "?" for a script of unknown make.
std::string manager_of(const Path& on_path, const Path& canonical) {
  std::string target = canonical.filename();
  if (target == "volta-shim" || target == "volta") return "volta";
  if (target == "mise" || target == "rtx") return "mise";
  if (target == "asdf" || target == "snap") return target;
  const std::string script = read_text(canonical, kScriptBytes);
  if (!script.starts_with("#!")) return "";
  for (const char* manager : {"pyenv", "nodenv", "rbenv", "asdf", "mise"}) {
    const bool in_shims = on_path.parent_path().filename() == "shims";
    if (script.find(manager) != std::string::npos && (in_shims || script.find("exec") != std::string::npos))
      return manager;
  }
  return "?";
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    const bool separates = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ':';
    if (!separates) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

// The versions that a .tool-versions line ("python 3.12.1 system") or a mise setting (python = "3.12") names.
std::vector<std::string> tool_setting(std::string_view text, const std::array<std::string_view, 2>& names) {
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string line(text.substr(start, end - start));
    for (char& c : line) {
      if (c == '=' || c == '"' || c == '\'' || c == '[' || c == ']' || c == ',') c = ' ';
    }
    line = line.substr(0, line.find('#'));
    std::vector<std::string> words = words_of(line);
    if (words.size() >= 2 && std::ranges::find(names, words.front()) != names.end()) {
      words.erase(words.begin());
      return words;
    }
    start = end + 1;
  }
  return {};
}

std::vector<std::string> json_setting(const std::string& text, std::string_view first, std::string_view second) {
  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains(first) || !json[std::string(first)].is_object()) return {};
  const auto& inner = json[std::string(first)];
  if (!inner.contains(second) || !inner[std::string(second)].is_string()) return {};
  return {inner[std::string(second)].get<std::string>()};
}

class Selection {
 public:
  Selection(const Machine& machine, const InterpreterKind& kind, std::string manager)
      : machine_(machine), kind_(kind), manager_(std::move(manager)), root_(manager_root(machine, manager_)) {}

  // What the manager would choose, in its words: versions, beginnings of versions, "system"; empty when it has no
  // choice.
  std::vector<std::string> read() const {
    if (manager_ == "pyenv") return rbenv_style("PYENV_VERSION", ".python-version");
    if (manager_ == "rbenv") return rbenv_style("RBENV_VERSION", ".ruby-version");
    if (manager_ == "nodenv") return rbenv_style("NODENV_VERSION", ".node-version");
    if (manager_ == "volta") {
      auto pinned =
          in_files_above({"package.json"}, [](const std::string& text) { return json_setting(text, "volta", "node"); });
      if (!pinned.empty()) return pinned;
      return json_setting(read_text(root_ / "tools/user/platform.json", kSettingsBytes), "node", "runtime");
    }
    const auto tools = [this](const std::string& text) { return tool_setting(text, kind_.tool_names); };
    if (manager_ == "asdf") {
      const std::string set = machine_.variable(kind_.asdf_variable);
      if (!set.empty()) return words_of(set);
      if (auto chosen = in_files_above({".tool-versions"}, tools); !chosen.empty()) return chosen;
      return tools(read_text(machine_.home_directory("", ".tool-versions"), kSettingsBytes));
    }
    const std::string set = machine_.variable(kind_.mise_variable);
    if (!set.empty()) return words_of(set);
    if (auto chosen = in_files_above({"mise.toml", ".mise.toml", ".tool-versions"}, tools); !chosen.empty())
      return chosen;
    return tools(read_text(machine_.home_directory("XDG_CONFIG_HOME", ".config") / "mise/config.toml", kSettingsBytes));
  }

 private:
  std::vector<std::string> rbenv_style(std::string_view variable, const char* file) const {
    if (const std::string set = machine_.variable(variable); !set.empty()) return words_of(set);
    const auto words = [](const std::string& text) { return words_of(text); };
    if (auto chosen = in_files_above({file}, words); !chosen.empty()) return chosen;
    return words_of(read_text(root_ / "version", kSettingsBytes));
  }

  template <typename Reader>
  std::vector<std::string> in_files_above(std::initializer_list<const char*> names, Reader reader) const {
    for (Path folder = machine_.working_directory; folder.is_absolute(); folder = folder.parent_path()) {
      for (const char* name : names) {
        if (auto found = reader(read_text(folder / name, kSettingsBytes)); !found.empty()) return found;
      }
      if (!folder.has_relative_path()) break;
    }
    return {};
  }

  const Machine& machine_;
  const InterpreterKind& kind_;
  std::string manager_;
  Path root_;
};

// Whether "3.12" selects 3.12.1: the same, or its beginning up to a dot.
bool selects(std::string_view wanted, const std::string& version) {
  if (wanted.starts_with('v')) wanted.remove_prefix(1);
  if (wanted.starts_with("ruby-")) wanted.remove_prefix(5);
  if (wanted == "latest" || wanted == "lts") return true;
  return version.starts_with(wanted) && (version.size() == wanted.size() || version[wanted.size()] == '.');
}

std::optional<RealBinary> installed_by(const VersionManagers& managers, const InterpreterKind& kind,
                                       const std::string& manager, std::optional<Version> wanted) {
  std::vector<std::string> chosen;
  if (!wanted) chosen = Selection(managers.machine(), kind, manager).read();
  if (chosen.empty()) chosen = {"latest"};
  for (const std::string& choice : chosen) {
    if (choice == "system") return std::nullopt;
    for (const Installation& installation : managers.installed(kind)) {
      if (installation.manager != manager) continue;
      if (wanted ? !same_runtime(kind.family, installation.version, *wanted)
                 : !selects(choice, installation.version.text())) {
        continue;
      }
      Path binary = canonical_executable(installation.binary);
      if (!binary.empty()) return RealBinary{std::move(binary), manager};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<RealBinary> real_binary(const VersionManagers& managers, const InterpreterKind& kind, const Path& on_path,
                                      std::optional<Version> wanted) {
  Path canonical = canonical_executable(on_path);
  if (canonical.empty()) return std::nullopt;
  const std::string manager = manager_of(on_path, canonical);
  if (manager.empty()) return RealBinary{std::move(canonical), ""};
  if (manager == "?") return std::nullopt;
  if (manager != "snap") return installed_by(managers, kind, manager, wanted);
  const std::string program = on_path.filename();
  Path in_snap = canonical_executable(managers.machine().system_root / "snap" / program / "current/bin" / program);
  if (in_snap.empty()) return std::nullopt;
  return RealBinary{std::move(in_snap), manager};
}

}  // namespace lambdalocal::runtimes
