// Events for the tests, made with a seed and a time that are always the same.
#pragma once

#include <string>
#include <string_view>

#include "core/events/generate.h"
#include "tests/support/catch.h"

namespace lambdalocal::events {

inline Request request_for(std::string_view service, std::string_view type) {
  Request request;
  request.type = find_type(service, type).value();
  request.settings.time = parse_time("2026-03-14T09:26:53.589Z").value();
  request.settings.seed = 42;
  return request;
}

inline Json made(const Request& request) {
  const auto text = generate(request, Layout::OneLine);
  INFO((text ? *text : text.error().message));
  REQUIRE(text.ok());
  return Json::parse(*text);
}

inline Json made(std::string_view service, std::string_view type, GivenOptions options = {}, int count = 0) {
  Request request = request_for(service, type);
  request.options = std::move(options);
  request.count = count;
  return made(request);
}

inline std::string error_of(const Request& request) {
  const auto text = generate(request, Layout::OneLine);
  REQUIRE_FALSE(text.ok());
  return text.error().message;
}

}  // namespace lambdalocal::events
