// core/inference/inference.h over a bundle on disk and the interpreters of this machine.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/inference/inference.h"

namespace lambdalocal::runtimes {

// The files of a bundle's directory. Links are followed; a link that leads out of the bundle is not there, nor is a file too
// large to be source code.
class DirectoryListing : public BundleListing {
 public:
  explicit DirectoryListing(std::filesystem::path root);

  std::vector<BundleEntry> entries(std::string_view directory) const override;
  bool is_file(std::string_view path) const override;
  std::string read(std::string_view path) const override;

  // The first file that read() was asked for and permissions refused; empty when there was none.
  const std::string& first_unreadable() const { return first_unreadable_; }

 private:
  bool is_inside(const std::filesystem::path& path) const;

  std::filesystem::path root_;
  std::filesystem::path real_root_;
  mutable std::string first_unreadable_;
};

// Runtime and handler of the function whose bundle lies in `task_root`; `installed` is an Interpreters as a rule.
Result<Inferred> infer(const std::filesystem::path& task_root, std::optional<RuntimeId> runtime,
                       std::optional<std::string> handler, const InstalledVersions& installed);

}  // namespace lambdalocal::runtimes
