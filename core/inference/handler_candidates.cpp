#include "core/inference/handler_candidates.h"

#include "core/function/limits.h"
#include "core/inference/language.h"

namespace lambdalocal {

std::string handler_module(std::string_view file) {
  const Language* language = language_of_file(file);
  if (language == nullptr) return "";
  std::string module = language->module_of(file);
  const bool has_name = !module.empty() && !module.ends_with('/');
  if (!has_name || module.find("..") != std::string::npos) return "";
  if (module.find_first_of(" \t\r\n") != std::string::npos) return "";  // not allowed in a handler
  return module;
}

std::vector<HandlerCandidate> handler_candidates(std::string_view file, std::string_view text) {
  const std::string module = handler_module(file);
  if (module.empty()) return {};
  std::vector<HandlerCandidate> named;
  for (HandlerCandidate& candidate : language_of_file(file)->candidates(text)) {
    candidate.handler = candidate.handler.empty() ? module : module + "." + candidate.handler;
    if (candidate.handler.size() <= limits::kHandlerLength) named.push_back(std::move(candidate));
  }
  return named;
}

}  // namespace lambdalocal
