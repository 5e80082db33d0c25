// core/inference/inference.h over a bundle on disk and the interpreters of this machine.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

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

  // What permissions kept this from seeing first: a file that read() was asked for, or a directory.
  struct Unreadable {
    std::string path;
    bool is_directory = false;
  };
  const std::optional<Unreadable>& first_unreadable() const { return first_unreadable_; }
  // Whether the machine had no descriptor left for something that is there: then nothing is known of the bundle.
  bool out_of_descriptors() const { return out_of_descriptors_; }

 private:
  bool is_inside(const std::filesystem::path& path) const;
  void note_unreadable(std::string_view path, bool is_directory) const;
  void note_failure(const std::error_code& failed) const;

  std::filesystem::path root_;
  std::filesystem::path real_root_;
  mutable std::optional<Unreadable> first_unreadable_;
  mutable bool out_of_descriptors_ = false;
};

// Runtime and handler of the function whose bundle lies in `task_root`; `installed` is an Interpreters as a rule.
Result<Inferred> infer(const std::filesystem::path& task_root, std::optional<RuntimeId> runtime,
                       std::optional<std::string> handler, const InstalledVersions& installed);

}  // namespace lambdalocal::runtimes
