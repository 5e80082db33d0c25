// The small texts of HTTP that all front ends read alike: header names, request targets, queries, media types, times.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/gateway/http_request.h"
#include "core/text/ascii.h"
#include "core/text/percent.h"

namespace lambdalocal::gateway {

bool same_name(std::string_view header, std::string_view other);  // without regard to case
bool name_less(std::string_view header, std::string_view other);  // the order of names, without regard to case
std::string_view trimmed(std::string_view text);                  // of spaces and tabs at both ends

// The first header of the name, or none.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

// The parts of a request target; an absolute one (http://host/path) counts without its authority.
std::string_view path_of(std::string_view target);
std::string_view query_of(std::string_view target);

// The names and values of a query as sent, in order: "a=1&b" -> (a, 1), (b, "").
std::vector<std::pair<std::string_view, std::string_view>> query_parameters(std::string_view query);

// "Application/JSON; charset=utf-8" -> "application/json".
std::string media_type(std::string_view content_type);
// Whether HTTP APIs, Function URLs and ALBs hand bodies of the type on as text: text/*, and JSON, XML, JavaScript of
// application/. All others, also no type at all, and form data, are base64 to them.
bool is_text(std::string_view media_type);

// "04/Mar/2020:19:15:17 +0000", and milliseconds since 1970.
std::string request_time(std::chrono::system_clock::time_point time);
std::int64_t epoch_milliseconds(std::chrono::system_clock::time_point time);

}  // namespace lambdalocal::gateway
