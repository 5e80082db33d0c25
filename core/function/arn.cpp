#include "core/function/arn.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/ascii.h"

namespace lambdalocal {
namespace {}  // namespace

std::string_view partition(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  if (region.starts_with("us-gov-")) return "aws-us-gov";
  if (region.starts_with("eusc-")) return "aws-eusc";
  return "aws";
}

// (eusc-)?[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-[0-9]
bool is_region(std::string_view region) {
  if (region.starts_with("eusc-")) region.remove_prefix(5);
  if (region.size() < 2 || !is_lower(region[0]) || !is_lower(region[1])) return false;
  region.remove_prefix(2);
  if (region.starts_with("-gov-")) {
    region.remove_prefix(4);
  } else if (region.starts_with("-iso")) {
    region.remove_prefix(4);
    if (!region.empty() && is_lower(region[0])) region.remove_prefix(1);
  }
  if (region.size() < 4 || region[0] != '-' || region[region.size() - 2] != '-' || region.back() < '0' ||
      region.back() > '9')
    return false;
  const std::string_view place = region.substr(1, region.size() - 3);
  return std::all_of(place.begin(), place.end(), is_lower);
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
