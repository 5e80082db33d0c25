#include "core/gateway/api.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/function/arn.h"

namespace lambdalocal::gateway {

std::string target_group_arn(const Api& api, std::string_view function) {
  return fmt::format("arn:{}:elasticloadbalancing:{}:{}:targetgroup/{}/0123456789abcdef", partition(api.region),
                     api.region, api.account_id, function);
}

std::string execute_api_arn(const Api& api, std::string_view method, std::string_view path) {
  return fmt::format("arn:{}:execute-api:{}:{}:{}/{}/{}{}", partition(api.region), api.region, api.account_id, api.id,
                     api.stage, method, path);
}

std::string target_without_stage(std::string_view target, std::string_view stage) {
  if (const std::size_t scheme = target.starts_with('/') ? std::string_view::npos : target.find("://");
      scheme != std::string_view::npos) {
    target.remove_prefix(std::min(target.find_first_of("/?", scheme + 3), target.size()));
  }
  const auto after_stage = [&] { return target.size() > stage.size() + 1 ? target[stage.size() + 1] : '/'; };
  const bool in_front = stage != "$default" && target.starts_with('/') && target.substr(1).starts_with(stage) &&
                        std::string_view("/?#").find(after_stage()) != std::string_view::npos;
  if (in_front) target.remove_prefix(stage.size() + 1);
  if (target.empty() || target.front() == '?' || target.front() == '#') return "/" + std::string(target);
  return std::string(target);
}

}  // namespace lambdalocal::gateway
