// A regular expression that somebody configured, matched against what strangers send, with limits: matching costs at most
// some milliseconds, whatever the expression and the text are. PCRE2, which takes what Java's expressions, API Gateway's,
// are made of.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

struct pcre2_real_code_8;

namespace lambdalocal {

class RegularExpression {
 public:
  enum class Where { Whole, Anywhere };  // the text as a whole, or any part of it
  enum class Case { Matters, Ignored };
  // A Usage error says what is wrong with the expression, and where.
  static Result<RegularExpression> compile(std::string_view expression, Where where = Where::Whole,
                                           Case letters = Case::Matters);

  enum class Match { Yes, No, TooCostly };
  Match matches(std::string_view text) const;

 private:
  struct Free {
    void operator()(pcre2_real_code_8* code) const;
  };
  explicit RegularExpression(pcre2_real_code_8* code) : code_(code) {}

  std::unique_ptr<pcre2_real_code_8, Free> code_;
};

}  // namespace lambdalocal
