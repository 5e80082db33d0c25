// Writes zip archives byte by byte, right ones and hostile ones, for the tests of emulator/bundle.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lambdalocal::tests {

struct ZipEntry {
  std::string name;
  std::string data;
  unsigned made_by = 3;                // unix
  unsigned mode = 0100644;             // upper half of the external attributes
  unsigned flags = 0;                  // general purpose bits: 1 is "encrypted", 0x800 "the name is UTF-8"
  unsigned method = 0;                 // as written in the headers; `data` is what lies in the archive
  std::optional<std::uint32_t> crc;    // a lie about the CRC of the contents
  std::optional<std::uint32_t> bytes;  // uncompressed size, when it is not that of `data`
};

ZipEntry file(std::string name, std::string data, unsigned mode = 0100644);
ZipEntry directory(std::string name, unsigned mode = 0040755);
ZipEntry symbolic_link(std::string name, std::string target);

// `bytes` zeros in a deflate stream of about a thousandth of that.
ZipEntry deflated_zeros(std::string name, std::uint32_t bytes);

std::string zip_bytes(const std::vector<ZipEntry>& entries);

void write_file(const std::filesystem::path& path, std::string_view bytes);
std::string read_file(const std::filesystem::path& path);

// A directory of its own that goes with the object.
class TestDirectory {
 public:
  TestDirectory();
  ~TestDirectory();
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

  // Writes an archive into it and returns its path.
  std::filesystem::path zip(const std::string& name, const std::vector<ZipEntry>& entries) const;

  // Every path beneath it, relative and sorted, for "nothing was written outside".
  std::vector<std::string> listing() const;

 private:
  std::filesystem::path path_;
};

}  // namespace lambdalocal::tests
