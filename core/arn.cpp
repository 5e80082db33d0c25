#include "core/arn.h"

#include <fmt/format.h>

namespace lambdalocal {

std::string_view partition(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  if (region.starts_with("us-gov-")) return "aws-us-gov";
  if (region.starts_with("eusc-")) return "aws-eusc";
  return "aws";
}

std::string unqualified_function_arn(const Function& function) {
  return fmt::format("arn:{}:lambda:{}:{}:function:{}", partition(function.region), function.region,
                     function.account_id, function.name);
}

std::string invoked_function_arn(const Function& function) {
  const std::string arn = unqualified_function_arn(function);
  return function.qualifier ? arn + ":" + *function.qualifier : arn;
}

}  // namespace lambdalocal
