// Targets of requests to the Parameters and Secrets extension: whatever the bytes, there is an answer in JSON, and a value is told to
// nobody who has not the token.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/parameters_and_secrets/answer.h"

using namespace lambdalocal::parameters_and_secrets;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Values values = {{"name", "value that nobody guesses"}};
  static const lambdalocal::Function function{};
  const std::string_view target(reinterpret_cast<const char*>(data), size);
  for (const std::string_view token : {std::string_view("token"), std::string_view()}) {
    const Answer told = answer({"GET", target, token}, values, "token", function, {});
    if (nlohmann::json::parse(told.body, nullptr, false).is_discarded()) std::abort();
    if (token.empty() && told.body.find("nobody guesses") != std::string::npos) std::abort();
  }
  return 0;
}
