// samconfig.toml: what SAM's commands are told without flags; of it, what says something of templates here. Of each setting the most
// special place wins:
//   [default.local_invoke.parameters] / [default.local_start_api.parameters] / [default.local_start_lambda.parameters]
//   [default.global.parameters]
//   [default.deploy.parameters]     parameter_overrides and stack_name only
// Source: docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace lambdalocal::templates {

struct SamConfiguration {
  std::map<std::string, std::string> parameter_overrides;
  std::optional<std::string> template_file, env_vars, region, stack_name;
};

enum class SamCommand { LocalInvoke, LocalStartApi };

// `environment`: "default". Errors are BadConfiguration with the place.
Result<SamConfiguration> read_samconfig(std::string_view text, const std::filesystem::path& path, SamCommand command,
                                        std::string_view environment = "default");

}  // namespace lambdalocal::templates
