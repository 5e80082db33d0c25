#include "emulator/runtimes/provided/provided.h"

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

Layout layout_of(const FileTree& tree) {
  Layout layout;
  layout.task_root = tree.path("task");
  layout.opt = tree.path("opt");
  return layout;
}

Command command_of(const FileTree& tree, const std::string& search_path = "bin") {
  auto command = provided_command(layout_of(tree), tree.machine(search_path));
  REQUIRE(command);
  return *std::move(command);
}

std::string problem_of(const FileTree& tree) {
  const Command command = command_of(tree);
  return command.problem ? command.problem->error_type + ": " + command.problem->message : "none";
}

std::vector<std::string> words(std::initializer_list<std::string> list) { return list; }

}  // namespace

TEST_CASE("the bootstrap of the bundle runs, else that of the layers") {
  const FileTree tree;
  const std::string in_opt = tree.executable("opt/bootstrap", "#!/bin/bash\n");
  CHECK(command_of(tree).executable == in_opt);
  const std::string in_task = tree.executable("task/bootstrap", "#!/bin/bash\n");
  const Command command = command_of(tree);
  CHECK(command.executable == in_task);
  CHECK(command.arguments == words({in_task}));
  CHECK_FALSE(command.problem);
  CHECK(command.notes.empty());
}

TEST_CASE("a missing bootstrap is AWS's invalid entry point") {
  const FileTree tree;
  constexpr const char* kMissing =
      "Runtime.InvalidEntrypoint: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
  CHECK(problem_of(tree) == kMissing);
  std::filesystem::create_directories(tree.path("task/bootstrap"));
  CHECK(problem_of(tree) == kMissing);
}

TEST_CASE("a bootstrap the kernel would refuse is an invalid entry point in the kernel's words") {
  const FileTree tree;
  const auto problem = [&](const std::string& text) {
    tree.executable("task/bootstrap", text);
    return problem_of(tree);
  };
  const std::string start = "Runtime.InvalidEntrypoint: fork/exec /var/task/bootstrap: ";
  CHECK(problem("") == start + "exec format error");
  CHECK(problem("MZ windows") == start + "exec format error");
  CHECK(problem("echo no first line\n") == start + "exec format error");
  CHECK(problem("\xef\xbb\xbf#!/bin/bash\n") == start + "exec format error");
  CHECK(problem("\x7f"
                "ELF") == start + "exec format error");
  CHECK(problem("#!/no/such/interpreter\n") == start + "no such file or directory");
  CHECK(problem("#!\n") == start + "no such file or directory");
  CHECK(problem("#!/bin/bash\r\necho\r\n") == start + "no such file or directory");
  tree.write("task/bootstrap", "#!/bin/bash\n");
  std::filesystem::permissions(tree.path("task/bootstrap"), std::filesystem::perms(0644));
  CHECK(problem_of(tree) == start + "permission denied");
  CHECK(contains(command_of(tree).problem->hint, "chmod +x bootstrap"));
}

TEST_CASE("a bootstrap of the layers is told by its path on Lambda") {
  const FileTree tree;
  tree.write("opt/bootstrap", "#!/bin/bash\n");
  CHECK(problem_of(tree) == "Runtime.InvalidEntrypoint: fork/exec /opt/bootstrap: permission denied");
}

TEST_CASE("Windows line ends and a foreign architecture are explained") {
  const FileTree tree;
  tree.executable("task/bootstrap", "#!/bin/sh\r\necho\r\n");
  CHECK(contains(command_of(tree).problem->hint, "carriage return"));
  std::string elf(64, '\0');
  elf.replace(0, 4,
              "\x7f"
              "ELF");
#if defined(__x86_64__)
  elf[18] = '\xb7';  // EM_AARCH64
#else
  elf[18] = '\x3e';  // EM_X86_64
#endif
  tree.executable("task/bootstrap", elf);
  CHECK(problem_of(tree) == "Runtime.InvalidEntrypoint: fork/exec /var/task/bootstrap: exec format error");
  CHECK(contains(command_of(tree).problem->hint, "build it for this machine"));
}

TEST_CASE("a script for sh runs with bash as sh, as on Amazon Linux") {
  const FileTree tree;
  const std::string bash = tree.binary("bin/bash");
  const std::string file = tree.executable("task/bootstrap", "#!/bin/sh -eu\n");
  if (std::filesystem::canonical("/bin/sh").filename() == "bash") return;  // this machine's sh is bash already
  Command command = command_of(tree);
  CHECK(command.executable == bash);
  CHECK(command.arguments == words({"/bin/sh", "-eu", file}));
  REQUIRE(command.notes.size() == 1);
  CHECK(contains(command.notes.front(), "sh, which is bash on Lambda"));
  tree.executable("task/bootstrap", "#!/usr/bin/env sh\n");
  command = command_of(tree);
  CHECK(command.arguments == words({"/bin/sh", file}));
  CHECK(command_of(tree, "").executable == tree.path("task/bootstrap"));  // no bash on this machine
}

TEST_CASE("an interpreter below /opt or /var/task is found in the layers and the bundle") {
  const FileTree tree;
  const std::string php = tree.binary("opt/bin/php");
  const std::string file = tree.executable("task/bootstrap", "#!/opt/bin/php -d x=1 -q\n");
  Command command = command_of(tree);
  CHECK(command.executable == php);
  CHECK(command.arguments == words({"/opt/bin/php", "-d x=1 -q", file}));
  const std::string own = tree.binary("task/run");
  tree.executable("task/bootstrap", "#!/var/task/run\n");
  CHECK(command_of(tree).executable == own);
  tree.executable("task/bootstrap", "#!/var/task/../secret\n");
  CHECK(contains(problem_of(tree), "no such file or directory"));
}

TEST_CASE("the hint on a missing bootstrap says where it was looked for") {
  const FileTree tree;
  CHECK(contains(command_of(tree).problem->hint, "looked for " + tree.path("task/bootstrap").string()));
  CHECK(contains(command_of(tree).problem->hint, tree.path("opt/bootstrap").string()));
  Layout without_layers = layout_of(tree);
  without_layers.opt.reset();
  CHECK(contains(provided_command(without_layers, tree.machine())->problem->hint,
                 "layers, of which the function has none"));
  std::filesystem::create_directories(tree.path("task/bootstrap"));
  CHECK(contains(command_of(tree).problem->hint, "a directory of that name does not count"));
}
