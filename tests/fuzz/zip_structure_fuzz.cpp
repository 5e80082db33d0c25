// A whole archive, unpacked into a directory of its own: nothing appears beside that directory, no link in it leads out,
// and no more bytes than the budget are written.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "emulator/bundle/unpack.h"
#include "emulator/system/files/fd.h"

namespace {

namespace fs = std::filesystem;
using lambdalocal::system::Fd;

constexpr std::uintmax_t kBudget = 256 * 1024;

// One directory for the whole run, removed when it ends.
class Parent {
 public:
  Parent() {
    std::string pattern = (fs::temp_directory_path() / "lambdalocal-fuzz-XXXXXX").native();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
    // Three levels, so that a path that climbs a few still lands where it is looked for.
    fs::create_directories(path_ / "a/b");
  }
  ~Parent() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  fs::path root() const { return path_ / "a/b/root"; }

 private:
  fs::path path_;
};

void fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void check(const Parent& parent, bool unpacked) {
  std::size_t outside = 0;
  for (const auto& entry : fs::recursive_directory_iterator(parent.path())) {
    if (!entry.path().native().starts_with(parent.root().native())) ++outside;
  }
  if (outside != 2) fail("something was written outside of the directory");
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(parent.root())) {
    if (entry.is_symlink()) {
      const fs::path end = (entry.path().parent_path() / fs::read_symlink(entry.path())).lexically_normal();
      if (!end.native().starts_with(parent.root().native())) fail("a link leads out of the directory");
    } else if (entry.is_regular_file()) {
      bytes += entry.file_size();
    } else if (!entry.is_directory()) {
      fail("something is neither a file nor a directory nor a link");
    }
    struct stat status {};
    if (::lstat(entry.path().c_str(), &status) != 0 || (status.st_mode & 07000) != 0)
      fail("a mode has more than permissions");
  }
  if (bytes > kBudget) fail("more bytes than the budget were written");
  if (!unpacked && bytes > kBudget) fail("a refused archive wrote more than the budget");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Parent parent;
  fs::create_directory(parent.root());
  const Fd archive(::memfd_create("archive", MFD_CLOEXEC));
  if (!archive || ::write(archive.get(), data, size) != static_cast<ssize_t>(size)) std::abort();
  const Fd root(::open(parent.root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const auto unpacked = lambdalocal::bundle::unpack(archive.get(), root.get(), {.budget = kBudget, .threads = 1});
  check(parent, unpacked.ok());
  fs::remove_all(parent.root());
  return 0;
}
