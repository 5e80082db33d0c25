#include "emulator/runtimes/java/java.h"

#include <algorithm>

#include "emulator/runtimes/java/class_archive.h"
#include "emulator/runtimes/java/runtime_client.h"
#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

constexpr const char* kMainClass = "com/amazonaws/services/lambda/runtime/api/client/AWSLambda.class";

bool has_word(const Command& command, const std::string& word) {
  return std::ranges::find(command.arguments, word) != command.arguments.end();
}

std::string class_path(const Command& command) {
  const auto flag = std::ranges::find(command.arguments, "-classpath");
  REQUIRE(flag != command.arguments.end());
  return *(flag + 1);
}

// A function of 512 MB in task/, with an installed client of two jars.
struct JavaFixture {
  JavaFixture() {
    function.runtime = *find_runtime("java21");
    function.handler = "shop.Orders::add";
    function.memory_size_mb = 512;
    layout.task_root = tree.path("task");
    std::filesystem::create_directories(layout.task_root);
    layout.sdk = tree.path("data/sdk/java");
    tree.write("data/sdk/java/b.jar", "");
    tree.write("data/sdk/java/a.jar", "");
  }
  Result<Command> start(int major = 21) const {
    return java_command(function, ResolvedRuntime{java, Version{major, 0, 1}, std::nullopt}, layout, machine);
  }

  FileTree tree;
  Function function;
  Layout layout;
  std::filesystem::path java = tree.binary("jdk/bin/java");
  Machine machine = tree.machine();
};

// The three jars that a client is made of, the native libraries of both architectures in one of them.
void write_client(const std::filesystem::path& directory, bool with_core = true) {
  std::filesystem::create_directories(directory);
  std::vector<tests::ZipEntry> client = {tests::file(kMainClass, "class")};
  for (const char* machine : {"linux-x86_64", "linux-aarch_64", "linux_musl-x86_64", "linux_musl-aarch_64"}) {
    client.push_back(tests::file("jni/libaws-lambda-jni." + std::string(machine) + ".so", "library"));
  }
  const auto write = [&](const char* name, const std::vector<tests::ZipEntry>& entries) {
    tests::write_file(directory / name, tests::zip_bytes(entries));
  };
  write("aws-lambda-java-runtime-interface-client-2.jar", client);
  write("aws-lambda-java-serialization-1.jar",
        {tests::file("com/amazonaws/services/lambda/runtime/serialization/PojoSerializer.class", "class")});
  if (with_core) {
    write("aws-lambda-java-core-1.jar",
          {tests::file("com/amazonaws/services/lambda/runtime/RequestHandler.class", "")});
  }
}

}  // namespace

TEST_CASE("a Java function runs under AWS's client with Lambda's flags") {
  const JavaFixture f;
  const auto command = f.start();
  REQUIRE(command);
  CHECK(command->executable == f.java);
  CHECK(has_word(*command, "-XX:+UseSerialGC"));
  CHECK(has_word(*command, "-XX:TieredStopAtLevel=1"));
  CHECK(has_word(*command, "-XX:MaxHeapSize=445644k"));
  CHECK(class_path(*command) ==
        f.tree.path("data/sdk/java/a.jar").string() + ":" + f.tree.path("data/sdk/java/b.jar").string());
  CHECK(command->arguments[command->arguments.size() - 2] == kJavaClientMain);
  CHECK(command->arguments.back() == "shop.Orders::add");
}

TEST_CASE("a class that cannot be in the bundle is named before the JVM looks for it, with what builds it") {
  const JavaFixture f;
  REQUIRE(f.start());
  REQUIRE(f.start()->warnings.size() == 1);
  CHECK(contains(f.start()->warnings[0], "shop/Orders.class"));
  f.tree.write("task/pom.xml", "");
  CHECK(contains(f.start()->warnings[0], "mvn package"));
  f.tree.write("task/shop/Orders.class", "");
  CHECK(f.start()->warnings.empty());
}

TEST_CASE("a JDK gets no flag that it does not know") {
  const JavaFixture f;
  const auto oldest = f.start(8);
  REQUIRE(oldest);
  for (const std::string& word : oldest->arguments) {
    CHECK_FALSE(word.starts_with("--"));
    CHECK_FALSE(word.starts_with("-Xlog"));
  }
  CHECK_FALSE(oldest->afterwards);  // it can write no class archive
  CHECK(has_word(*f.start(11), "--add-opens=java.base/java.io=ALL-UNNAMED"));
  CHECK(has_word(*f.start(25), "-Xlog:aot=off"));
}

