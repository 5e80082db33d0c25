// What an Application Load Balancer decides by, and what it answers itself: the conditions of a listener's rules, fixed responses,
// redirects. The first rule takes a request whose conditions all hold; the default action has none.
// Source: docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html, rule-action-types.html
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/gateway/failures.h"
#include "core/gateway/http_request.h"
#include "core/result.h"

namespace lambdalocal::gateway {

enum class ConditionField { PathPattern, HostHeader, HttpRequestMethod, HttpHeader, QueryString, SourceIp };

// It holds when one of its values does. In values * is any text and ? any character, but not in methods and addresses. Paths and
// methods are compared as they are, all else without regard to case.
struct ListenerCondition {
  ConditionField field = ConditionField::PathPattern;
  std::string header_name;          // of HttpHeader
  std::vector<std::string> values;  // of SourceIp: 10.0.0.0/8, 2001:db8::/32
  std::vector<std::pair<std::string, std::string>>
      queries;  // of QueryString: an empty key is any; \* and \? are themselves
  std::vector<std::string> expressions =
      {};  // of PathPattern, HostHeader and HttpHeader: RegexValues, found anywhere in the text

  bool operator==(const ListenerCondition&) const = default;
};

bool holds(const ListenerCondition& condition, const HttpRequest& request);

// A Usage error says what an Application Load Balancer, or nobody, would take of its expressions: lookarounds, backreferences and
// their like.
Result<void> check_expressions(const ListenerCondition& condition);

// "path /api/* or /v1/*", for people.
std::string text_of(const ListenerCondition& condition);

// Each part but the status is text around #{protocol}, #{host}, #{port}, #{path} (without its slash), #{query}.
struct Redirect {
  int status = 302;
  std::string protocol = "#{protocol}", host = "#{host}", port = "#{port}", path = "/#{path}", query = "#{query}";

  bool operator==(const Redirect&) const = default;
};

HttpResponse redirect_response(const Redirect& redirect, const HttpRequest& request);

// What a front end answers without a function.
struct OwnAnswer {
  std::variant<HttpResponse, Redirect> response;
  std::string reason;  // for the log, of what is not emulated; else empty

  bool operator==(const OwnAnswer&) const = default;
};

// 501 with the reason, in the words of the front end.
OwnAnswer not_emulated(FrontEnd kind, std::string reason);

HttpResponse response_of(const OwnAnswer& answer, const HttpRequest& request);

// "fixed response 404", "redirect 301": what stands where a route's function would.
std::string name_of(const OwnAnswer& answer);

}  // namespace lambdalocal::gateway
