#include "core/inference/handler_candidates.h"

#include "core/function/limits.h"

namespace lambdalocal {
namespace {

bool is_python(std::string_view file) { return file.ends_with(".py"); }

bool is_javascript(std::string_view file) {
  return file.ends_with(".js") || file.ends_with(".mjs") || file.ends_with(".cjs");
}

}  // namespace

std::string handler_module(std::string_view file) {
  if (!is_python(file) && !is_javascript(file)) return "";
  std::string_view module = file.substr(0, file.rfind('.'));
  if (is_python(file) && module.ends_with("/__init__")) module.remove_suffix(9);
  const std::size_t slash = module.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? module : module.substr(slash + 1);
  // A dot would divide the handler in the wrong place, and a space is not allowed in one.
  const bool divides =
      is_python(file) ? module.find('.') != std::string_view::npos : name.find('.') != std::string_view::npos;
  if (name.empty() || divides || module.find("..") != std::string_view::npos) return "";
  if (module.find_first_of(" \t\r\n") != std::string_view::npos) return "";
  return std::string(module);
}

std::vector<HandlerCandidate> handler_candidates(std::string_view file, std::string_view text) {
  const std::string module = handler_module(file);
  if (module.empty()) return {};
  std::vector<HandlerCandidate> candidates = is_python(file) ? python_candidates(text) : nodejs_candidates(text);
  std::vector<HandlerCandidate> named;
  for (HandlerCandidate& candidate : candidates) {
    candidate.handler = module + "." + candidate.handler;
    if (candidate.handler.size() <= limits::kHandlerLength) named.push_back(std::move(candidate));
  }
  return named;
}

}  // namespace lambdalocal
