// Handler strings and the source files they are found in: any bytes are taken, and what is offered can be taken apart
// again. Sources are read in a time that grows with their length, whatever they repeat.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/function/handler.h"
#include "core/function/limits.h"
#include "core/function/runtime_id.h"
#include "core/inference/handler_candidates.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check_parts(std::string_view handler, const std::optional<HandlerParts>& parts) {
  if (!parts) return;
  must(parts->module.size() + 1 + parts->function.size() == handler.size());
  must(handler.starts_with(parts->module) && handler.ends_with(parts->function));
}

// What a file offers must lead back to the file.
void check_candidates(const std::string& file, std::string_view text, bool python) {
  for (const HandlerCandidate& candidate : handler_candidates(file, text)) {
    const auto parts = python ? split_python_handler(candidate.handler) : split_nodejs_handler(candidate.handler);
    must(candidate.handler.size() <= limits::kHandlerLength);
    must(parts.has_value());
    must(parts->module == handler_module(file));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_candidates("src/app.py", text, true);
  check_candidates("src/index.mjs", text, false);
  const std::string_view line = text.substr(0, text.find('\n'));
  check_parts(line, split_python_handler(line));
  check_parts(line, split_nodejs_handler(line));
  check_parts(line, split_ruby_handler(line));
  check_candidates(std::string(line) + ".py", "def handler(event, context): pass", true);
  check_candidates(std::string(line) + ".js", "exports.handler = 1", false);
  must(!closest_runtime(line).empty());
  fuzz::must_be_quick(text, [](std::string_view source) { (void)python_candidates(source); });
  fuzz::must_be_quick(text, [](std::string_view source) { (void)nodejs_candidates(source); });
  fuzz::must_be_quick(text, [](std::string_view source) { (void)ruby_candidates(source); });
  for (const HandlerCandidate& candidate : handler_candidates("src/app.rb", text)) {
    must(split_ruby_handler(candidate.handler).has_value());
  }
  return 0;
}
