#include "emulator/runtimes/executable_file.h"

#include <elf.h>
#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstring>

#include "core/bundle/executable_head.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t kHeadBytes = 512;

struct Architecture {
  std::uint16_t elf_machine;
  const char* name;      // as AWS names it
  const char* uname;     // as the kernel names it
  const char* emulator;  // of binfmt_misc
};
constexpr Architecture kArchitectures[] = {{EM_X86_64, "x86_64", "x86_64", "qemu-x86_64"},
                                           {EM_AARCH64, "arm64", "aarch64", "qemu-aarch64"}};

// A binary of another machine's kind, unless the kernel has an emulator for it.
std::optional<LaunchProblem> foreign_architecture(const std::string& head, const Machine& machine) {
  const auto built_for = elf_machine(head);
  if (!built_for) return LaunchProblem{"exec format error", "the file is no complete program"};
  utsname system;
  if (::uname(&system) != 0) return std::nullopt;
  for (const Architecture& architecture : kArchitectures) {
    if (architecture.elf_machine != *built_for || std::strcmp(system.machine, architecture.uname) == 0) continue;
    std::error_code failed;
    if (std::filesystem::exists(machine.system_root / "proc/sys/fs/binfmt_misc" / architecture.emulator, failed)) break;
    return LaunchProblem{"exec format error",
                         fmt::format("it is built for {}, and this machine is {}: build it for this "
                                     "machine, or install qemu-user with binfmt support",
                                     architecture.name, system.machine)};
  }
  return std::nullopt;
}

bool asks_for_sh(const Shebang& shebang) {
  const bool by_env = shebang.interpreter == "/usr/bin/env" && shebang.argument == "sh";
  return by_env || shebang.interpreter == "/bin/sh" || shebang.interpreter == "/usr/bin/sh";
}

// Amazon Linux's sh is bash; where this machine's is another shell, bash takes its place under the name sh.
ExecutableFile shell_script(const Path& file, const Shebang& shebang, const Machine& machine) {
  ExecutableFile script{{file, {}, {}}, {}};
  const Path sh = canonical_executable(shebang.interpreter == "/usr/bin/env" ? "/bin/sh" : shebang.interpreter);
  if (sh.filename() == "bash") return script;
  const Path bash = machine.find_program("bash");
  if (bash.empty()) {
    script.launch.note = fmt::format("{} asks for sh, which is bash on Lambda; there is no bash here, so {} runs it",
                                     file.filename().string(), sh.string());
    return script;
  }
  script.launch.executable = bash;
  script.launch.words = {"/bin/sh"};
  const bool by_env = shebang.interpreter == "/usr/bin/env";
  if (shebang.argument && !by_env) script.launch.words.push_back(*shebang.argument);
  script.launch.note = fmt::format("{} asks for sh, which is bash on Lambda: runs with {} as sh",
                                   file.filename().string(), bash.string());
  return script;
}

ExecutableFile script(const Path& file, const std::string& head, const Layout& layout, const Machine& machine) {
  const Shebang shebang = *read_shebang(head);
  if (shebang.carriage_return) {
    return {
        {file, {}, {}},
        LaunchProblem{"no such file or directory",
                      fmt::format("its first line ends in a carriage return (Windows line ends), so Linux looks for "
                                  "'{}\\r': save it with Unix line ends",
                                  shebang.argument ? *shebang.argument : shebang.interpreter)}};
  }
  if (asks_for_sh(shebang)) return shell_script(file, shebang, machine);
  const Path interpreter = on_this_machine(shebang.interpreter, layout);
  if (!interpreter.is_absolute() || !is_executable(interpreter)) {
    const bool there = ::access(interpreter.c_str(), F_OK) == 0;
    return {{file, {}, {}},
            LaunchProblem{there ? "permission denied" : "no such file or directory",
                          fmt::format("its first line names the interpreter '{}', which this machine {}",
                                      shebang.interpreter, there ? "may not execute" : "does not have")}};
  }
  if (interpreter == shebang.interpreter) return {{file, {}, {}}, {}};
  ExecutableFile mapped{{interpreter, {shebang.interpreter}, {}}, {}};
  if (shebang.argument) mapped.launch.words.push_back(*shebang.argument);
  mapped.launch.note = fmt::format("{} is started with {}", file.filename().string(), interpreter.string());
  return mapped;
}

}  // namespace

Path on_this_machine(const std::string& path, const Layout& layout) {
  Path clean = Path(path).lexically_normal();  // ".." must not lead out of the bundle
  const std::string text = clean.string();
  if (text.starts_with("/var/task/")) return layout.task_root / text.substr(10);
  if (text.starts_with("/opt/") && layout.opt) {
    Path in_layers = *layout.opt / text.substr(5);
    std::error_code failed;
    if (std::filesystem::exists(in_layers, failed)) return in_layers;
  }
  return clean;
}

ExecutableFile examine_executable(const Path& file, const Layout& layout, const Machine& machine) {
  ExecutableFile plain{{file, {}, {}}, {}};
  const auto broken = [&](const char* reason, std::string hint) {
    return ExecutableFile{plain.launch, LaunchProblem{reason, std::move(hint)}};
  };
  if (!is_executable(file))
    return broken("permission denied", "it is not executable: chmod +x " + file.filename().string());
  if (::access(file.c_str(), R_OK) != 0) return plain;  // a binary may be executable only
  const std::string head = read_text(file, kHeadBytes);
  if (head.starts_with("#!")) return script(file, head, layout, machine);
  if (is_elf(head)) {
    if (auto problem = foreign_architecture(head, machine)) return {plain.launch, std::move(problem)};
    return plain;
  }
  if (head.empty()) return broken("exec format error", "the file is empty");
  if (head.starts_with("\xef\xbb\xbf#!"))
    return broken("exec format error", "it starts with a byte order mark: save it without");
  return broken("exec format error", "it is neither a Linux program nor a script that starts with #!");
}

}  // namespace lambdalocal::runtimes
