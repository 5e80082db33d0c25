#include "emulator/bundle/zip_archive.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

#include "emulator/bundle/central_directory.h"
#include "emulator/bundle/libzip.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::bundle {
namespace {

constexpr std::size_t kReadAhead = 128 * 1024;

// What libzip reads from: the descriptor through a buffer, since libzip asks for small pieces. pread, not a mapping: a zip
// that is overwritten while it is read must end in an error, not in SIGBUS.
struct Input {
  const Libzip* libzip = nullptr;
  int fd = -1;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
  std::uint64_t buffer_offset = 0;
  std::size_t buffered = 0;
  std::unique_ptr<char[]> buffer = std::make_unique_for_overwrite<char[]>(kReadAhead);
  zip_error_t error{};

  zip_int64_t fail(int code, int number) {
    libzip->error_set(&error, code, number);
    return -1;
  }

  bool fill() {
    if (offset >= buffer_offset && offset < buffer_offset + buffered) return true;
    ssize_t n = 0;
    do {
      n = ::pread(fd, buffer.get(), kReadAhead, static_cast<off_t>(offset));
    } while (n < 0 && errno == EINTR);
    if (n < 0) return false;
    buffer_offset = offset;
    buffered = static_cast<std::size_t>(n);
    return true;
  }

  zip_int64_t read(void* data, zip_uint64_t wanted) {
    zip_uint64_t done = 0;
    while (done < wanted && offset < size) {
      if (!fill()) return fail(ZIP_ER_READ, errno);
      const std::uint64_t at = offset - buffer_offset;
      if (at >= buffered) break;  // the file became shorter
      const std::size_t n = std::min<std::uint64_t>(wanted - done, buffered - at);
      std::memcpy(static_cast<char*>(data) + done, buffer.get() + at, n);
      done += n;
      offset += n;
    }
    return static_cast<zip_int64_t>(done);
  }

  zip_int64_t seek(const zip_source_args_seek_t& to) {
    const std::int64_t base = to.whence == SEEK_SET   ? 0
                              : to.whence == SEEK_CUR ? static_cast<std::int64_t>(offset)
                                                      : static_cast<std::int64_t>(size);
    std::int64_t target = 0;
    if (__builtin_add_overflow(base, to.offset, &target) || target < 0 || static_cast<std::uint64_t>(target) > size) {
      return fail(ZIP_ER_INVAL, 0);
    }
    offset = static_cast<std::uint64_t>(target);
    return 0;
  }

  zip_int64_t stat(void* data, zip_uint64_t length) {
    if (length < sizeof(zip_stat_t)) return fail(ZIP_ER_INVAL, 0);
    zip_stat_t status{};
    status.valid = ZIP_STAT_SIZE;
    status.size = size;
    std::memcpy(data, &status, sizeof status);
    return sizeof status;
  }
};

// The callback form libzip drives its sources with.
zip_int64_t serve(void* state, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  auto& input = *static_cast<Input*>(state);
  switch (command) {
    case ZIP_SOURCE_OPEN: input.offset = 0; return 0;
    case ZIP_SOURCE_READ: return input.read(data, length);
    case ZIP_SOURCE_SEEK:
      if (length < sizeof(zip_source_args_seek_t)) return input.fail(ZIP_ER_INVAL, 0);
      return input.seek(*static_cast<const zip_source_args_seek_t*>(data));
    case ZIP_SOURCE_TELL: return static_cast<zip_int64_t>(input.offset);
    case ZIP_SOURCE_STAT: return input.stat(data, length);
    case ZIP_SOURCE_ERROR: return input.libzip->error_to_data(&input.error, data, length);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:  // owned by ZipArchive::State
      return 0;
    case ZIP_SOURCE_SUPPORTS: return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    default: return input.fail(ZIP_ER_OPNOTSUPP, 0);
  }
}

// libzip's error in our words. What the machine could not do is told apart from what the archive is.
Error from(const Libzip& libzip, zip_error_t* error) {
  switch (libzip.error_code_zip(error)) {
    case ZIP_ER_NOZIP: return {ErrorKind::BadConfiguration, "it is not a zip archive, or it is truncated"};
    case ZIP_ER_EOF: return {ErrorKind::BadConfiguration, "the archive is truncated"};
    case ZIP_ER_CRC:
      return {ErrorKind::BadConfiguration, "the contents do not match their CRC: the archive is damaged"};
    case ZIP_ER_INCONS:
    case ZIP_ER_ZLIB:
    case ZIP_ER_SEEK:
    case ZIP_ER_INVAL:
      return {ErrorKind::BadConfiguration, fmt::format("the archive is damaged ({})", libzip.error_strerror(error))};
    case ZIP_ER_READ:
    case ZIP_ER_MEMORY: return {ErrorKind::System, libzip.error_strerror(error)};
    default: return {ErrorKind::BadConfiguration, libzip.error_strerror(error)};
  }
}

}  // namespace

