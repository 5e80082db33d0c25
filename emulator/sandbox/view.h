// What a function sees of the machine: its package at /var/task, the layers at /opt, the runtime at /var/runtime, all read-only, a
// /tmp of its own, the system's programs and libraries, and its interpreter where that lies. Not the user's home, other functions,
// the cache, /run or other processes.
// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/sandbox/plan.h"

namespace lambdalocal::sandbox {

class View {
 public:
  std::shared_ptr<const Plan> plan() const { return plan_; }

  // A text that may have paths of this machine in it, alone or in a list of them, with those that the function finds elsewhere as it
  // finds them.
  std::string inside(std::string text) const;
  // The other way round, for people: anywhere in a text.
  std::string outside(std::string text) const;

 private:
  friend class ViewBuilder;
  std::shared_ptr<const Plan> plan_;
  std::vector<std::pair<std::string, std::string>> places_;         // of this machine, inside; longer ones first
  std::vector<std::pair<std::string, std::string>> places_inside_;  // the other way round
};

class ViewBuilder {
 public:
  // `hidden`: what no program brings along with itself, the user's home and our own directories.
  explicit ViewBuilder(std::vector<std::filesystem::path> hidden);

  // A directory or file of this machine at a place of its own; what is not there is left out.
  void put(const std::filesystem::path& here, const std::string& inside);
  // At the same place, unless it is seen anyway.
  void put(const std::filesystem::path& here);
  // A program with what it was installed with.
  void put_program(const std::filesystem::path& program);
  // What packages at /var/task find beside them: the targets of links in it, and the node_modules of directories above, in the same
  // places relative to it, /var standing for the directory above.
  void put_beside(const std::filesystem::path& task_root);

  View view(std::uint64_t tmp_bytes) &&;

 private:
  bool is_seen(const std::string& inside) const;
  bool is_too_wide(const std::filesystem::path& prefix) const;
  void put_system();
  void put_targets();
  void put_target(const std::filesystem::path& link, const std::filesystem::path& link_inside);
  void split_layers();

  const std::vector<std::filesystem::path> hidden_;
  Plan plan_;
  std::vector<std::pair<std::string, std::string>> places_;
  struct Folder {
    std::filesystem::path here, inside;
  };
  std::deque<Folder> folders_;  // in which links are still to be looked for
};

}  // namespace lambdalocal::sandbox
