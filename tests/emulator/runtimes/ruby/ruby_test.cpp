#include "emulator/runtimes/ruby/ruby.h"

#include <algorithm>

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

struct RubyFixture {
  RubyFixture() {
    layout.task_root = "/task";
    layout.runtime_directory = tree.path("runtime");
    tree.write("runtime/bootstrap.rb", "");
  }
  Command start(const char* id, int major, int minor) const {
    const auto command =
        ruby_command(*find_runtime(id), {"/usr/bin/ruby", Version{major, minor, 1}, std::nullopt}, layout);
    REQUIRE(command);
    return *command;
  }

  FileTree tree;
  Layout layout;
};

}  // namespace

TEST_CASE("a Ruby function's gems are looked for as on Lambda") {
  RubyFixture f;
  f.layout.opt = "/layers";
  const Command command = f.start("ruby3.4", 3, 4);
  CHECK(command.arguments == std::vector<std::string>{"/usr/bin/ruby", f.tree.path("runtime/bootstrap.rb").string()});
  CHECK(command.environment.at("GEM_PATH") == "/task/vendor/bundle/ruby/3.4.0:/layers/ruby/gems/3.4.0");
  CHECK(command.environment.at("RUBYLIB") == "/task:/layers/ruby/lib");
  CHECK(command.environment.at("GEM_HOME") == f.tree.path("runtime").string());
  f.layout.sdk = "/data/sdk/ruby3.4";
  CHECK(f.start("ruby3.4", 3, 4).environment.at("GEM_PATH").ends_with(":/data/sdk/ruby3.4"));
}

TEST_CASE("on another version of Ruby its gems go before those of the runtime's version") {
  RubyFixture f;
  const Command command = f.start("ruby3.4", 3, 1);
  CHECK(command.environment.at("GEM_PATH") == "/task/vendor/bundle/ruby/3.1.0:/task/vendor/bundle/ruby/3.4.0");
  CHECK(std::ranges::count(command.arguments, "--disable=did_you_mean,error_highlight") == 1);
  CHECK(std::ranges::count(f.start("ruby3.2", 3, 2).arguments, "--disable=did_you_mean,error_highlight") == 0);
}

TEST_CASE("the interpreter's own gems come last, where packages outside may be seen") {
  RubyFixture f;
  f.layout.outside_packages = OutsidePackages::Visible;
  CHECK(f.start("ruby3.4", 3, 4).environment.at("GEM_PATH").ends_with(":"));
}

TEST_CASE("rubies are found under rbenv, asdf and RVM, and a shim stands for what .ruby-version names") {
  const FileTree tree;
  tree.binary("home/.rbenv/versions/3.3.6/bin/ruby");
  tree.binary("home/.rbenv/versions/3.4.1/bin/ruby");
  tree.binary("home/.rvm/rubies/ruby-4.0.0/bin/ruby");
  tree.executable("home/.rbenv/shims/ruby", "#!/usr/bin/env bash\nexec \"/usr/bin/rbenv\" exec \"$program\" \"$@\"\n");
  tree.write("work/.ruby-version", "ruby-3.3.6\n");
  const Interpreters interpreters(tree.machine("home/.rbenv/shims"));
  CHECK(interpreters.find(RuntimeFamily::Ruby, 3, 3)->found_by == "rbenv");
  CHECK(interpreters.find(RuntimeFamily::Ruby, 4, 0)->found_by == "rvm");
  CHECK(interpreters.all(RuntimeFamily::Ruby).size() == 3);
  CHECK(resolve(*find_runtime("ruby3.2"), interpreters, VersionMatch::Nearest)->version.minor == 3);
}

TEST_CASE("the AWS SDK for Ruby is installed by the interpreter's own gem") {
  const FileTree tree;
  const Interpreters interpreters(tree.machine());
  const Interpreter ruby{RuntimeFamily::Ruby, Version{3, 4, 1}, tree.binary("r/bin/ruby"), "PATH"};
  const auto command = sdk_install_command(interpreters, ruby, *find_runtime("ruby3.4"), {{"aws-sdk-s3"}});
  REQUIRE(command);
  CHECK(command->directory == tree.path("data/sdk/ruby3.4"));
  CHECK(command->arguments.back() == "aws-sdk-s3");
  CHECK_FALSE(sdk_install_command(interpreters, ruby, *find_runtime("ruby3.4"), {{}, "/some/directory"}));
}
