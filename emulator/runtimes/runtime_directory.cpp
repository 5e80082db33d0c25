#include "emulator/runtimes/runtime_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#include "emulator/bundle/sealed_tree.h"
#include "emulator/runtimes/family.h"
#include "emulator/runtimes/interpreters/version_probe.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/files/own_directory.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;
using bundle::lock;
using bundle::open_directory;
using bundle::remove_tree;

// FNV-1a on 8 bytes at a time: names contents that this binary itself holds, so it need not withstand attacks.
class ContentHash {
 public:
  void add(std::string_view bytes) {
    add_word(bytes.size());
    while (!bytes.empty()) {
      std::uint64_t word = 0;
      const std::size_t length = std::min(bytes.size(), sizeof(word));
      std::memcpy(&word, bytes.data(), length);
      add_word(word);
      bytes.remove_prefix(length);
    }
  }
  std::string text() const { return fmt::format("{:016x}", state_); }

 private:
  void add_word(std::uint64_t word) {
    state_ = (state_ ^ word) * 0x100000001b3ULL;
    state_ ^= state_ >> 32;
  }

  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

Error failed_to(const std::string& what, const std::error_code& code) {
  return Error{ErrorKind::System, what + ": " + code.message()};
}

constexpr auto kCompiling = std::chrono::seconds(20);
Result<void> write_text(const Path& path, std::string_view text) {
  std::ofstream stream(path, std::ios::binary);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (!stream) return system::errno_error("write " + path.string());
  return {};
}

Result<void> write_files(const Path& directory, std::span<const EmbeddedFile> files) {
  std::error_code failed;
  for (const EmbeddedFile& file : files) {
    const Path path = directory / file.path;
    std::filesystem::create_directories(path.parent_path(), failed);
    if (failed) return failed_to("create " + path.parent_path().string(), failed);
    TRY_VOID(write_text(path, file.content));
  }
  return {};
}

// Files, bytecode and manifest of a new entry, in a directory that nobody knows yet.
Result<void> fill(const Path& aside, const std::optional<BytecodeCompiler>& compiler,
                  std::span<const EmbeddedFile> files) {
  const Path root = aside / "root";
  TRY_VOID(write_files(root, files));
  if (compiler) {  // without bytecode the interpreter compiles at each start: slower, and nothing worse
    ask(compiler->machine, compiler->interpreter,
        family_of(compiler->family)->compile_arguments(root / family_of(compiler->family)->bootstrap_folder()),
        kCompiling);
  }
  const system::Fd fd = open_directory(root);
  if (!fd) return system::errno_error("open " + root.string());
  TRY(manifest, bundle::seal_tree(fd.get()));
  return write_text(bundle::manifest_path(aside), manifest);
}

// A shared lock on the entry, when it is as it should be.
std::shared_ptr<const system::Fd> use(const Path& entry) {
  system::Fd fd = open_directory(entry);
  if (!fd || !lock(fd, LOCK_SH) || bundle::check_entry(entry).state != bundle::TreeCheck::State::Intact) return nullptr;
  return std::make_shared<const system::Fd>(std::move(fd));
}

bool is_left_over(const Path& path) { return path.filename().native().find(".new-") != std::string::npos; }

// Written beside its place and moved there; only one run at a time does that, so what lies beside is left over.
Result<std::shared_ptr<const system::Fd>> write_entry(const Path& entry,
                                                      const std::optional<BytecodeCompiler>& compiler,
                                                      std::span<const EmbeddedFile> files) {
  std::error_code failed;
  const Path all = entry.parent_path();
  std::filesystem::create_directories(all, failed);
  if (failed) return failed_to("create " + all.string(), failed);
  const system::Fd writing = open_directory(all);
  if (!writing || !lock(writing, LOCK_EX)) return system::errno_error("lock " + all.string());
  if (auto ready = use(entry)) return ready;  // another run was first
  for (std::filesystem::directory_iterator other(all, failed), end; !failed && other != end; other.increment(failed)) {
    if (is_left_over(other->path())) remove_tree(other->path());
  }
  std::string aside = entry.string() + ".new-XXXXXX";
  if (::mkdtemp(aside.data()) == nullptr) return system::errno_error("create " + aside);
  if (auto filled = fill(aside, compiler, files); !filled) {
    remove_tree(aside);
    return std::move(filled).error();
  }
  if (path_exists(entry)) {
    std::string old = entry.string() + ".new-old-XXXXXX";
    if (::mkdtemp(old.data()) != nullptr) std::filesystem::rename(entry, old, failed);
    remove_tree(old);
    remove_tree(entry);
  }
  std::filesystem::rename(aside, entry, failed);
  if (failed) return failed_to("create " + entry.string(), failed);
  auto ready = use(entry);
  if (!ready) return Error{ErrorKind::System, "write " + entry.string() + ": somebody else changes it"};
  return ready;
}

}  // namespace

std::optional<BytecodeCompiler> bytecode_compiler(RuntimeFamily family, const Machine& machine, const Path& interpreter,
                                                  const Version& version) {
  const Family* one = family_of(family);
  if (one == nullptr || one->compile_arguments({}).empty()) return std::nullopt;
  return BytecodeCompiler{family, machine, interpreter, version};
}

Result<RuntimeDirectory> open_runtime_directory(RuntimeFamily family, const Path& cache_directory,
                                                const std::optional<BytecodeCompiler>& compiler,
                                                std::span<const EmbeddedFile> files) {
  ContentHash hash;
  for (const EmbeddedFile& file : files) {
    hash.add(file.path);
    hash.add(file.content);
  }
  const Family* one = family_of(family);
  const Path folder(one == nullptr ? "" : one->bootstrap_folder());
  std::string name = hash.text();
  if (compiler) name += fmt::format("-{}{}.{}", folder.string(), compiler->version.major, compiler->version.minor);
  const Path entry = cache_directory / "runtime" / name;
  const Path path = folder.empty() ? entry / "root" : entry / "root" / folder;
  for (const Path& level : {cache_directory, entry.parent_path()}) {
    auto ours = system::make_own_directory(level, "XDG_CACHE_HOME");
    if (!ours) return std::move(ours).error().wrap("put the runtimes' bootstraps in the cache");
  }
  if (auto ready = use(entry)) return RuntimeDirectory{path, entry, std::move(ready)};
  const bool was_there = path_exists(entry);
  auto written = write_entry(entry, compiler, files);
  if (!written) {
    Error error = std::move(written).error();
    error.message += "\nset XDG_CACHE_HOME to a directory you can write to";
    return std::move(error).wrap("put the runtimes' bootstraps in the cache");
  }
  std::string warning;
  if (was_there) {
    warning = fmt::format("the runtime's files in {} had been changed and were written anew", path.string());
  }
  return RuntimeDirectory{path, entry, std::move(*written), std::move(warning)};
}

void clear_runtime_directories(const Path& cache_directory) {
  const Path all = cache_directory / "runtime";
  const system::Fd writing = open_directory(all);
  if (!writing || !lock(writing, LOCK_EX)) return;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(all, failed), end; !failed && entry != end; entry.increment(failed)) {
    const system::Fd fd = open_directory(entry->path());
    if (!fd || lock(fd, LOCK_EX | LOCK_NB)) remove_tree(entry->path());
  }
}

}  // namespace lambdalocal::runtimes
