// A zip file opened for reading: its entries as its central directory lists them, and their contents. One object serves
// one thread; several may read the same descriptor at once. Names are the raw bytes of the archive, unchecked: see
// core/bundle/archive_entry.h. Errors: BadConfiguration when the archive is at fault (no zip, truncated, encrypted, wrong CRC),
// System when reading or libzip is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/result.h"

namespace lambdalocal::bundle {

struct RawEntry {
  std::string name;      // with its NULs, if it has any
  unsigned made_by = 0;  // upper byte of "version made by"
  std::uint32_t attributes = 0;
  std::uint64_t bytes = 0;           // uncompressed, as declared: reading may show otherwise
  std::optional<std::string> fault;  // "is encrypted", or why else its contents cannot be read
};

class ZipArchive {
 public:
  // Reads through `fd` (with pread: its offset is neither used nor moved), which the caller keeps open.
  static Result<ZipArchive> open(int fd);

  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) noexcept;
  ~ZipArchive();

  std::uint64_t entries() const;

  Result<RawEntry> entry(std::uint64_t index) const;

  // Starts reading the contents of an entry; at most one is open at a time.
  Result<void> start(std::uint64_t index);
  // The next bytes into `block`; 0 when the entry ended and its CRC and size are right.
  Result<std::size_t> read(std::span<char> block);

 private:
  struct State;
  explicit ZipArchive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lambdalocal::bundle
