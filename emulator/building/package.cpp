#include "emulator/building/package.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "emulator/system/digest.h"
#include "emulator/system/files/own_directory.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal::building {
namespace {

namespace fs = std::filesystem;
using system::Fd;

constexpr const char* kVariable = "XDG_CACHE_HOME";

fs::path builds_in(const fs::path& cache_directory) { return cache_directory / "builds"; }

Result<void> make_own(const fs::path& cache_directory, const fs::path& directory) {
  TRY_VOID(system::make_own_directory(cache_directory, kVariable));
  TRY_VOID(system::make_own_directory(builds_in(cache_directory), kVariable));
  return system::make_own_directory(directory, kVariable);
}

// None when another process has it.
Fd locked(const fs::path& directory) {
  Fd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd || ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return Fd();
  return fd;
}

void sweep(const fs::path& all) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(all, error)) {
    const Fd lock = locked(entry.path());
    if (lock) fs::remove_all(entry.path(), error);
  }
}

bool is_left_out(const std::string& name) {
  return name == ".aws-sam" || name == ".git" || name == "node_modules" || name == ".venv" || name == "venv" ||
         name == "__pycache__";
}

Error failed(std::string_view what, const fs::path& path, const std::error_code& error) {
  return {ErrorKind::System, fmt::format("{} {}: {}", what, path.string(), error.message())};
}

enum class Bring { Copies, Links };

// A link shares a file that nobody writes to; where there can be none, it is copied.
std::error_code bring_file(const fs::path& from, const fs::path& to, Bring how) {
  std::error_code error;
  if (how == Bring::Links) {
    fs::create_hard_link(from, to, error);
    if (!error) return error;
  }
  fs::copy_file(from, to, error);
  return error;
}

// What is there already stays.
Result<void> bring(const fs::path& from, const fs::path& to, Bring how, bool (*leaves_out)(const std::string&)) {
  std::error_code error;
  for (auto entry = fs::directory_iterator(from, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const fs::path name = entry->path().filename();
    if (leaves_out != nullptr && leaves_out(name.string())) continue;
    const fs::path place = to / name;
    std::error_code problem;
    const auto type = entry->symlink_status(problem).type();
    if (type == fs::file_type::directory) {
      fs::create_directory(place, problem);
      if (problem) return failed("make the directory", place, problem);
      TRY_VOID(bring(entry->path(), place, how, leaves_out));
    } else if (fs::symlink_status(place, problem).type() != fs::file_type::not_found) {
      continue;
    } else if (type == fs::file_type::symlink) {
      fs::copy_symlink(entry->path(), place, problem);
      if (problem) return failed("link", place, problem);
    } else if (type == fs::file_type::regular) {
      if (const auto problem_of_file = bring_file(entry->path(), place, how)) {
        return failed("copy", entry->path(), problem_of_file);
      }
    }
  }
  if (error) return failed("read the directory", from, error);
  return {};
}

bool holds(const fs::path& directory, const fs::path& inner) {
  const fs::path relative = inner.lexically_relative(directory);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

Result<PackageDirectory> PackageDirectory::create(const fs::path& cache_directory) {
  const fs::path all = builds_in(cache_directory) / "packages";
  TRY_VOID(make_own(cache_directory, all));
  sweep(all);
  while (true) {
    std::string path = (all / "XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) return system::errno_error("make a directory in " + all.string());
    Fd lock = locked(path);
    std::error_code error;
    // Another run may have taken it for a leftover before it was locked.
    if (lock && fs::exists(path, error)) return PackageDirectory(path, std::move(lock));
  }
}

PackageDirectory::~PackageDirectory() {
  std::error_code ignored;
  if (lock_) fs::remove_all(path_, ignored);
}

Result<fs::path> PackageDirectory::make() {
  fs::path path = path_ / std::to_string(++count_);
  std::error_code error;
  fs::create_directory(path, error);
  if (error) return failed("make the directory", path, error);
  return path;
}

void clear(const fs::path& cache_directory) {
  std::error_code ignored;
  fs::remove_all(builds_in(cache_directory) / "dependencies", ignored);
  sweep(builds_in(cache_directory) / "packages");
}

Result<fs::path> dependencies_place(const BuildStep& step, const std::string& interpreter,
                                    const fs::path& cache_directory) {
  std::string text = step.command + '\0' + step.directory.string() + '\0' + interpreter;
  for (const std::string& name : {step.manifest, std::string("package-lock.json")}) {
    const fs::path file = step.directory / name;
    std::error_code error;
    if (!fs::exists(file, error)) continue;
    TRY(content, system::read_text_file(file));
    text += '\0' + content;
  }
  const fs::path all = builds_in(cache_directory) / "dependencies";
  TRY_VOID(make_own(cache_directory, all));
  return all / system::hex(system::sha256(text)).substr(0, 32);
}

Result<void> keep_dependencies(const fs::path& fetched, const fs::path& place) {
  std::error_code error;
  fs::rename(fetched, place, error);
  if (error && !fs::is_directory(place)) return failed("keep", place, error);
  return {};
}

Result<void> put_together(const BuildStep& step, const fs::path& dependencies, const fs::path& package) {
  TRY_VOID(bring(step.directory, package, Bring::Copies, is_left_out));
  return bring(dependencies, package, Bring::Links, nullptr);
}

Result<fs::path> built_package(const BuildStep& step, const fs::path& artifacts, const fs::path& code) {
  std::error_code error;
  if (!fs::is_empty(artifacts, error)) return artifacts;
  if (!fs::exists(code, error)) {
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("it left nothing in $ARTIFACTS_DIR, and nothing at {}", code.string())};
  }
  if (!fs::is_directory(code, error) || holds(code, step.directory)) return code;
  TRY_VOID(bring(code, artifacts, Bring::Copies, nullptr));
  return artifacts;
}

}  // namespace lambdalocal::building
