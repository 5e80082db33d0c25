#include "core/events/catalogue.h"

#include <set>

#include "core/json/check.h"
#include "tests/core/events/events_support.h"

using namespace lambdalocal;
using namespace lambdalocal::events;

namespace {

template <typename Check>
void for_each_type(Check check) {
  for (const Service& service : services()) {
    for (const EventType& type : service.types) {
      CAPTURE(service.name, type.name);
      check(service, type);
    }
  }
}

}  // namespace

TEST_CASE("services, types and options have names of their own, and say what they are") {
  std::set<std::string_view> service_names;
  for (const Service& service : services()) {
    CHECK(service_names.insert(service.name).second);
    std::set<std::string_view> names;
    for (const EventType& type : service.types) {
      CAPTURE(service.name, type.name);
      CHECK(names.insert(type.name).second);
      CHECK_FALSE(type.about.empty());
      CHECK(type.page.find("://") == std::string_view::npos);
      CHECK((type.shape.empty()) == (type.build != nullptr));
      std::set<std::string_view> options;
      for (const Option& option : options_of(type, {})) {
        CAPTURE(option.name);
        CHECK(options.insert(option.name).second);
        CHECK((option.kind == OptionKind::Choice) == !option.choices.empty());
        if (!option.default_value.empty()) CHECK(check_option(option, option.default_value).ok());
        // These are the command's own.
        for (const char* taken : {"set", "from-file", "count", "via", "seed", "time", "save", "compact", "help"}) {
          CHECK(option.name != taken);
        }
      }
      if (!type.body.empty()) CHECK(options.contains(type.body));
    }
  }
}

TEST_CASE("every event is made by default, with no placeholder left, and the same from the same seed and time") {
  for_each_type([](const Service& service, const EventType& type) {
    const Request request = request_for(service.name, type.name);
    const auto text = generate(request, Layout::Indented);
    REQUIRE(text.ok());
    CHECK(text->find("{{") == std::string::npos);
    CHECK_FALSE(find_json_fault(*text).has_value());
    CHECK(*generate(request, Layout::Indented) == *text);
  });
}

TEST_CASE("an event is of its region, account and partition throughout") {
  for_each_type([](const Service& service, const EventType& type) {
    Request request = request_for(service.name, type.name);
    request.options = {{"region", {"cn-north-1"}}, {"account-id", {"111122223333"}}};
    const std::string text = made(request).dump();
    CHECK(text.find("us-east-1") == std::string::npos);
    CHECK(text.find("123456789012") == std::string::npos);
    CHECK(text.find("arn:aws:") == std::string::npos);
    CHECK(text.find("amazonaws.com/") == std::string::npos);
  });
}

TEST_CASE("every value of every option may hold quotes, line breaks and any script") {
  const std::string odd = "a \"b\" \\ {{region}} \n\t\xc3\xbc \xe6\x97\xa5\xf0\x9f\x98\x80";
  for_each_type([&](const Service& service, const EventType& type) {
    for (const Option& option : type.options) {
      if (option.kind != OptionKind::Text) continue;
      CAPTURE(option.name);
      Request request = request_for(service.name, type.name);
      request.options[std::string(option.name)] = {odd};
      const auto text = generate(request, Layout::OneLine);
      if (!text) {
        CHECK(text.error().kind == ErrorKind::Usage);  // a path that no API has, for instance
        continue;
      }
      CHECK_FALSE(find_json_fault(*text).has_value());
    }
  });
}

TEST_CASE("an option that is no value of its kind is refused by its name") {
  Request request = request_for("dynamodb", "insert");
  request.options = {{"item", {"{id: 1}"}}};
  CHECK(error_of(request).find("--item takes JSON") != std::string::npos);
  request.options = {{"view", {"ALL"}}};
  CHECK(error_of(request).find("--view takes one of NEW_AND_OLD_IMAGES, NEW_IMAGE") != std::string::npos);
  request.options = {{"table", {"t"}}, {"tabel", {"t"}}};
  CHECK(error_of(request) == "unknown option --tabel");
  Request put = request_for("s3", "put");
  put.options = {{"size", {"big"}}};
  CHECK(error_of(put).find("--size takes a whole number") != std::string::npos);
}

TEST_CASE("a misspelt service or type gets the nearest one") {
  CHECK(find_type("s4", "put").error().message.find("did you mean s3?") != std::string::npos);
  CHECK(find_type("s3", "putt").error().message.find("did you mean put?") != std::string::npos);
  CHECK(find_type("s3", "").error().message.find("s3 has put, delete") != std::string::npos);
  CHECK(find_type("sqs", "").value()->name == "receive-message");
}
