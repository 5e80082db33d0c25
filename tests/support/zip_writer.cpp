#include "tests/support/zip_writer.h"

#include <zlib.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace lambdalocal::tests {
namespace {

namespace fs = std::filesystem;

void put16(std::string& out, unsigned value) {
  out += static_cast<char>(value & 0xff);
  out += static_cast<char>(value >> 8 & 0xff);
}

void put32(std::string& out, std::uint32_t value) {
  put16(out, value & 0xffff);
  put16(out, value >> 16);
}

std::uint32_t crc32(std::string_view data, std::uint32_t before = 0) {
  return static_cast<std::uint32_t>(::crc32_z(before, reinterpret_cast<const Bytef*>(data.data()), data.size()));
}

// Writes a deflate stream bit by bit, least significant bit first.
class BitWriter {
 public:
  void bits(unsigned value, int count) {
    for (int i = 0; i < count; ++i) {
      current_ |= (value >> i & 1) << used_;
      if (++used_ == 8) flush();
    }
  }
  void huffman(unsigned code, int count) {
    for (int i = count - 1; i >= 0; --i) bits(code >> i & 1, 1);
  }
  std::string finish() {
    if (used_ != 0) flush();
    return std::move(out_);
  }

 private:
  void flush() {
    out_ += static_cast<char>(current_);
    current_ = 0;
    used_ = 0;
  }
  std::string out_;
  unsigned current_ = 0;
  int used_ = 0;
};

// The fields the local header and the central directory share, from "version needed" on.
void put_common(std::string& out, const ZipEntry& entry) {
  put16(out, 20);
  put16(out, entry.flags);
  put16(out, entry.method);
  put16(out, 0);
  put16(out, 0x5821);  // 2024-01-01
  put32(out, entry.crc.value_or(crc32(entry.data)));
  put32(out, static_cast<std::uint32_t>(entry.data.size()));
  put32(out, entry.bytes.value_or(static_cast<std::uint32_t>(entry.data.size())));
  put16(out, static_cast<unsigned>(entry.name.size()));
  put16(out, 0);
}

}  // namespace

ZipEntry file(std::string name, std::string data, unsigned mode) {
  ZipEntry entry;
  entry.name = std::move(name);
  entry.data = std::move(data);
  entry.mode = mode;
  return entry;
}

ZipEntry directory(std::string name, unsigned mode) { return file(std::move(name), "", mode); }

ZipEntry symbolic_link(std::string name, std::string target) {
  return file(std::move(name), std::move(target), 0120777);
}

ZipEntry deflated_zeros(std::string name, std::uint32_t bytes) {
  constexpr std::uint32_t kLongestMatch = 258;
  BitWriter stream;
  std::uint32_t crc = 0;
  const std::string zeros(std::min<std::uint32_t>(bytes, 64 * 1024), '\0');
  for (std::uint32_t left = bytes; left > 0;) {
    const auto length = std::min<std::uint32_t>(left, static_cast<std::uint32_t>(zeros.size()));
    crc = crc32(std::string_view(zeros).substr(0, length), crc);
    left -= length;
  }
  stream.bits(1, 1);  // the last block
  stream.bits(1, 2);  // with the fixed codes
  std::uint32_t left = bytes;
  const auto literal = [&] {
    stream.huffman(0x30, 8);
    --left;
  };
  if (left > 0) literal();
  for (; left >= kLongestMatch; left -= kLongestMatch) {
    stream.huffman(0xc5, 8);  // length 258
    stream.huffman(0, 5);     // distance 1
  }
  while (left > 0) literal();
  stream.huffman(0, 7);  // the end
  ZipEntry entry = file(std::move(name), stream.finish());
  entry.method = 8;
  entry.crc = crc;
  entry.bytes = bytes;
  return entry;
}

std::string zip_bytes(const std::vector<ZipEntry>& entries) {
  std::string out, central;
  for (const ZipEntry& entry : entries) {
    const auto offset = static_cast<std::uint32_t>(out.size());
    put32(out, 0x04034b50);
    put_common(out, entry);
    out += entry.name + entry.data;
    put32(central, 0x02014b50);
    put16(central, entry.made_by << 8 | 20);
    put_common(central, entry);
    put16(central, 0);  // comment
    put16(central, 0);  // disk
    put16(central, 0);  // internal attributes
    put32(central, static_cast<std::uint32_t>(entry.mode) << 16);
    put32(central, offset);
    central += entry.name;
  }
  const auto start = static_cast<std::uint32_t>(out.size());
  out += central;
  put32(out, 0x06054b50);
  put32(out, 0);
  put16(out, static_cast<unsigned>(entries.size()));
  put16(out, static_cast<unsigned>(entries.size()));
  put32(out, static_cast<std::uint32_t>(central.size()));
  put32(out, start);
  put16(out, 0);
  return out;
}

void write_file(const fs::path& path, std::string_view bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TestDirectory::TestDirectory() {
  std::string pattern = (fs::temp_directory_path() / "lambdalocal-test-XXXXXX").native();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = pattern;
}

TestDirectory::~TestDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TestDirectory::zip(const std::string& name, const std::vector<ZipEntry>& entries) const {
  write_file(path_ / name, zip_bytes(entries));
  return path_ / name;
}

std::vector<std::string> TestDirectory::listing() const {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(path_)) {
    paths.push_back(entry.path().lexically_relative(path_).native());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace lambdalocal::tests
