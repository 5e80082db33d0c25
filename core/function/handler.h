// A function's Handler setting ("app.lambda_handler"), taken apart as each family's runtime does.
// Source: docs.aws.amazon.com/lambda/latest/dg/python-handler.html, nodejs-handler.html, and the runtime clients.
#pragma once

#include <optional>
#include <string_view>

namespace lambdalocal {

// Views into the handler string.
struct HandlerParts {
  std::string_view module;    // "src/app": with folders, without extension
  std::string_view function;  // "lambda_handler"; Node.js also a path of properties, "api.get"
};

// Python: the last dot divides; dots and slashes before it are folders. None without a dot.
std::optional<HandlerParts> split_python_handler(std::string_view handler);

// Node.js: the first dot after the last slash divides. None without a dot, or with "..", which the runtime refuses.
std::optional<HandlerParts> split_nodejs_handler(std::string_view handler);

// Ruby: the first dot divides; the function is METHOD or CLASS.METHOD. None with fewer or more dots.
std::optional<HandlerParts> split_ruby_handler(std::string_view handler);

// Java: the last "::" divides, and may be missing; the module is the class's name with dots.
std::optional<HandlerParts> split_java_handler(std::string_view handler);

}  // namespace lambdalocal