TEST_CASE("what JAVA_TOOL_OPTIONS says is not said again") {
  JavaFixture f;
  f.function.environment["JAVA_TOOL_OPTIONS"] = "-XX:+UseG1GC -Xmx100m -XX:-TieredCompilation";
  const auto command = f.start();
  REQUIRE(command);
  for (const std::string& word : command->arguments) {
    CHECK_FALSE(word.starts_with("-XX:+UseSerialGC"));
    CHECK_FALSE(word.starts_with("-XX:MaxHeapSize"));
    CHECK_FALSE(word.starts_with("-XX:Tiered"));
  }
}

TEST_CASE("layers that do not lie in /opt follow the function on the class path, each sorted by name") {
  JavaFixture f;
  f.layout.opt = f.tree.path("layers");
  f.tree.write("layers/java/lib/z.jar", "");
  f.tree.write("task/lib/b.jar", "");
  f.tree.write("task/lib/a.jar", "");
  const auto command = f.start();
  REQUIRE(command);
  const std::string task = f.tree.path("task").string();
  CHECK(class_path(*command).ends_with(":" + task + ":" + task + "/lib/a.jar:" + task +
                                       "/lib/b.jar:" + f.tree.path("layers/java/lib/z.jar").string()));
}

TEST_CASE("a bundle with a client of its own runs with that one") {
  JavaFixture f;
  f.layout.sdk.reset();
  const auto missing = f.start();
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::RuntimeMissing);
  CHECK(contains(missing.error().message, "lambdalocal runtimes install java"));
  f.tree.write("task/lib/aws-lambda-java-runtime-interface-client-2.8.3.jar", "");
  const auto command = f.start();
  REQUIRE(command);
  CHECK(class_path(*command).starts_with(f.tree.path("task").string() + ":"));
  CHECK_FALSE(command->afterwards);
}

TEST_CASE("a class archive is used while it is what it was, and belongs to one JDK and one set of jars") {
  const JavaFixture f;
  const ClassArchiveSources sources{f.java, Version{21, 0, 1}, jars_in(*f.layout.sdk), "/library.so"};
  const auto entry = class_archive_entry(f.machine, sources);
  CHECK(entry.parent_path() == f.machine.cache_directory / "java");
  CHECK_FALSE(find_class_archive(entry).is_made);
  const auto first = f.start();
  REQUIRE(first);
  CHECK(first->afterwards);  // it is made beside the function
  CHECK(std::ranges::none_of(first->arguments,
                             [](const std::string& word) { return word.starts_with("-XX:SharedArchiveFile"); }));
  f.tree.write("data/sdk/java/b.jar", "another version");
  CHECK(class_archive_entry(f.machine, {f.java, Version{21, 0, 1}, jars_in(*f.layout.sdk), "/library.so"}) != entry);
  CHECK(class_archive_entry(f.machine, {f.java, Version{11, 0, 1}, jars_in(*f.layout.sdk), "/library.so"}).empty());
}

TEST_CASE("a class archive that a JDK could not write is not tried again") {
  const JavaFixture f;
  const auto java = f.tree.executable("old/bin/java", "#!/bin/sh\nexit 1\n");
  const ClassArchiveSources sources{java, Version{21, 0, 1}, jars_in(*f.layout.sdk), "/library.so"};
  make_class_archive(f.machine, sources);
  const ClassArchive made = find_class_archive(class_archive_entry(f.machine, sources));
  CHECK(made.is_made);
  CHECK_FALSE(made.file);
}

TEST_CASE("a class archive is written by the JDK's own means, and one that was changed is not used") {
  const JavaFixture f;
  const auto java = f.tree.executable("jdk17/bin/java",
                                      "#!/bin/sh\nfor word; do case $word in -XX:ArchiveClassesAtExit=*) "
                                      "echo archive > \"${word#*=}\";; esac; done\nexit 1\n");
  const ClassArchiveSources sources{java, Version{17, 0, 1}, jars_in(*f.layout.sdk), "/library.so"};
  make_class_archive(f.machine, sources);
  const auto entry = class_archive_entry(f.machine, sources);
  const ClassArchive made = find_class_archive(entry);
  REQUIRE(made.file);
  std::filesystem::permissions(made.file->parent_path(), std::filesystem::perms(0755));
  tests::write_file(*made.file, "changed!");
  CHECK_FALSE(find_class_archive(entry).is_made);
  make_class_archive(f.machine, sources);
  CHECK(find_class_archive(entry).file);
  clear_class_archives(f.machine.cache_directory);
  CHECK_FALSE(find_class_archive(entry).is_made);
}

