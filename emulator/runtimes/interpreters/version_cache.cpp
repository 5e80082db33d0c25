#include "emulator/runtimes/interpreters/version_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "emulator/runtimes/machine.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::runtimes {
namespace {

constexpr std::size_t kFileBytes = 1024 * 1024;
constexpr const char* kFileName = "interpreters.json";

std::string identity_of(const std::filesystem::path& binary) {
  struct stat status;
  if (::stat(binary.c_str(), &status) != 0) return "";
  return fmt::format("{}-{}.{}-{}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ino);
}

void replace_file(const std::filesystem::path& file, const std::string& text) {
  std::string aside = file.string() + ".XXXXXX";
  const system::Fd fd(::mkostemp(aside.data(), O_CLOEXEC));
  if (!fd) return;
  const bool written = ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!written || ::rename(aside.c_str(), file.c_str()) != 0) ::unlink(aside.c_str());
}

}  // namespace

VersionCache::VersionCache(std::filesystem::path directory) : directory_(std::move(directory)) {}

void VersionCache::load() {
  if (std::exchange(loaded_, true) || directory_.empty()) return;
  const auto json = nlohmann::json::parse(read_text(directory_ / kFileName, kFileBytes), nullptr, false);
  if (!json.is_object()) return;
  for (const auto& [path, entry] : json.items()) {
    if (!entry.is_object()) continue;
    const auto identity = entry.find("identity");
    const auto version = entry.find("version");
    if (identity == entry.end() || version == entry.end() || !identity->is_string() || !version->is_string()) continue;
    entries_.insert_or_assign(path, Entry{identity->get<std::string>(), version->get<std::string>()});
  }
}

std::optional<std::string> VersionCache::find(const std::filesystem::path& binary) {
  load();
  const auto found = entries_.find(binary.native());
  if (found == entries_.end() || found->second.identity != identity_of(binary)) return std::nullopt;
  return found->second.version;
}

void VersionCache::store(const std::filesystem::path& binary, const std::string& version) {
  loaded_ = false;  // what another run has found meanwhile is kept
  load();
  entries_.insert_or_assign(binary.native(), Entry{identity_of(binary), version});
  if (directory_.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(directory_, ignored);
  nlohmann::json json = nlohmann::json::object();
  for (const auto& [path, entry] : entries_) {
    if (std::filesystem::exists(path, ignored)) json[path] = {{"identity", entry.identity}, {"version", entry.version}};
  }
  replace_file(directory_ / kFileName, json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace lambdalocal::runtimes
