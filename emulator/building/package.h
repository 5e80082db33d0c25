// Where the packages of a run lie, and how one is put together. Everything blocks: call it on a worker.
#pragma once

#include <filesystem>
#include <string>

#include "core/function/build_step.h"
#include "core/result.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::building {

// The packages of this run: a directory below the cache's, gone with it.
class PackageDirectory {
 public:
  // Removes what killed runs left.
  static Result<PackageDirectory> create(const std::filesystem::path& cache_directory);
  PackageDirectory(PackageDirectory&&) noexcept = default;
  PackageDirectory& operator=(PackageDirectory&&) = delete;
  ~PackageDirectory();

  // A new, empty one.
  Result<std::filesystem::path> make();

 private:
  PackageDirectory(std::filesystem::path path, system::Fd lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::filesystem::path path_;
  system::Fd lock_;
  int count_ = 0;
};

// Where what the step's manifest names is kept: another place when that file, or the one that locks its versions, has changed, and for
// another interpreter.
Result<std::filesystem::path> dependencies_place(const BuildStep& step, const std::string& interpreter,
                                                 const std::filesystem::path& cache_directory);
// What was fetched into `fetched` is kept there from now on.
Result<void> keep_dependencies(const std::filesystem::path& fetched, const std::filesystem::path& place);

// Removes all dependencies, and the packages of runs that have ended.
void clear(const std::filesystem::path& cache_directory);

// The step's sources in the empty directory `package`, with what lies in `dependencies` beside them.
Result<void> put_together(const BuildStep& step, const std::filesystem::path& dependencies,
                          const std::filesystem::path& package);

// What a tool has made: what it left in `artifacts`, else a copy there of what it left at `code`. A file, or a directory with the
// sources in it, is used where it lies.
Result<std::filesystem::path> built_package(const BuildStep& step, const std::filesystem::path& artifacts,
                                            const std::filesystem::path& code);

}  // namespace lambdalocal::building
