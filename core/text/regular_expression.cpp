#include "core/text/regular_expression.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <array>
#include <cstdint>

namespace lambdalocal {
namespace {

// How often the matcher may try, how deep it may go back, and the memory it may take for that, in KiB: more than any
// expression for a token needs, and a few milliseconds at most.
constexpr std::uint32_t kTries = 200'000, kDepth = 50'000, kHeapKilobytes = 20'000;
constexpr std::size_t kExpressionBytes = 32 * 1024;
constexpr std::uint32_t kNestedParentheses = 200;

const unsigned char* units(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string message_of(int code) {
  std::array<unsigned char, 256> text{};
  const int length = pcre2_get_error_message(code, text.data(), text.size());
  return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length < 0 ? 0 : length)};
}

struct FreeContext {
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

}  // namespace

void RegularExpression::Free::operator()(pcre2_real_code_8* code) const { pcre2_code_free(code); }

Result<RegularExpression> RegularExpression::compile(std::string_view expression, Where where, Case letters) {
  const std::unique_ptr<pcre2_compile_context, FreeContext> context(pcre2_compile_context_create(nullptr));
  pcre2_set_parens_nest_limit(context.get(), kNestedParentheses);
  pcre2_set_max_pattern_length(context.get(), kExpressionBytes);
  int fault = 0;
  std::size_t offset = 0;
  // Limits inside the expression, (*LIMIT_MATCH=...), can only lower ours.
  std::uint32_t options = PCRE2_NEVER_BACKSLASH_C;
  if (where == Where::Whole) options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  if (letters == Case::Ignored) options |= PCRE2_CASELESS;
  pcre2_code* const code = pcre2_compile(units(expression), expression.size(), options, &fault, &offset, context.get());
  if (code != nullptr) return RegularExpression(code);
  return Error{ErrorKind::Usage, fmt::format("\"{}\" is no regular expression: {} at character {}", expression,
                                             message_of(fault), offset + 1)};
}

RegularExpression::Match RegularExpression::matches(std::string_view text) const {
  const std::unique_ptr<pcre2_match_context, FreeContext> context(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(context.get(), kTries);
  pcre2_set_depth_limit(context.get(), kDepth);
  pcre2_set_heap_limit(context.get(), kHeapKilobytes);
  const std::unique_ptr<pcre2_match_data, FreeContext> data(pcre2_match_data_create(1, nullptr));
  const int count = pcre2_match(code_.get(), units(text), text.size(), 0, 0, data.get(), context.get());
  if (count >= 0) return Match::Yes;
  return count == PCRE2_ERROR_NOMATCH ? Match::No : Match::TooCostly;
}

}  // namespace lambdalocal
