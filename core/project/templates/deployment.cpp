#include "core/project/templates/deployment.h"

#include <fmt/format.h>

#include <cstdint>

namespace lambdalocal::templates {
namespace {

// FNV-1a (RFC draft eastlake-fnv), stirred once more for each character that is wanted.
class Stable {
 public:
  explicit Stable(std::string_view of) {
    for (const unsigned char c : of) state_ = (state_ ^ c) * kPrime;
  }
  unsigned next(unsigned below) {
    state_ = (state_ ^ 0x5f) * kPrime;
    return static_cast<unsigned>((state_ >> 32U) % below);
  }

 private:
  static constexpr std::uint64_t kPrime = 1099511628211ULL;
  std::uint64_t state_ = 14695981039346656037ULL;
};

std::string characters(std::string_view of, std::string_view letters, std::size_t length) {
  Stable stable(of);
  std::string text;
  while (text.size() < length) text += letters[stable.next(static_cast<unsigned>(letters.size()))];
  return text;
}

}  // namespace

std::string Deployment::partition() const {
  if (region.starts_with("cn-")) return "aws-cn";
  return region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

std::string Deployment::url_suffix() const { return region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com"; }

std::string Deployment::stack_id() const {
  return fmt::format("arn:{}:cloudformation:{}:{}:stack/{}/{}", partition(), region, account_id, stack_name,
                     stable_uuid(stack_name));
}

std::optional<std::string> Deployment::pseudo_parameter(std::string_view name) const {
  if (!name.starts_with("AWS::")) return std::nullopt;
  name.remove_prefix(5);
  if (name == "Region") return region;
  if (name == "AccountId") return account_id;
  if (name == "StackName") return stack_name;
  if (name == "StackId") return stack_id();
  if (name == "Partition") return partition();
  if (name == "URLSuffix") return url_suffix();
  return std::nullopt;
}

std::string stable_hex(std::string_view of, std::size_t length) { return characters(of, "0123456789abcdef", length); }

std::string stable_id(std::string_view of, std::size_t length) {
  return characters(of, "abcdefghijklmnopqrstuvwxyz0123456789", length);
}

std::string stable_uuid(std::string_view of) {
  std::string hex = stable_hex(of, 32);
  hex[12] = '4';  // version 4, variant 1
  hex[16] = '8';
  const std::string_view all = hex;
  return fmt::format("{}-{}-{}-{}-{}", all.substr(0, 8), all.substr(8, 4), all.substr(12, 4), all.substr(16, 4),
                     all.substr(20));
}

}  // namespace lambdalocal::templates
