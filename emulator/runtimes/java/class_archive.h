// A class-data sharing archive of the runtime interface client: its classes and those of the JDK that it uses, parsed and laid out
// as the JVM wants them, so that a start maps them instead. One for each JDK and set of jars, in <cache>/java/<JDK>-<all of it>:
//
//   root/classes.jsa   what `java -XX:ArchiveClassesAtExit` wrote; missing when this JDK could not
//   manifest           of root (emulator/bundle/sealed_tree.h)
//
// The name holds a hash of the java binary and the jars (place, size, time of change) and of the flags, so a new JDK or other
// jars have another archive, and that from before is removed. The JVM compares its own version and the jars again, and goes on
// without an archive that does not fit: classes of the function are not in it.
// Source: docs.oracle.com/en/java/javase/21/vm/class-data-sharing.html
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emulator/runtimes/interpreters/interpreter_version.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

// What an archive is made of.
struct ClassArchiveSources {
  std::filesystem::path java;  // canonical
  Version version;
  std::vector<std::filesystem::path> jars;  // the beginning of the class path of whoever uses it
  std::filesystem::path native_library;
};

// Flags with which the archive is made and used: with others it might not fit.
std::vector<std::string> java_flags(const Version& version);
// The oldest JDK that can write one at its exit.
inline constexpr int kClassArchivesSince = 13;

// The directory of its entry; empty where no archive can be made: an old JDK, no cache.
std::filesystem::path class_archive_entry(const Machine& machine, const ClassArchiveSources& sources);

struct ClassArchive {
  bool is_made = false;                       // it need not be made (again)
  std::optional<std::filesystem::path> file;  // to be used
};
// What the entry has, compared with its manifest: a file for each stat.
ClassArchive find_class_archive(const std::filesystem::path& entry);

// Makes it: blocks for about a second, with the priority of what nobody waits for. Where another run makes it too, or it cannot be
// made, nothing happens.
void make_class_archive(const Machine& machine, const ClassArchiveSources& sources);

// Removes all, unless one is just being made.
void clear_class_archives(const std::filesystem::path& cache_directory);

}  // namespace lambdalocal::runtimes
