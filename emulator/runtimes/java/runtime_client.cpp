#include "emulator/runtimes/java/runtime_client.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "emulator/bundle/zip_archive.h"
#include "emulator/runtimes/machine.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view kClientJar = "aws-lambda-java-runtime-interface-client";
constexpr std::string_view kMainClassFile = "com/amazonaws/services/lambda/runtime/api/client/AWSLambda.class";
constexpr std::size_t kLibraryBytes = 32 * 1024 * 1024;
// What a function cannot be run without: a class, and the jar that has it.
struct Part {
  std::string_view class_file, jar;
};
constexpr std::array kParts = {
    Part{kMainClassFile, kClientJar},
    Part{"com/amazonaws/services/lambda/runtime/RequestHandler.class", "aws-lambda-java-core"},
    Part{"com/amazonaws/services/lambda/runtime/serialization/PojoSerializer.class", "aws-lambda-java-serialization"},
};

Error client_failed(const std::string& what, const std::error_code& code) {
  return Error{ErrorKind::System, what + ": " + code.message()};
}

struct OpenJar {
  system::Fd fd;
  bundle::ZipArchive archive;
};

Result<OpenJar> open_jar(const Path& path) {
  system::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return system::errno_error("open " + path.string());
  auto archive = bundle::ZipArchive::open(fd.get());
  if (!archive) return std::move(archive).error().wrap(path.string());
  return OpenJar{std::move(fd), std::move(*archive)};
}

std::optional<std::uint64_t> index_of(const bundle::ZipArchive& archive, std::string_view name) {
  for (std::uint64_t index = 0; index < archive.entries(); ++index) {
    const auto entry = archive.entry(index);
    if (entry && entry->name == name) return index;
  }
  return std::nullopt;
}

Result<std::string> contents(bundle::ZipArchive& archive, std::uint64_t index) {
  TRY_VOID(archive.start(index));
  std::string bytes;
  std::array<char, 64 * 1024> block;
  while (true) {
    TRY(count, archive.read(block));
    if (count == 0) return bytes;
    bytes.append(block.data(), count);
    if (bytes.size() > kLibraryBytes) return Error{ErrorKind::System, "its native library is too large"};
  }
}

// As the client names those it carries.
Result<std::string> native_library_entry() {
  utsname machine{};
  ::uname(&machine);
  std::string architecture = machine.machine;
  if (architecture == "aarch64") architecture = "aarch_64";
  const bool musl = path_exists("/lib/ld-musl-" + std::string(machine.machine) + ".so.1");
  return fmt::format("jni/libaws-lambda-jni.linux{}-{}.so", musl ? "_musl" : "", architecture);
}

Result<void> take_native_library(const Path& directory, bundle::ZipArchive& archive) {
  TRY(name, native_library_entry());
  const auto index = index_of(archive, name);
  if (!index) {
    return Error{ErrorKind::System,
                 fmt::format("the runtime interface client has no native library for this machine ({})", name)};
  }
  TRY(bytes, contents(archive, *index));
  return system::write_text_file(directory / kJavaClientNativeLibrary, bytes);
}

std::string pom_of(const std::vector<std::string>& packages) {
  std::string dependencies;
  for (const std::string& package : packages) {
    const std::size_t first = package.find(':'), last = package.rfind(':');
    dependencies += fmt::format(
        "    <dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>\n",
        package.substr(0, first), package.substr(first + 1, last - first - 1), package.substr(last + 1));
  }
  return fmt::format(R"(<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>lambdalocal</groupId>
  <artifactId>runtime-interface-client</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
{}  </dependencies>
</project>
)",
                     dependencies);
}

Path aside_of(const Path& directory) {
  return directory.parent_path() / ("." + directory.filename().string() + "-new");
}

Result<void> empty_directory(const Path& directory) {
  std::error_code failed;
  std::filesystem::remove_all(directory, failed);
  std::filesystem::create_directories(directory, failed);
  if (failed) return client_failed("create " + directory.string(), failed);
  return {};
}

// The complete one takes the place of what was there.
Result<void> move_into_place(const Path& aside, const Path& directory) {
  TRY_VOID(complete_java_client(aside));
  std::error_code failed;
  std::filesystem::remove_all(directory, failed);
  if (!failed) std::filesystem::rename(aside, directory, failed);
  if (failed) return client_failed("put the runtime interface client into " + directory.string(), failed);
  return {};
}

Result<void> copy_jars(const Path& from, const Path& aside) {
  const std::vector<Path> jars = jars_in(from);
  if (jars.empty()) {
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("there are no .jar files in {}\nname the directory that holds {}-*.jar and the jars it "
                             "depends on, as `mvn dependency:copy-dependencies` writes them",
                             from.string(), kClientJar)};
  }
  for (const Path& jar : jars) {
    std::error_code failed;
    std::filesystem::copy_file(jar, aside / jar.filename(), failed);
    if (failed) return client_failed("copy " + jar.string(), failed);
  }
  return {};
}

}  // namespace

std::vector<Path> jars_in(const Path& directory) {
  std::vector<Path> jars;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(directory, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    std::error_code unknown;
    if (entry->path().extension() == ".jar" && entry->is_regular_file(unknown)) jars.push_back(entry->path());
  }
  std::ranges::sort(jars);
  return jars;
}

bool brings_java_client(const Path& task_root) {
  if (path_exists(task_root / kMainClassFile)) return true;
  return std::ranges::any_of(jars_in(task_root / "lib"),
                             [](const Path& jar) { return jar.filename().native().starts_with(kClientJar); });
}

InstallCommand install_java_client(const Path& directory, const Path& maven, std::vector<std::string> packages) {
  const Path aside = aside_of(directory);
  InstallCommand command{directory,
                         {maven.string(), "-B", "-f", (aside / "pom.xml").string(),
                          "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies",
                          "-DincludeScope=runtime", "-DoutputDirectory=" + aside.string()},
                         {}};
  command.before = [aside, packages = std::move(packages)]() -> Result<void> {
    TRY_VOID(empty_directory(aside));
    return system::write_text_file(aside / "pom.xml", pom_of(packages));
  };
  command.after = [aside, directory] { return move_into_place(aside, directory); };
  return command;
}

InstallCommand install_java_client_from(const Path& directory, const Path& from) {
  const Path aside = aside_of(directory);
  InstallCommand command{directory, {}, {}};
  command.before = [aside, from]() -> Result<void> {
    TRY_VOID(empty_directory(aside));
    return copy_jars(from, aside);
  };
  command.after = [aside, directory] { return move_into_place(aside, directory); };
  return command;
}

Result<void> complete_java_client(const Path& directory) {
  std::array<bool, kParts.size()> found{};
  for (const Path& path : jars_in(directory)) {
    TRY(jar, open_jar(path));
    for (std::size_t part = 0; part < kParts.size(); ++part) {
      if (found[part] || !index_of(jar.archive, kParts[part].class_file)) continue;
      found[part] = true;
      if (part == 0) TRY_VOID(take_native_library(directory, jar.archive));
    }
  }
  for (std::size_t part = 0; part < kParts.size(); ++part) {
    if (found[part]) continue;
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("the runtime interface client is not complete: none of the jars has {}\nadd {}-*.jar",
                             kParts[part].class_file, kParts[part].jar)};
  }
  return {};
}

}  // namespace lambdalocal::runtimes
