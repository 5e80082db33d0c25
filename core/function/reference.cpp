#include "core/function/reference.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/function/arn.h"
#include "core/function/function.h"
#include "core/text/ascii.h"

namespace lambdalocal::lambda_api {
namespace {

// The patterns of the model, for the error texts; matches_name() and is_qualifier() are the same by hand.
constexpr std::string_view kNamePattern =
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?)"
    R"((function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?)";
constexpr std::string_view kQualifierPattern = R"(\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+)";

bool consists_of(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char byte) {
    return is_letter(byte) || is_digit(byte) || others.find(byte) != std::string_view::npos;
  });
}

bool is_account_id(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_partition(std::string_view text) {
  if (text.empty()) return true;
  if (!text.starts_with("aws")) return false;
  text.remove_prefix(3);
  return std::all_of(text.begin(), text.end(), [](char byte) { return is_letter(byte) || byte == '-'; });
}

bool is_latest(std::string_view text) { return text == kLatestVersion || text == "$LATEST.PUBLISHED"; }
bool is_qualifier(std::string_view text) { return text == "$LATEST.PUBLISHED" || consists_of(text, "-_$"); }

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t colon; (colon = text.find(':')) != std::string_view::npos; text.remove_prefix(colon + 1)) {
    parts.push_back(text.substr(0, colon));
  }
  parts.push_back(text);
  return parts;
}

// Matches the parts, which are what stands between the colons, as a regular expression does: each optional part is taken
// when the rest still matches. So arn:aws:lambda:REGION:ACCOUNT:function names the function "function".
std::optional<FunctionReference> matches_name(std::string_view text) {
  std::vector<std::string_view> parts = split(text);
  if (parts.size() > 3 && parts[0] == "arn" && is_partition(parts[1]) && parts[2] == "lambda") {
    parts.erase(parts.begin(), parts.begin() + 3);
  }
  for (int taken = 7; taken >= 0; --taken) {
    FunctionReference reference;
    std::size_t at = 0;
    const auto next = [&] { return at < parts.size() ? parts[at] : std::string_view(); };
    if ((taken & 4) != 0) {
      if (!is_region(next())) continue;
      reference.region = parts[at++];
    }
    if ((taken & 2) != 0) {
      if (!is_account_id(next())) continue;
      reference.account_id = parts[at++];
    }
    if ((taken & 1) != 0) {
      if (next() != "function") continue;
      ++at;
    }
    if (!consists_of(next(), "-_.")) continue;
    reference.name = parts[at++];
    if (at < parts.size()) {
      if (!is_latest(parts[at]) && !consists_of(parts[at], "-_")) continue;
      reference.qualifier = parts[at++];
    }
    if (at == parts.size()) return reference;
  }
  return std::nullopt;
}

}  // namespace

std::variant<FunctionReference, ApiError> parse_function_reference(std::string_view function_name,
                                                                   std::optional<std::string_view> qualifier,
                                                                   std::string_view region) {
  std::vector<std::string> violations;
  if (qualifier) {
    if (qualifier->size() > kQualifierLength) {
      violations.push_back(must_be_at_most(*qualifier, "qualifier", kQualifierLength));
    }
    if (qualifier->empty()) violations.push_back(must_be_at_least(*qualifier, "qualifier", 1));
    if (!is_qualifier(*qualifier)) violations.push_back(must_match(*qualifier, "qualifier", kQualifierPattern));
  }
  if (function_name.size() > kFunctionReferenceLength) {
    violations.push_back(must_be_at_most(function_name, "functionName", kFunctionReferenceLength));
  }
  if (function_name.empty()) violations.push_back(must_be_at_least(function_name, "functionName", 1));
  auto reference = matches_name(function_name);
  if (!reference) violations.push_back(must_match(function_name, "functionName", kNamePattern));
  if (!violations.empty()) return validation_error(violations);
  if (qualifier && reference->qualifier && *qualifier != *reference->qualifier) return derived_qualifier_mismatch();
  if (qualifier) reference->qualifier = *qualifier;
  if (reference->region && *reference->region != region) return other_region(*reference->region, region);
  return *std::move(reference);
}

ApiError function_not_found(const FunctionReference& reference, std::string_view region, std::string_view account_id,
                            Operation operation) {
  std::string arn =
      fmt::format("arn:{}:lambda:{}:{}:function:{}", partition(region), region, account_id, reference.name);
  if (reference.qualifier) arn += ":" + *reference.qualifier;
  const bool invokes = operation == Operation::Invoke || operation == Operation::InvokeAsync ||
                       operation == Operation::InvokeWithResponseStream;
  if (!reference.qualifier && invokes) arn += fmt::format(":{}", kLatestVersion);
  return function_not_found(arn);
}

}  // namespace lambdalocal::lambda_api