struct ZipArchive::State {
  const Libzip* libzip = nullptr;
  Input input;
  zip_t* archive = nullptr;
  zip_file_t* file = nullptr;
  std::optional<std::map<std::uint64_t, std::string>> odd_names;  // looked up at the first name with a space

  ~State() {
    if (file != nullptr) libzip->fclose(file);
    if (archive != nullptr) libzip->discard(archive);
    libzip->error_fini(&input.error);
  }
};

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

Result<ZipArchive> ZipArchive::open(int fd) {
  TRY(library, libzip());
  struct stat status {};
  if (::fstat(fd, &status) != 0) return system::errno_error("stat the archive");
  auto state = std::make_unique<State>();
  state->libzip = library;
  state->input.libzip = library;
  state->input.fd = fd;
  state->input.size = static_cast<std::uint64_t>(status.st_size);
  library->error_init(&state->input.error);

  zip_error_t error{};
  library->error_init(&error);
  zip_source_t* const source = library->source_function_create(serve, &state->input, &error);
  if (source != nullptr) state->archive = library->open_from_source(source, ZIP_RDONLY, &error);
  if (state->archive == nullptr) {
    Error failure = from(*library, &error);
    if (source != nullptr) library->source_free(source);
    library->error_fini(&error);
    return failure;
  }
  library->error_fini(&error);
  return ZipArchive(std::move(state));
}

std::uint64_t ZipArchive::entries() const {
  return static_cast<std::uint64_t>(std::max<zip_int64_t>(0, state_->libzip->get_num_entries(state_->archive, 0)));
}

Result<RawEntry> ZipArchive::entry(std::uint64_t index) const {
  const Libzip& libzip = *state_->libzip;
  zip_t* const archive = state_->archive;
  const char* const name = libzip.get_name(archive, index, ZIP_FL_ENC_RAW);
  zip_stat_t status{};
  zip_uint8_t made_by = 0;
  zip_uint32_t attributes = 0;
  if (name == nullptr || libzip.stat_index(archive, index, 0, &status) != 0 ||
      libzip.file_get_external_attributes(archive, index, 0, &made_by, &attributes) != 0) {
    return from(libzip, libzip.get_error(archive));
  }
  RawEntry entry{name, made_by, attributes, status.size, std::nullopt};
  if (entry.name.find(' ') != std::string::npos) {
    if (!state_->odd_names) state_->odd_names = names_with_nul(state_->input.fd, state_->input.size);
    if (const auto odd = state_->odd_names->find(index); odd != state_->odd_names->end()) entry.name = odd->second;
  }
  if (status.encryption_method != ZIP_EM_NONE) {
    entry.fault = "is encrypted";
  } else if (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE) {
    entry.fault = fmt::format("is compressed with method {}; only stored and deflated entries work on Lambda",
                              status.comp_method);
  }
  return entry;
}

Result<void> ZipArchive::start(std::uint64_t index) {
  const Libzip& libzip = *state_->libzip;
  if (state_->file != nullptr) libzip.fclose(std::exchange(state_->file, nullptr));
  state_->file = libzip.fopen_index(state_->archive, index, 0);
  if (state_->file == nullptr) return from(libzip, libzip.get_error(state_->archive));
  return {};
}

Result<std::size_t> ZipArchive::read(std::span<char> block) {
  const zip_int64_t n = state_->libzip->fread(state_->file, block.data(), block.size());
  if (n < 0) return from(*state_->libzip, state_->libzip->file_get_error(state_->file));
  return static_cast<std::size_t>(n);
}

}  // namespace lambdalocal::bundle
