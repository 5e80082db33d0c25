#include "core/function/handler.h"

namespace lambdalocal {

std::optional<HandlerParts> split_python_handler(std::string_view handler) {
  const std::size_t dot = handler.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  return HandlerParts{handler.substr(0, dot), handler.substr(dot + 1)};
}

std::optional<HandlerParts> split_nodejs_handler(std::string_view handler) {
  if (handler.find("..") != std::string_view::npos) return std::nullopt;
  const std::size_t slash = handler.rfind('/');
  const std::size_t dot = handler.find('.', slash == std::string_view::npos ? 0 : slash);
  if (dot == std::string_view::npos) return std::nullopt;
  return HandlerParts{handler.substr(0, dot), handler.substr(dot + 1)};
}

std::optional<HandlerParts> split_ruby_handler(std::string_view handler) {
  const std::size_t dot = handler.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view function = handler.substr(dot + 1);
  if (function.find('.') != function.rfind('.')) return std::nullopt;
  return HandlerParts{handler.substr(0, dot), function};
}

std::optional<HandlerParts> split_java_handler(std::string_view handler) {
  const std::size_t colons = handler.rfind("::");
  if (colons == std::string_view::npos) return HandlerParts{handler, "handleRequest"};
  return HandlerParts{handler.substr(0, colons), handler.substr(colons + 2)};
}

}  // namespace lambdalocal
