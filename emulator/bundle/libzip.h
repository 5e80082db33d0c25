// libzip's functions, loaded on first use. Linking the library would map it and what it needs (libcrypto, libbz2, liblzma,
// libzstd) on every start, for archives that are nearly always in the cache already.
#pragma once

#include <zip.h>

#include "core/result.h"

namespace lambdalocal::bundle {

struct Libzip {
  decltype(&::zip_open_from_source) open_from_source;
  decltype(&::zip_discard) discard;
  decltype(&::zip_get_num_entries) get_num_entries;
  decltype(&::zip_get_name) get_name;
  decltype(&::zip_stat_index) stat_index;
  decltype(&::zip_file_get_external_attributes) file_get_external_attributes;
  decltype(&::zip_fopen_index) fopen_index;
  decltype(&::zip_fread) fread;
  decltype(&::zip_fclose) fclose;
  decltype(&::zip_file_get_error) file_get_error;
  decltype(&::zip_get_error) get_error;
  decltype(&::zip_error_init) error_init;
  decltype(&::zip_error_fini) error_fini;
  decltype(&::zip_error_set) error_set;
  decltype(&::zip_error_strerror) error_strerror;
  decltype(&::zip_error_code_zip) error_code_zip;
  decltype(&::zip_error_to_data) error_to_data;
  decltype(&::zip_source_function_create) source_function_create;
  decltype(&::zip_source_free) source_free;
};

// The table, or an error that names the Debian package to install. Any thread may call it.
Result<const Libzip*> libzip();

}  // namespace lambdalocal::bundle
