#include "cli/function_configuration.h"

#include <algorithm>
#include <cctype>

#include "cli/text_file.h"
#include "core/function/limits.h"
#include "core/project/environment_file.h"

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

Result<FunctionSettings> settings_of(const FunctionOptions& options, const ChosenFunction& chosen) {
  FunctionSettings settings = options.settings;
  const std::string name = settings.function_name          ? *settings.function_name
                           : chosen.settings.function_name ? *chosen.settings.function_name
                                                           : name_of_bundle(chosen.code);
  for (auto path = options.environment_files.rbegin(); path != options.environment_files.rend(); ++path) {
    auto text = read_text_file(*path);
    if (!text) return Error{ErrorKind::BadConfiguration, text.error().message};
    FunctionSettings of_file;
    TRY(variables, parse_environment_file(*text, path->string(), name));
    of_file.environment = std::move(variables);
    settings = overlay(std::move(settings), of_file);
  }
  settings = overlay(std::move(settings), chosen.settings);
  settings.function_name = name;
  return settings;
}

Function function_of(const FunctionOptions& options, const ChosenFunction& chosen, const FunctionSettings& settings) {
  Function function;
  function.name = settings.function_name.value_or(name_of_bundle(chosen.code));
  function.qualifier = options.qualifier;
  // A number is a version; $LATEST and an alias of which nothing is known here execute $LATEST.
  if (options.qualifier && !options.qualifier->empty() &&
      std::ranges::all_of(*options.qualifier, [](unsigned char c) { return std::isdigit(c) != 0; })) {
    function.version = *options.qualifier;
  }
  if (options.region) function.region = *options.region;
  if (options.account_id) function.account_id = *options.account_id;
  function.code = chosen.code;
  if (settings.layers) function.layers = *settings.layers;
  if (settings.handler) function.handler = *settings.handler;
  if (settings.timeout) function.timeout = *settings.timeout;
  if (settings.memory_size_mb) function.memory_size_mb = *settings.memory_size_mb;
  if (settings.ephemeral_storage_mb) function.ephemeral_storage_mb = *settings.ephemeral_storage_mb;
  function.environment = settings.environment;
  if (settings.log_format) function.logging.format = *settings.log_format;
  function.logging.application_log_level = settings.application_log_level;
  function.logging.log_group = settings.log_group;
  function.tenant_isolation = settings.tenant_isolation.value_or(false);
  return function;
}

}  // namespace lambdalocal
