#include "emulator/lambda_api/caller_region.h"

#include "core/function/arn.h"

namespace lambdalocal::lambda_api {

std::optional<std::string> caller_region(std::optional<std::string_view> authorization) {
  constexpr std::string_view kCredential = "Credential=";
  if (!authorization) return std::nullopt;
  const auto at = authorization->find(kCredential);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view scope = authorization->substr(at + kCredential.size());
  scope = scope.substr(0, scope.find_first_of(", "));
  for (int part = 0; part < 2; ++part) {
    const auto slash = scope.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    scope.remove_prefix(slash + 1);
  }
  scope = scope.substr(0, scope.find('/'));
  if (!is_region(scope)) return std::nullopt;
  return std::string(scope);
}

}  // namespace lambdalocal::lambda_api