TEST_CASE("the client is installed from a directory when it is complete, and what was there stays when it is not") {
  const FileTree tree;
  write_client(tree.path("jars"));
  const auto directory = tree.path("data/sdk/java");
  const auto install = [&] {
    const InstallCommand command = install_java_client_from(directory, tree.path("jars"));
    CHECK(command.arguments.empty());
    auto done = command.before();
    return done ? command.after() : std::move(done);
  };
  REQUIRE(install());
  CHECK(jars_in(directory).size() == 3);
  CHECK(tests::read_file(directory / kJavaClientNativeLibrary) == "library");
  std::filesystem::remove(tree.path("jars/aws-lambda-java-core-1.jar"));
  const auto incomplete = install();
  REQUIRE_FALSE(incomplete);
  CHECK(contains(incomplete.error().message, "aws-lambda-java-core"));
  CHECK(jars_in(directory).size() == 3);
  std::filesystem::remove_all(tree.path("jars"));
  CHECK(contains(install().error().message, "no .jar files"));
}

TEST_CASE("Maven installs the client, or the versions named") {
  const FileTree tree;
  tree.executable("bin/mvn", "#!/bin/sh\n");
  const Interpreters interpreters(tree.machine("bin"));
  const Interpreter java{RuntimeFamily::Java, Version{21, 0, 1}, tree.binary("jdk/bin/java"), "PATH"};
  const auto command = sdk_install_command(interpreters, java, *find_runtime("java21"), {});
  REQUIRE(command);
  CHECK(command->arguments.front() == tree.path("bin/mvn").string());
  REQUIRE(command->before());
  const std::string pom = tests::read_file(tree.path("data/sdk/.java-new/pom.xml"));
  CHECK(contains(pom, "<artifactId>aws-lambda-java-runtime-interface-client</artifactId>"));
  for (const char* bad : {"boto3", "a:b:c</version>", "a::1", ":b:1"}) {
    CHECK_FALSE(sdk_install_command(interpreters, java, *find_runtime("java21"), {{bad}}));
  }
  const Interpreters without(tree.machine());
  CHECK(sdk_install_command(without, java, *find_runtime("java21"), {}).error().kind == ErrorKind::RuntimeMissing);
}

TEST_CASE("a JDK's version is that of its release file") {
  CHECK(java_version_of_release("JAVA_VERSION=\"17.0.15\"\n") == Version{17, 0, 15});
  CHECK(java_version_of_release("IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25\"\n") == Version{25, 0, 0});
  CHECK(java_version_of_release("JAVA_VERSION=\"1.8.0_392\"\n") == Version{8, 0, 392});
  CHECK_FALSE(java_version_of_release("NO_JAVA_VERSION=\"17\"\n"));
  CHECK_FALSE(java_version_of_release("JAVA_VERSION=\"\"\n"));
}

TEST_CASE("JDKs are found by JAVA_HOME, on PATH and where systems and managers put them, each version once") {
  const FileTree tree;
  const auto jdk = [&](const std::string& home, const char* version) {
    tree.write(home + "/release", "JAVA_VERSION=\"" + std::string(version) + "\"\n");
    return tree.binary(home + "/bin/java");
  };
  const auto chosen = jdk("mine", "21.0.2");
  jdk("system/usr/lib/jvm/java-21-openjdk", "21.0.1");
  const auto old = jdk("system/usr/lib/jvm/java-8-openjdk", "1.8.0_392");
  const auto newest = jdk("home/.sdkman/candidates/java/25-tem", "25.0.1");
  Machine machine = tree.machine();
  machine.environment["JAVA_HOME"] = tree.path("mine").string();
  const Interpreters interpreters(machine);
  CHECK(interpreters.find(RuntimeFamily::Java, 21, 0)->path == chosen);
  CHECK(interpreters.find(RuntimeFamily::Java, 8, 0)->path == old);
  CHECK(interpreters.find(RuntimeFamily::Java, 25, 0)->path == newest);
  CHECK_FALSE(interpreters.find(RuntimeFamily::Java, 17, 0));
  CHECK(interpreters.all(RuntimeFamily::Java).size() == 3);
  CHECK(resolve(*find_runtime("java17"), interpreters, VersionMatch::Nearest)->interpreter == chosen);
}
