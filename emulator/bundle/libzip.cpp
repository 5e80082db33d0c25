#include "emulator/bundle/libzip.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace lambdalocal::bundle {
namespace {

template <typename Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

std::optional<Libzip> load() {
  void* const library = ::dlopen(LIBZIP_SONAME, RTLD_NOW | RTLD_LOCAL);  // stays loaded until the process ends
  if (library == nullptr) return std::nullopt;
  Libzip table{};
  const bool complete =
      find(library, "zip_open_from_source", table.open_from_source) && find(library, "zip_discard", table.discard) &&
      find(library, "zip_get_num_entries", table.get_num_entries) && find(library, "zip_get_name", table.get_name) &&
      find(library, "zip_stat_index", table.stat_index) &&
      find(library, "zip_file_get_external_attributes", table.file_get_external_attributes) &&
      find(library, "zip_fopen_index", table.fopen_index) && find(library, "zip_fread", table.fread) &&
      find(library, "zip_fclose", table.fclose) && find(library, "zip_file_get_error", table.file_get_error) &&
      find(library, "zip_get_error", table.get_error) && find(library, "zip_error_init", table.error_init) &&
      find(library, "zip_error_fini", table.error_fini) && find(library, "zip_error_set", table.error_set) &&
      find(library, "zip_error_strerror", table.error_strerror) &&
      find(library, "zip_error_code_zip", table.error_code_zip) &&
      find(library, "zip_error_to_data", table.error_to_data) &&
      find(library, "zip_source_function_create", table.source_function_create) &&
      find(library, "zip_source_free", table.source_free);
  return complete ? std::optional(table) : std::nullopt;
}

// "libzip4" of "libzip.so.4": how Debian names the package.
std::string package_name() {
  constexpr std::string_view kSoname = LIBZIP_SONAME;
  return fmt::format("libzip{}", kSoname.substr(kSoname.rfind('.') + 1));
}

}  // namespace

Result<const Libzip*> libzip() {
  static const std::optional<Libzip> table = load();
  if (table) return &*table;
  return Error{
      ErrorKind::System,
      fmt::format("{} cannot be loaded: archives cannot be unpacked\ninstall it (Debian, Ubuntu: apt install {})",
                  LIBZIP_SONAME, package_name())};
}

}  // namespace lambdalocal::bundle
