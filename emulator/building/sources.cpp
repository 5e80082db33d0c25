#include "emulator/building/sources.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace lambdalocal::building {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::size_t kMostSources = 20'000;
constexpr std::int64_t kSecond = 1'000'000'000;

std::optional<SourceStamp> stamp_of(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  return SourceStamp{status.st_ino, static_cast<std::uint64_t>(status.st_size),
                     status.st_mtim.tv_sec * kSecond + status.st_mtim.tv_nsec};
}

}  // namespace

bool is_of_tools(const std::string& name) {
  static constexpr std::array kNames = {"node_modules"sv, "__pycache__"sv, "venv"sv, "target"sv, "cdk.out"sv};
  return name.starts_with('.') || std::ranges::find(kNames, name) != kNames.end();
}

bool lies_with_tools(const fs::path& directory, const fs::path& path) {
  const fs::path below = path.lexically_relative(directory);
  const auto is_one = [](const fs::path& name) {
    return !name.string().starts_with("..") && is_of_tools(name.string());
  };
  if (std::ranges::any_of(below.parent_path(), is_one)) return true;
  std::error_code error;
  return below != "." && is_one(below.filename()) && fs::is_directory(path, error);
}

std::optional<SourceList> list_sources(const fs::path& directory, const fs::path& except) {
  SourceList sources;
  std::error_code error;
  fs::recursive_directory_iterator entry(directory, fs::directory_options::skip_permission_denied, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored) && !entry->is_symlink(ignored)) {
      if (is_of_tools(entry->path().filename().string()) || entry->path() == except) entry.disable_recursion_pending();
      continue;
    }
    if (entry->path() == except) continue;
    if (sources.size() == kMostSources) return std::nullopt;
    if (const auto stamp = stamp_of(entry->path())) {
      sources.emplace(entry->path().lexically_relative(directory).string(), *stamp);
    }
  }
  return sources;
}

bool SourceState::is_as_built(const std::optional<SourceList>& now) const {
  if (!now || !sources_) return false;
  const auto is_own = [this](const auto& source) { return own_.contains(source.first); };
  SourceList left = *now;
  SourceList right = *sources_;
  std::erase_if(left, is_own);
  std::erase_if(right, is_own);
  return left == right;
}

void SourceState::built(std::optional<SourceList> before, std::optional<SourceList> after) {
  sources_ = std::move(after);
  if (!before || !sources_) return;
  for (auto& [path, stamp] : *sources_) {
    const auto was = before->find(path);
    const bool is_new = was == before->end();
    if (is_new || (!(was->second == stamp) && !suspected_.insert(path).second)) {
      own_.insert(path);
    } else {
      stamp = was->second;
    }
  }
}

}  // namespace lambdalocal::building
