#include "core/bundle/file_kind.h"

#include <algorithm>
#include <array>

namespace lambdalocal {
namespace {

using std::string_view_literals::operator""sv;

struct Signature {
  std::string_view bytes;
  std::string_view kind;
};

constexpr std::array kSignatures = {
    Signature{"PK\x03\x04"sv, "a zip archive"},
    Signature{"PK\x05\x06"sv, "a zip archive"},
    Signature{"\x1f\x8b"sv, "a gzip archive (.gz, .tar.gz)"},
    Signature{"BZh"sv, "a bzip2 archive (.bz2, .tar.bz2)"},
    Signature{"\xfd"
              "7zXZ\x00"sv,
              "an xz archive (.xz, .tar.xz)"},
    Signature{"\x28\xb5\x2f\xfd"sv, "a zstd archive (.zst, .tar.zst)"},
    Signature{"7z\xbc\xaf\x27\x1c"sv, "a 7-Zip archive (.7z)"},
    Signature{"Rar!\x1a\x07"sv, "a RAR archive (.rar)"},
    Signature{"\x7f"
              "ELF"sv,
              "an ELF executable"},
    Signature{"#!"sv, "a script"},
    Signature{"%PDF"sv, "a PDF document"},
    Signature{"<!DOCTYPE"sv, "an HTML page"},
    Signature{"<html"sv, "an HTML page"},
    Signature{"<?xml"sv, "an XML document"},
    Signature{"{"sv, "a JSON document"},
    Signature{"version https://git-lfs.github.com/"sv, "a Git LFS pointer (run \"git lfs pull\")"},
};

constexpr std::size_t kTarMagicOffset = 257;

}  // namespace

std::string_view file_kind(std::string_view first_bytes) {
  if (first_bytes.empty()) return "an empty file";
  for (const auto& [bytes, kind] : kSignatures) {
    if (first_bytes.starts_with(bytes)) return kind;
  }
  if (first_bytes.size() > kTarMagicOffset && first_bytes.substr(kTarMagicOffset).starts_with("ustar")) {
    return "a tar archive (.tar)";
  }
  const bool text = std::all_of(first_bytes.begin(), first_bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t';
  });
  return text ? "a text file" : "";
}

}  // namespace lambdalocal
