#include "core/function/handler.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("a Python handler is divided at its last dot") {
  const auto parts = split_python_handler("pkg.sub/app.lambda_handler");
  REQUIRE(parts);
  CHECK(parts->module == "pkg.sub/app");
  CHECK(parts->function == "lambda_handler");
  CHECK_FALSE(split_python_handler("lambda_handler"));
}

TEST_CASE("a Node.js handler is divided at the first dot of its last part") {
  const auto parts = split_nodejs_handler("a.b/c/index.sub.handler");
  REQUIRE(parts);
  CHECK(parts->module == "a.b/c/index");
  CHECK(parts->function == "sub.handler");
  CHECK_FALSE(split_nodejs_handler("index"));
  CHECK_FALSE(split_nodejs_handler("../index.handler"));
}
