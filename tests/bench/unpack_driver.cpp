// Unpacks a zip into a new directory through the library, for tests/bench/unpack.py: unpack_driver ZIP DIRECTORY [THREADS].
#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>

#include "emulator/bundle/unpack.h"
#include "emulator/system/files/fd.h"

int main(int argc, char* argv[]) {
  using namespace lambdalocal;
  if (argc < 3) return 2;
  const system::Fd zip(::open(argv[1], O_RDONLY | O_CLOEXEC));
  ::mkdir(argv[2], 0755);
  const system::Fd root(::open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!zip || !root) return 1;
  bundle::UnpackOptions options;
  if (argc > 3) options.threads = static_cast<unsigned>(std::atoi(argv[3]));
  const auto unpacked = bundle::unpack(zip.get(), root.get(), options);
  if (!unpacked) {
    std::fprintf(stderr, "%s\n", unpacked.error().message.c_str());
    return 1;
  }
  std::printf("%zu files, %ju bytes\n", unpacked->files, unpacked->bytes);
}
