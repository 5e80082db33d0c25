#include "emulator/runtimes/runtime_directory.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#include "emulator/system/files/fd.h"
#include "emulator/system/files/own_directory.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

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

std::string_view folder_of(RuntimeFamily family) {
  if (family == RuntimeFamily::Python) return "python";
  if (family == RuntimeFamily::NodeJs) return "nodejs";
  return "";
}

Error failed_to(const std::string& what, const std::error_code& code) {
  return Error{ErrorKind::System, what + ": " + code.message()};
}

Result<void> write_files(const Path& directory, std::span<const EmbeddedFile> files) {
  std::error_code failed;
  for (const EmbeddedFile& file : files) {
    const Path path = directory / file.path;
    std::filesystem::create_directories(path.parent_path(), failed);
    if (failed) return failed_to("create " + path.parent_path().string(), failed);
    std::ofstream stream(path, std::ios::binary);
    stream.write(file.content.data(), static_cast<std::streamsize>(file.content.size()));
    stream.close();
    if (!stream) return system::errno_error("write " + path.string());
  }
  return {};
}

// Writes beside the target and renames it into place: whoever comes first wins, the others find it done.
Result<void> write_directory(const Path& target, std::span<const EmbeddedFile> files) {
  std::error_code failed;
  std::filesystem::create_directories(target.parent_path(), failed);
  if (failed) return failed_to("create " + target.parent_path().string(), failed);
  std::string aside = target.string() + ".XXXXXX";
  if (::mkdtemp(aside.data()) == nullptr) return system::errno_error("create " + aside);
  Result<void> written = write_files(aside, files);
  if (written) {
    std::filesystem::rename(aside, target, failed);
    if (!failed) return {};
    if (!std::filesystem::is_directory(target)) written = failed_to("create " + target.string(), failed);
  }
  std::filesystem::remove_all(aside, failed);
  return written;
}

}  // namespace

Result<Path> runtime_directory(RuntimeFamily family, const Path& cache_directory, std::span<const EmbeddedFile> files) {
  ContentHash hash;
  for (const EmbeddedFile& file : files) {
    hash.add(file.path);
    hash.add(file.content);
  }
  const Path target = cache_directory / "runtime" / hash.text();
  const Path wanted = folder_of(family).empty() ? target : target / folder_of(family);
  for (const Path& level : {cache_directory, target.parent_path()}) {
    auto ours = system::make_own_directory(level, "XDG_CACHE_HOME");
    if (!ours) return std::move(ours).error().wrap("put the runtimes' bootstraps in the cache");
  }
  if (::access(wanted.c_str(), R_OK | X_OK) == 0) return wanted;
  if (auto written = write_directory(target, files); !written) {
    Error error = std::move(written).error();
    error.message += "\nset XDG_CACHE_HOME to a directory you can write to";
    return std::move(error).wrap("put the runtimes' bootstraps in the cache");
  }
  return wanted;
}

}  // namespace lambdalocal::runtimes
