#include "core/inference/java_candidates.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

std::string short_of(unsigned number) { return {static_cast<char>(number >> 8), static_cast<char>(number)}; }
std::string utf8(const std::string& text) { return "\x01" + short_of(static_cast<unsigned>(text.size())) + text; }

// public class shop.Orders implements `interface`, with a Long constant, which counts twice.
std::string class_file(const std::string& interface, unsigned flags = 0x21) {
  const std::string constants = utf8("shop/Orders") + "\x07" + short_of(1) + utf8(interface) + "\x07" + short_of(3) +
                                "\x05" + std::string(8, '\0') + utf8("java/lang/Object") + "\x07" + short_of(7);
  return "\xCA\xFE\xBA\xBE" + short_of(0) + short_of(61) + short_of(9) + constants + short_of(flags) + short_of(2) +
         short_of(8) + short_of(1) + short_of(4);
}

constexpr const char* kHandler = "com/amazonaws/services/lambda/runtime/RequestHandler";

}  // namespace

TEST_CASE("a public class that implements a handler interface is a handler") {
  const auto file = read_class_file(class_file(kHandler));
  REQUIRE(file);
  CHECK(file->name == "shop/Orders");
  CHECK(file->interfaces == std::vector<std::string>{kHandler});
  CHECK(java_candidates(class_file(kHandler)).size() == 1);
  CHECK(java_candidates(class_file("com/amazonaws/services/lambda/runtime/RequestStreamHandler")).size() == 1);
  const auto named = handler_candidates("shop/Orders.class", class_file(kHandler));
  REQUIRE(named.size() == 1);
  CHECK(named[0].handler == "shop.Orders");
}

TEST_CASE("other classes, abstract ones and interfaces are no handlers") {
  CHECK(java_candidates(class_file("java/lang/Runnable")).empty());
  CHECK(java_candidates(class_file(kHandler, 0x20)).empty());
  CHECK(java_candidates(class_file(kHandler, 0x421)).empty());
  CHECK(java_candidates(class_file(kHandler, 0x601)).empty());
}

TEST_CASE("a class file that ends early or is none offers nothing") {
  const std::string whole = class_file(kHandler);
  for (std::size_t length = 0; length < whole.size(); ++length) CHECK(java_candidates(whole.substr(0, length)).empty());
  CHECK_FALSE(read_class_file("PK\x03\x04"));
}
