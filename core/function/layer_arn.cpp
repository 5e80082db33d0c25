#include "core/function/layer_arn.h"

#include <algorithm>
#include <array>

#include "core/text/ascii.h"

namespace lambdalocal {
namespace {

constexpr std::size_t kMostBytes = 300;

bool is_word(std::string_view text, std::string_view also) {
  return !text.empty() && std::ranges::all_of(text, [also](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || also.find(c) != std::string_view::npos;
  });
}

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

}  // namespace

std::optional<LayerVersionArn> parse_layer_version_arn(std::string_view arn) {
  if (arn.size() > kMostBytes) return std::nullopt;
  std::array<std::string_view, 8> parts;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const std::size_t end = at + 1 == parts.size() ? arn.size() : arn.find(':');
    if (end == std::string_view::npos) return std::nullopt;
    parts[at] = arn.substr(0, end);
    arn.remove_prefix(std::min(end + 1, arn.size()));
  }
  const auto& [prefix, partition, service, region, account, kind, name, version] = parts;
  if (prefix != "arn" || service != "lambda" || kind != "layer" || !is_word(partition, "-") || !is_word(region, "-") ||
      !is_number(account) || account.size() != 12 || !is_word(name, "-_") || !is_number(version))
    return std::nullopt;
  return LayerVersionArn{std::string(partition), std::string(region), std::string(account), std::string(name),
                         std::string(version)};
}

}  // namespace lambdalocal
