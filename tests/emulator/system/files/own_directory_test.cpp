#include "emulator/system/files/own_directory.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>

#include "tests/support/catch.h"
#include "tests/support/text.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;
using namespace lambdalocal::tests;
namespace fs = std::filesystem;

namespace {

constexpr uid_t kNobody = 65534;

std::string refusal(const fs::path& directory) {
  const auto made = system::make_own_directory(directory, "XDG_CACHE_HOME");
  return made ? "" : made.error().message;
}

// Whether `check` returns true in a process with this home, as a user whom permissions bind.
bool holds_with_home(const fs::path& home, const std::function<bool()>& check) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::unsetenv("XDG_CACHE_HOME");
    ::unsetenv("XDG_DATA_HOME");
    ::setenv("HOME", home.c_str(), 1);
    if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) ::_exit(2);
    ::_exit(check() ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool is_temporary() { return contains(system::user_cache_directory().native(), "/lambdalocal-"); }

}  // namespace

TEST_CASE("a directory of ours is made with what is above it, for us alone") {
  TestDirectory directory;
  CHECK(refusal(directory / "a/b/lambdalocal").empty());
  CHECK(fs::status(directory / "a/b/lambdalocal").permissions() == fs::perms::owner_all);
  CHECK(refusal(directory / "a/b/lambdalocal").empty());
  CHECK(system::check_own_directory(directory / "none/at/all", "XDG_CACHE_HOME").ok());
}

TEST_CASE("a directory that others may write to, or a holder of one, is refused with advice") {
  TestDirectory directory;
  fs::create_directories(directory / "holder/lambdalocal");
  fs::permissions(directory / "holder/lambdalocal", fs::perms(0757));
  CHECK(contains_all(refusal(directory / "holder/lambdalocal"), {"other users", "set XDG_CACHE_HOME"}));
  fs::permissions(directory / "holder/lambdalocal", fs::perms(0755));
  fs::permissions(directory / "holder", fs::perms(0777));
  CHECK(contains_all(refusal(directory / "holder/lambdalocal"), {"holder", "other users"}));
  fs::permissions(directory / "holder", fs::perms(01777));
  CHECK(refusal(directory / "holder/lambdalocal").empty());
}

TEST_CASE("a directory of another user is refused, also to root, and so is a group's") {
  if (::geteuid() != 0) return;  // only root can make one
  TestDirectory directory;
  fs::create_directories(directory / "holder/lambdalocal");
  REQUIRE(::chown((directory / "holder/lambdalocal").c_str(), kNobody, kNobody) == 0);
  CHECK(contains_all(refusal(directory / "holder/lambdalocal"), {"belongs to the user 65534", "set XDG_CACHE_HOME"}));
  REQUIRE(::chown((directory / "holder/lambdalocal").c_str(), 0, kNobody) == 0);
  fs::permissions(directory / "holder/lambdalocal", fs::perms(0775));
  CHECK(contains(refusal(directory / "holder/lambdalocal"), "other users"));
  fs::permissions(directory / "holder/lambdalocal", fs::perms(0755));
  CHECK(refusal(directory / "holder/lambdalocal").empty());
  REQUIRE(::chown((directory / "holder").c_str(), kNobody, 0) == 0);
  CHECK(contains(refusal(directory / "holder/lambdalocal"), "belongs to the user 65534"));
}

TEST_CASE("a symbolic link in the place of a directory of ours is not followed") {
  TestDirectory directory;
  fs::create_directories(directory / "elsewhere");
  fs::create_directory_symlink("elsewhere", directory / "lambdalocal");
  CHECK(contains_all(refusal(directory / "lambdalocal"), {"symbolic link", "set XDG_CACHE_HOME"}));
}

TEST_CASE("a home that can be used holds the cache; one that cannot is done without") {
  TestDirectory directory;
  fs::permissions(directory.path(), fs::perms(0755));
  const fs::path home = directory / "home";
  fs::create_directories(home);
  if (::geteuid() == 0) REQUIRE(::chown(home.c_str(), kNobody, kNobody) == 0);
  CHECK(holds_with_home(home, [&] { return system::user_cache_directory() == home / ".cache/lambdalocal"; }));
  CHECK(holds_with_home(home, [&] { return system::user_data_directory() == home / ".local/share/lambdalocal"; }));
  fs::permissions(home, fs::perms(0555));
  CHECK(holds_with_home(home, is_temporary));
  fs::permissions(home, fs::perms(0777));
  CHECK(holds_with_home(home, is_temporary));
  fs::permissions(home, fs::perms(0755));
  write_file(home / ".cache", "a file");
  CHECK(holds_with_home(home, is_temporary));
  for (const char* unusable : {"/", "/nonexistent", "/dev/null", "", "relative", "/proc", "/etc/passwd"}) {
    INFO(unusable);
    CHECK(holds_with_home(unusable, is_temporary));
  }
}
