#include "core/extensions_api/registration.h"

#include <map>
#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal::extensions_api;

TEST_CASE("an extension subscribes to any of its events, or to none") {
  const std::map<std::string, Subscription> bodies = {
      {R"({"events":["INVOKE","SHUTDOWN"]})", {true, true}},
      {R"({"events":["SHUTDOWN"]})", {false, true}},
      {R"({"events":["INVOKE","INVOKE"]})", {true, false}},
      {R"({"events":[]})", {}},
      {R"({"events":null})", {}},
      {"{}", {}},
      {R"({"configurationKeys":[],"other":1})", {}},
  };
  for (const auto& [body, expected] : bodies) {
    INFO(body);
    CHECK(std::get<Subscription>(read_registration(body, Kind::External)) == expected);
  }
  CHECK(Subscription{true, true}.names() == std::vector<std::string_view>{"INVOKE", "SHUTDOWN"});
}

TEST_CASE("a registration is refused with AWS's words for its fault") {
  const auto fault = [](std::string_view body, Kind kind) {
    const auto refusal = std::get<Refusal>(read_registration(body, kind));
    return std::string(refusal.error_type) + "/" + refusal.message;
  };
  CHECK(fault(R"({"events":["BOGUS"]})", Kind::External) == "Extension.InvalidEventType/BOGUS: ErrorInvalidEventType");
  CHECK(fault(R"({"events":["INVOKE","SHUTDOWN"]})", Kind::Internal) ==
        "Extension.InvalidEventType/SHUTDOWN: ShutdownEventNotSupportedForInternalExtension");
  CHECK(fault(R"({"events":[],"configurationKeys":["A"]})", Kind::External) ==
        "InvalidRequestFormat/configurationKeys are deprecated; use environment variables instead");
  CHECK(fault("", Kind::External) == "InvalidRequestFormat/unexpected end of JSON input");
  for (const char* body : {"{", "[]", "7", R"({"events":7})", R"({"events":[1]})", "\xff"}) {
    INFO(body);
    CHECK(fault(body, Kind::External).starts_with("InvalidRequestFormat/"));
  }
}

TEST_CASE("accepted features are a list, of which unknown ones are ignored") {
  CHECK(accepts_feature("accountId", "accountId"));
  CHECK(accepts_feature("other, accountId ,x", "accountId"));
  CHECK_FALSE(accepts_feature("", "accountId"));
  CHECK_FALSE(accepts_feature("accountID,account", "accountId"));
}

TEST_CASE("an identifier is 8-4-4-4-12 hex digits") {
  CHECK(is_identifier("11111111-2222-4333-8444-55555555abCD"));
  for (const char* text : {"", "x", "11111111-2222-4333-8444-55555555abC", "11111111-2222-4333-8444-55555555abCG",
                           "11111111x2222-4333-8444-55555555abCD", "11111111-2222-4333-8444-55555555abCDE"}) {
    CHECK_FALSE(is_identifier(text));
  }
}
