// The small files of the bundle cache: what a path held when it was last used, and what is known of an entry.
// Both are texts of a few lines, replaced whole by a rename, so a reader sees the old or the new one.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/bundle/cache.h"

namespace lambdalocal::bundle {

struct IndexRow {
  std::string digest;
  EntryMeta meta;
};

// Where the row of `file` lies: one row per path, so that a zip built again and again has one.
std::filesystem::path index_path(const std::filesystem::path& index, const std::filesystem::path& file);

// One line that changes when the file does: path, device, inode, size, time of modification and of status change.
std::string identity_of(const std::filesystem::path& file, const struct stat& status);

// Whether the file was changed so recently that one more change could leave its times as they are.
bool changed_just_now(const struct stat& status, std::chrono::system_clock::time_point now);

std::string format_row(const std::string& identity, const IndexRow& row);
std::optional<IndexRow> parse_row(std::string_view text,
                                  const std::string& identity);  // none when it is another file's

std::string format_meta(const EntryMeta& meta);
std::optional<EntryMeta> parse_meta(std::string_view text);

std::optional<std::string> read_small_file(const std::filesystem::path& path);
std::optional<std::string> read_whole_file(const std::filesystem::path& path);  // a manifest: some megabytes at most
Result<void> write_small_file(const std::filesystem::path& path, std::string_view text);
bool replace_small_file(const std::filesystem::path& path, std::string_view text);

}  // namespace lambdalocal::bundle
