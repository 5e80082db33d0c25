#include "emulator/functions/passed_environment.h"

#include <fmt/format.h>

namespace lambdalocal {
namespace {

std::optional<std::string> variable(const CallersEnvironment& callers, std::string_view name) {
  const auto found = callers.find(name);
  if (found == callers.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

}  // namespace

Result<EnvironmentVariables> passed_variables(const std::vector<std::string>& names, const CallersEnvironment& callers,
                                              Notices& notices) {
  EnvironmentVariables passed;
  for (const std::string& name : names) {
    if (is_reserved_variable(name)) {
      const bool credential = name.starts_with("AWS_ACCESS_KEY") || name.starts_with("AWS_SE");
      return Error{ErrorKind::Usage, fmt::format("--pass-env {}: Lambda keeps this name for itself{}", name,
                                                 credential ? "; use --pass-aws-credentials" : "")};
    }
    if (const auto found = callers.find(name); found != callers.end()) {
      passed.insert(*found);
    } else {
      notices.warning(fmt::format("--pass-env {}: not set in your environment", name));
    }
  }
  return passed;
}

Result<Credentials> callers_credentials(const CallersEnvironment& callers) {
  auto key = variable(callers, "AWS_ACCESS_KEY_ID");
  auto secret = variable(callers, "AWS_SECRET_ACCESS_KEY");
  if (!key || !secret) {
    return Error{ErrorKind::Usage,
                 "--pass-aws-credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set in your environment\n"
                 "of a profile you get them with: eval \"$(aws configure export-credentials --format env)\""};
  }
  return Credentials{*std::move(key), *std::move(secret), variable(callers, "AWS_SESSION_TOKEN")};
}

std::optional<std::string> callers_region(const CallersEnvironment& callers) {
  auto region = variable(callers, "AWS_REGION");
  return region ? region : variable(callers, "AWS_DEFAULT_REGION");
}

}  // namespace lambdalocal
