// What the event builders of the front ends share: which headers a function sees, bodies as text or base64, maps of
// single and of multiple values, JSON as the event's bytes.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/gateway/api.h"
#include "core/gateway/http_request.h"
#include "core/json/writer.h"

namespace lambdalocal::gateway {

using Json = nlohmann::ordered_json;
// Names with their values, names in the order of the event, values in the order received.
using Values = std::vector<std::pair<std::string, std::vector<std::string>>>;

enum class NameCase { Lower, AsReceived };
// Content-Length: what the client sent, or always, which is how HTTP APIs tell of a request without a body.
enum class LengthHeader { AsReceived, Always };

// The headers an event holds: those of the request that are not about the connection, and X-Amzn-Trace-Id,
// X-Forwarded-For (appended to), -Port and -Proto. Sorted by name; lower-case names of equal spelling are one entry.
Values event_headers(const HttpRequest& request, NameCase name_case, LengthHeader length = LengthHeader::AsReceived);

// The query, decoded or as sent, sorted as the names first occur.
Values decoded_query(std::string_view query);
Values raw_query(std::string_view query);

// Members that are objects: {"name": "last value"}, {"name": "value,value"}, {"name": ["value", "value"]}. In place of an
// empty object there may be null.
enum class IfEmpty { Object, Null };
void write_last_values(JsonWriter& event, std::string_view member, const Values& values, IfEmpty if_empty);
void write_joined_values(JsonWriter& event, std::string_view member, const Values& values);
void write_all_values(JsonWriter& event, std::string_view member, const Values& values, IfEmpty if_empty);
void write_strings(JsonWriter& event, std::string_view member,
                   const std::vector<std::pair<std::string, std::string>>& values, IfEmpty if_empty);

// "localhost:3000" of the Host header, or what is configured; and what stands before its first dot or colon.
std::string domain_name(const Api& api, const HttpRequest& request);
std::string domain_prefix(std::string_view domain_name);

std::string user_agent(const HttpRequest& request);

// The member body as HTTP APIs, Function URLs and ALBs hand it on: text of a textual type, all else base64. Returns what
// isBase64Encoded is to say.
[[nodiscard]] bool write_text_or_base64(JsonWriter& event, const HttpRequest& request);

// Room for an event of usual headers with the request's body in it, in a text that was not used yet.
std::string event_text(const HttpRequest& request);

// A JSON text; what is not UTF-8 in it is replaced by U+FFFD.
std::string event_bytes(const Json& event);

}  // namespace lambdalocal::gateway
