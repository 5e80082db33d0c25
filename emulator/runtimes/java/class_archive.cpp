#include "emulator/runtimes/java/class_archive.h"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>

#include "emulator/bundle/sealed_tree.h"
#include "emulator/runtimes/interpreters/version_probe.h"
#include "emulator/runtimes/java/runtime_client.h"
#include "emulator/system/digest.h"
#include "emulator/system/files/own_directory.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

constexpr auto kMaking = std::chrono::seconds(20);
constexpr const char* kArchiveFile = "classes.jsa";
constexpr int kNativeAccessFlagSince = 17, kModulesSince = 9, kAotLogSince = 24;
constexpr std::size_t kNameDigits = 16;

// Which file it is, as far as a stat tells.
std::string identity_of(const Path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return path.string() + " missing\n";
  return fmt::format("{} {} {} {}.{}\n", path.string(), status.st_ino, status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec);
}

std::string short_hash(std::string_view text) { return system::hex(system::sha256(text)).substr(0, kNameDigits); }

std::string class_path_of(const std::vector<Path>& jars) {
  std::string text;
  for (const Path& jar : jars) text += (text.empty() ? "" : ":") + jar.string();
  return text;
}

// The client with a handler of the JDK's own, against a Runtime API that nobody serves: it loads all that it needs to wait for its
// first event, and ends.
std::vector<std::string> training(const ClassArchiveSources& sources, const Path& file) {
  std::vector<std::string> words = {"AWS_LAMBDA_RUNTIME_API=127.0.0.1:1", sources.java.string()};
  for (std::string& flag : java_flags(sources.version)) words.push_back(std::move(flag));
  words.push_back("-XX:ArchiveClassesAtExit=" + file.string());
  words.push_back(fmt::format("-D{}={}", kJavaClientNativeProperty, sources.native_library.string()));
  for (std::string word : {std::string("-classpath"), class_path_of(sources.jars), std::string(kJavaClientMain),
                           std::string("java.util.HashMap::putAll")}) {
    words.push_back(std::move(word));
  }
  return words;
}

bool fill_class_archive(const Machine& machine, const ClassArchiveSources& sources, const Path& aside) {
  std::error_code failed;
  const Path root = aside / "root";
  if (!std::filesystem::create_directory(root, failed)) return false;
  // It fails by design, with the archive written; where there is none, this JDK cannot.
  if (!ask(machine, "/usr/bin/env", training(sources, root / kArchiveFile), kMaking, Priority::Low)) return false;
  const system::Fd fd = bundle::open_directory(root);
  if (!fd) return false;
  const auto manifest = bundle::seal_tree(fd.get());
  return manifest && system::write_text_file(bundle::manifest_path(aside), *manifest);
}

}  // namespace

std::vector<std::string> java_flags(const Version& version) {
  std::vector<std::string> flags = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};
  if (version.major >= kModulesSince) flags.emplace_back("--add-opens=java.base/java.io=ALL-UNNAMED");
  if (version.major >= kNativeAccessFlagSince) flags.emplace_back("--enable-native-access=ALL-UNNAMED");
  if (version.major >= kClassArchivesSince) {
    flags.insert(flags.end(), {"-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"});
  }
  if (version.major >= kAotLogSince) flags.emplace_back("-Xlog:aot=off");
  return flags;
}

Path class_archive_entry(const Machine& machine, const ClassArchiveSources& sources) {
  if (machine.cache_directory.empty() || sources.version.major < kClassArchivesSince || sources.jars.empty()) return {};
  std::string all = identity_of(sources.java) + identity_of(sources.java.parent_path().parent_path() / "lib/modules");
  for (const Path& jar : sources.jars) all += identity_of(jar);
  for (const std::string& flag : java_flags(sources.version)) all += flag + "\n";
  return machine.cache_directory / "java" / (short_hash(sources.java.native()) + "-" + short_hash(all));
}

ClassArchive find_class_archive(const Path& entry) {
  if (entry.empty() || bundle::check_entry(entry).state != bundle::TreeCheck::State::Intact) return {};
  Path file = entry / "root" / kArchiveFile;
  return {true, path_exists(file) ? std::optional(std::move(file)) : std::nullopt};
}

void make_class_archive(const Machine& machine, const ClassArchiveSources& sources) {
  const Path entry = class_archive_entry(machine, sources);
  if (entry.empty() || !system::make_own_directory(entry.parent_path(), "XDG_CACHE_HOME")) return;
  const system::Fd making = bundle::open_directory(entry.parent_path());
  if (!making || !bundle::lock(making, LOCK_EX | LOCK_NB) || find_class_archive(entry).is_made) return;
  const std::string of_this_java = short_hash(sources.java.native()) + "-";
  std::error_code failed;
  for (std::filesystem::directory_iterator other(entry.parent_path(), failed), end; !failed && other != end;
       other.increment(failed)) {
    const std::string name = other->path().filename();  // of a run that was killed: .new-
    if (name.starts_with(of_this_java) || name.find(".new-") != std::string::npos) bundle::remove_tree(other->path());
  }
  std::string aside = entry.string() + ".new-XXXXXX";
  if (::mkdtemp(aside.data()) == nullptr) return;
  if (fill_class_archive(machine, sources, aside)) std::filesystem::rename(aside, entry, failed);
  bundle::remove_tree(aside);
}

void clear_class_archives(const Path& cache_directory) {
  const system::Fd making = bundle::open_directory(cache_directory / "java");
  if (making && bundle::lock(making, LOCK_EX | LOCK_NB)) bundle::remove_tree(cache_directory / "java");
}

}  // namespace lambdalocal::runtimes
