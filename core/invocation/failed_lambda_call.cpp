#include "core/invocation/failed_lambda_call.h"

namespace lambdalocal {
namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// lambda.REGION.amazonaws.com, which could not be resolved or reached.
bool names_the_endpoint(std::string_view text) {
  constexpr std::string_view kHost = "lambda.";
  for (auto at = text.find(kHost); at != std::string_view::npos; at = text.find(kHost, at + 1)) {
    const std::string_view rest = text.substr(at + kHost.size());
    const auto region = rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-");
    if (region != std::string_view::npos && rest.substr(region).starts_with(".amazonaws.com")) return true;
  }
  return false;
}

}  // namespace

bool is_failed_lambda_call(std::string_view error) {
  if (names_the_endpoint(error)) return true;
  const bool is_refused =
      contains(error, "UnrecognizedClientException") || contains(error, "InvalidSignatureException");
  return is_refused && (contains(error, "Invoke operation") || contains(error, "client-lambda"));
}

}  // namespace lambdalocal
