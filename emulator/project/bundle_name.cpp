#include "emulator/project/bundle_name.h"

#include <cctype>
#include <system_error>

#include "core/function/limits.h"

namespace lambdalocal {

std::string name_of_bundle(const std::filesystem::path& code) {
  std::error_code error;
  const bool directory = std::filesystem::is_directory(code, error);
  std::string name = (directory ? code.filename() : code.stem()).string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_') c = '-';
  }
  if (name.empty()) name = "function";
  return name.substr(0, limits::kFunctionNameLength);
}

}  // namespace lambdalocal
