// Whatever an authorizer returns, its answer is read or refused, and one that holds no Allow does not let anyone in.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/gateway/authorizers/authorizer.h"
#include "core/json/check.h"
#include "core/text/wildcard.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lambdalocal;
  using namespace lambdalocal::gateway;
  const std::string_view payload(reinterpret_cast<const char*>(data), size);
  for (const AuthorizerType type : {AuthorizerType::Token, AuthorizerType::HttpRequest_2_0}) {
    Authorizer authorizer;
    authorizer.type = type;
    authorizer.simple_responses = type == AuthorizerType::HttpRequest_2_0 && size % 2 == 0;
    (void)authorizer_failure(authorizer, payload);
    const auto answer = read_authorizer_answer(authorizer, payload);
    if (!answer) continue;
    const Verdict verdict = decide(*answer, "arn:aws:execute-api:us-east-1:123456789012:api/prod/GET/pets/1");
    const bool holds_allow =
        payload.find("Allow") != std::string_view::npos || payload.find('\\') != std::string_view::npos;
    if (answer->policy && verdict == Verdict::Allow && !holds_allow) std::abort();
    for (const bool format_2_0 : {false, true}) {
      const auto context = authorizer_context(authorizer, *answer, format_2_0, std::chrono::milliseconds(1));
      if (find_json_fault(context)) std::abort();
    }
  }
  (void)wildcard_match(payload.substr(0, 200), payload.substr(0, 2000));
  return 0;
}
