// The small files of the bundle cache, which any program of the same user can write: an index row, an entry's meta, a manifest.
// What is taken is written again as it was, and no name of a manifest leads out of its tree.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "emulator/bundle/cache_index.h"
#include "emulator/bundle/manifest.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;
using namespace lambdalocal::bundle;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check_row(std::string_view text) {
  const std::string identity(text.substr(0, text.find('\n')));
  const auto row = parse_row(text, identity);
  must(!parse_row(text, identity + "x"));
  if (!row) return;
  must(row->digest.size() == 64 && row->digest.find_first_not_of("0123456789abcdef") == std::string::npos);
  const auto again = parse_row(format_row(identity, *row), identity);
  must(again && again->digest == row->digest && again->meta.bytes == row->meta.bytes &&
       again->meta.note == row->meta.note);
}

void check_meta(std::string_view text) {
  const auto meta = parse_meta(text);
  if (!meta) return;
  const auto again = parse_meta(format_meta(*meta));
  must(again && again->bytes == meta->bytes && again->note == meta->note);
}

void stays_inside(const char* path) {
  const std::string framed = "/" + std::string(path) + "/";
  must(framed.find("/../") == std::string::npos && framed.find("/./") == std::string::npos);
  must(path[0] != '/');
}

void check_manifest(std::string_view text) {
  const auto manifest = parse_manifest(text);
  if (!manifest) return;
  must(!manifest->directories.empty());
  std::size_t files = 0;
  for (const Manifest::Directory& directory : manifest->directories) {
    stays_inside(directory.path);
    must(directory.first == files && directory.last >= directory.first);
    files = directory.last;
  }
  must(files == manifest->files.size());
  for (const Manifest::File& file : manifest->files) {
    stays_inside(file.name);
    must(file.name[0] != '\0' && std::string_view(file.name).find('/') == std::string_view::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_row(text);
  check_meta(text);
  check_manifest(text);
  fuzz::must_be_quick(text, [](std::string_view repeated) {
    (void)parse_manifest("lambdalocal manifest 1\n1\n" + std::string(repeated));
  });
  return 0;
}
