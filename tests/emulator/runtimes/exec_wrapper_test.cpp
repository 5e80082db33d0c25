#include "emulator/runtimes/exec_wrapper.h"

#include <sys/wait.h>
#include <unistd.h>

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal::runtimes;

namespace {

// Runs a command to its end, without a shell; its exit status.
int exit_status_of(const Command& command) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    std::vector<char*> arguments;
    for (const std::string& argument : command.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    ::close(2);
    ::execv(command.executable.c_str(), arguments.data());
    ::_exit(99);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// `wrapper` around `sh -c "exit 42"`.
Command wrapped(const FileTree& tree, const std::string& wrapper) {
  Layout layout;
  layout.task_root = tree.path("task");
  layout.opt = tree.path("opt");
  Command command;
  command.executable = "/bin/sh";
  command.arguments = {"sh", "-c", "exit 42"};
  command.environment = {{"NODE_PATH", "x"}};
  Machine machine = tree.machine();
  machine.environment["PATH"] = "/usr/bin:/bin";
  return wrapped_command(std::move(command), wrapper, layout, machine);
}

}  // namespace

TEST_CASE("a wrapper gets the runtime's command line and may start it") {
  const FileTree tree;
  const auto file = tree.executable("opt/wrapper", "#!/bin/bash\n[ \"$2\" = -c ] || exit 1\nexec \"$@\"\n");
  const Command command = wrapped(tree, "/opt/wrapper");
  CHECK(command.executable == file);
  CHECK(command.arguments == std::vector<std::string>{file.string(), "/bin/sh", "-c", "exit 42"});
  CHECK(command.environment.at("NODE_PATH") == "x");
  CHECK(exit_status_of(command) == 42);
}

TEST_CASE("a wrapper written for sh has bash's abilities") {
  const FileTree tree;
  tree.executable("task/wrapper", "#!/bin/sh\nargs=(\"$@\")\n[[ ${#args[@]} == 3 ]] && exec \"${args[@]}\"\n");
  CHECK(exit_status_of(wrapped(tree, "/var/task/wrapper")) == 42);
}

TEST_CASE("a relative wrapper lies in the task root") {
  const FileTree tree;
  tree.executable("task/wrapper", "#!/bin/bash\nexec \"$@\"\n");
  CHECK(exit_status_of(wrapped(tree, "./wrapper")) == 42);
}

TEST_CASE("a wrapper that is missing ends with 127, one that is not executable with 126") {
  const FileTree tree;
  Command command = wrapped(tree, "/opt/nowhere");
  CHECK(exit_status_of(command) == 127);
  REQUIRE(command.warnings.size() == 1);
  CHECK(contains(command.warnings.front(), "none of the layers has that file"));
  tree.write("opt/wrapper", "#!/bin/bash\n");
  command = wrapped(tree, "/opt/wrapper");
  CHECK(exit_status_of(command) == 126);
  CHECK(contains(command.warnings.front(), "chmod +x"));
}

TEST_CASE("a wrapper without a first line runs as a script of the shell") {
  const FileTree tree;
  tree.executable("opt/wrapper", "exec \"$@\"\n");
  CHECK(exit_status_of(wrapped(tree, "/opt/wrapper")) == 42);
}
