// The runtime identifiers of AWS Lambda ("python3.13"), as CreateFunction takes them.
// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html and the service model's Runtime enumeration.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lambdalocal {

enum class RuntimeFamily { Python, NodeJs, Provided, Ruby, Java, DotNet, Go };

struct RuntimeId {
  std::string_view id;  // "python3.13"
  RuntimeFamily family;
  int major = 0;  // 3 of python3.13, 22 of nodejs22.x; 0 where there is none (provided)
  int minor = 0;  // 13 of python3.13; 0 of nodejs22.x
  bool deprecated = false;
};

// Every identifier AWS has ever given out, supported or deprecated, oldest first within a family.
std::span<const RuntimeId> known_runtimes();

// The entry of `id`, or none: an unknown id is a configuration error (see closest_runtime for the suggestion).
std::optional<RuntimeId> find_runtime(std::string_view id);

// False for an id that AWS has announced but not launched everywhere: it is known, and never chosen by inference.
bool generally_available(const RuntimeId& runtime);

// The known id that looks most like `id`, for "did you mean".
std::string_view closest_runtime(std::string_view id);

// "Python", "Node.js", ".NET": for messages (core/function/runtime_support.h).
std::string_view family_name(RuntimeFamily family);

}  // namespace lambdalocal
