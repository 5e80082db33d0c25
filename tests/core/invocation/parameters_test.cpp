#include "core/invocation/parameters.h"

#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("a tenant id has the characters AWS takes") {
  CHECK(check_tenant_id("blue").ok());
  CHECK(check_tenant_id("a.b_c:d/e=f+g-h@i j9").ok());
  CHECK(check_tenant_id(std::string(256, 'a')).ok());
  for (const std::string& id :
       {std::string(), std::string(257, 'a'), std::string("a\nb"), std::string("a;b"), std::string("\xc3\xbc")}) {
    CAPTURE(id);
    REQUIRE_FALSE(check_tenant_id(id).ok());
    CHECK(check_tenant_id(id).error().kind == ErrorKind::Usage);
  }
}

TEST_CASE("a trace header is one printable line, so that it smuggles no header into the Runtime API") {
  CHECK(check_trace_header("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1").ok());
  for (const std::string& header : {std::string(), std::string("Root=1\r\nX: y"), std::string("a\tb"),
                                    std::string("\xc3\xbc"), std::string(1025, 'a')}) {
    CHECK_FALSE(check_trace_header(header).ok());
  }
}
