#include "core/gateway/listener_rules.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <span>

#include "core/http/text.h"
#include "core/json/writer.h"
#include "core/text/ascii.h"
#include "core/text/regular_expression.h"
#include "core/text/wildcard.h"

namespace lambdalocal::gateway {
namespace {

bool matches_any_case(std::string_view pattern, std::string_view text, Escapes escapes = Escapes::None) {
  return wildcard_match(lower_case(pattern), lower_case(text), escapes);
}

// The host that is asked for, without its port.
std::string_view host_of(const HttpRequest& request) {
  std::string_view host = find_header(request.headers, "Host").value_or("");
  const std::size_t bracket = host.rfind(']'), colon = host.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket))
    host = host.substr(0, colon);
  return host;
}

// The bytes of an IPv4 or IPv6 address; empty when it is none.
std::vector<std::uint8_t> address_of(std::string_view text) {
  const std::string address(text);
  std::vector<std::uint8_t> bytes(16);
  if (address.find('\0') != std::string::npos) return {};
  if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return bytes;
  if (::inet_pton(AF_INET, address.c_str(), bytes.data()) != 1) return {};
  bytes.resize(4);
  return bytes;
}

bool is_in(std::string_view network, std::string_view address) {
  const std::size_t slash = network.find('/');
  const auto wanted = address_of(network.substr(0, slash)), given = address_of(address);
  if (wanted.empty() || wanted.size() != given.size()) return false;
  std::size_t bits = wanted.size() * 8;
  if (slash != std::string_view::npos) {
    const std::string_view length = network.substr(slash + 1);
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), number);
    if (error != std::errc() || end != length.data() + length.size() || number > bits) return false;
    bits = number;
  }
  for (std::size_t bit = 0; bit < bits; ++bit) {
    if (((wanted[bit / 8] ^ given[bit / 8]) >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

bool has_query(const ListenerCondition& condition, const HttpRequest& request) {
  const auto given = query_parameters(query_of(request.target));
  return std::ranges::any_of(condition.queries, [&](const auto& wanted) {
    return std::ranges::any_of(given, [&](const auto& one) {
      return (wanted.first.empty() || matches_any_case(wanted.first, one.first, Escapes::Backslash)) &&
             matches_any_case(wanted.second, one.second, Escapes::Backslash);
    });
  });
}

bool has_header(const ListenerCondition& condition, std::string_view pattern, const HttpRequest& request) {
  return std::ranges::any_of(request.headers, [&](const auto& header) {
    return same_name(header.first, condition.header_name) && matches_any_case(pattern, header.second);
  });
}

// What is too costly to match does not match.
bool is_found(const std::string& expression, std::string_view text, RegularExpression::Case letters) {
  const auto compiled = RegularExpression::compile(expression, RegularExpression::Where::Anywhere, letters);
  return compiled && compiled->matches(text) == RegularExpression::Match::Yes;
}

bool finds(const ListenerCondition& condition, const std::string& expression, const HttpRequest& request) {
  using enum RegularExpression::Case;
  switch (condition.field) {
    case ConditionField::PathPattern: return is_found(expression, path_of(request.target), Matters);
    case ConditionField::HostHeader: return is_found(expression, host_of(request), Ignored);
    case ConditionField::HttpHeader:
      return std::ranges::any_of(request.headers, [&](const auto& header) {
        return same_name(header.first, condition.header_name) && is_found(expression, header.second, Ignored);
      });
    default: return false;
  }
}

// What AWS's expressions do not have, by what it begins with outside of a class. Each is written as it is in PCRE2.
std::string_view unsupported_part(std::string_view expression) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kParts{{{"(?=", "lookaheads"},
                                                                                 {"(?!", "lookaheads"},
                                                                                 {"(?<=", "lookbehinds"},
                                                                                 {"(?<!", "lookbehinds"},
                                                                                 {"(?>", "atomic groups"},
                                                                                 {"(?R", "recursion"},
                                                                                 {"(?P>", "subroutines"},
                                                                                 {"(?&", "subroutines"},
                                                                                 {"(?P=", "backreferences"}}};
  bool in_class = false;
  for (std::size_t at = 0; at < expression.size(); ++at) {
    const std::string_view rest = expression.substr(at);
    if (rest.front() == '\\') {
      const char next = rest.size() > 1 ? rest[1] : ' ';
      if (next == 'p' || next == 'P') return "Unicode classes";
      if (!in_class && ((next >= '1' && next <= '9') || next == 'k' || next == 'g')) return "backreferences";
      ++at;
      continue;
    }
    if (in_class) {
      in_class = rest.front() != ']';
      continue;
    }
    in_class = rest.front() == '[';
    const auto part = std::ranges::find_if(kParts, [&](const auto& one) { return rest.starts_with(one.first); });
    if (part != kParts.end()) return part->second;
    const bool is_quantifier = rest.front() == '*' || rest.front() == '+' || rest.front() == '?' || rest.front() == '}';
    if (is_quantifier && rest.size() > 1 && rest[1] == '+') return "possessive quantifiers";
  }
  return {};
}

bool holds(const ListenerCondition& condition, std::string_view value, const HttpRequest& request) {
  switch (condition.field) {
    case ConditionField::PathPattern: return wildcard_match(value, path_of(request.target));
    case ConditionField::HostHeader: return matches_any_case(value, host_of(request));
    case ConditionField::HttpRequestMethod: return value == request.method;
    case ConditionField::HttpHeader: return has_header(condition, value, request);
    case ConditionField::SourceIp: return is_in(value, request.source_ip);
    case ConditionField::QueryString: break;
  }
  return false;
}

// In one pass, so that nothing is replaced in what the client sent.
std::string filled_in(std::string_view text, std::span<const std::pair<std::string_view, std::string>> words) {
  std::string filled;
  while (!text.empty()) {
    const auto word = std::ranges::find_if(words, [&](const auto& one) { return text.starts_with(one.first); });
    if (word == words.end()) {
      filled += text.front();
      text.remove_prefix(1);
    } else {
      filled += word->second;
      text.remove_prefix(word->first.size());
    }
  }
  return filled;
}

}  // namespace

bool holds(const ListenerCondition& condition, const HttpRequest& request) {
  if (condition.field == ConditionField::QueryString) return has_query(condition, request);
  return std::ranges::any_of(condition.values, [&](const auto& value) { return holds(condition, value, request); }) ||
         std::ranges::any_of(condition.expressions, [&](const auto& one) { return finds(condition, one, request); });
}

Result<void> check_expressions(const ListenerCondition& condition) {
  constexpr std::size_t kMostBytes = 128;
  for (const std::string& expression : condition.expressions) {
    const auto refused = [&](std::string_view why) {
      return Error{ErrorKind::Usage, fmt::format("\"{}\" is no expression of a listener's rule: {}", expression, why)};
    };
    if (expression.size() > kMostBytes) return refused("it has more than 128 characters");
    const std::string_view unsupported = unsupported_part(expression);
    if (!unsupported.empty()) return refused(fmt::format("load balancers know no {}", unsupported));
    const auto compiled = RegularExpression::compile(expression, RegularExpression::Where::Anywhere);
    if (!compiled) return compiled.error();
  }
  return {};
}

std::string text_of(const ListenerCondition& condition) {
  std::vector<std::string> values = condition.values;
  for (const auto& [key, value] : condition.queries)
    values.push_back(key.empty() ? value : fmt::format("{}={}", key, value));
  for (const std::string& expression : condition.expressions) values.push_back("~ " + expression);
  std::string name;
  switch (condition.field) {
    case ConditionField::PathPattern: name = "path"; break;
    case ConditionField::HostHeader: name = "host"; break;
    case ConditionField::HttpRequestMethod: name = "method"; break;
    case ConditionField::HttpHeader: name = "header " + condition.header_name; break;
    case ConditionField::QueryString: name = "query"; break;
    case ConditionField::SourceIp: name = "source"; break;
  }
  return fmt::format("{} {}", name, fmt::join(values, " or "));
}

HttpResponse redirect_response(const Redirect& redirect, const HttpRequest& request) {
  const std::string_view path = path_of(request.target);
  const std::array<std::pair<std::string_view, std::string>, 5> words{{
      {"#{protocol}", request.scheme},
      {"#{host}", std::string(host_of(request))},
      {"#{port}", std::to_string(request.port)},
      {"#{path}", std::string(path.starts_with('/') ? path.substr(1) : path)},
      {"#{query}", std::string(query_of(request.target))},
  }};
  const auto part = [&](std::string_view text) { return filled_in(text, words); };
  const std::string query = part(redirect.query);
  HttpResponse response;
  response.status = redirect.status;
  response.headers = {
      {"Server", "awselb/2.0"},
      {"Content-Type", "text/html"},
      {"Location", fmt::format("{}://{}:{}{}{}{}", lower_case(part(redirect.protocol)), part(redirect.host),
                               part(redirect.port), part(redirect.path), query.empty() ? "" : "?", query)}};
  const std::string_view reason = redirect.status == 301 ? "Moved Permanently" : "Found";
  response.body = fmt::format(
      "<html>\r\n<head><title>{0} {1}</title></head>\r\n<body>\r\n<center><h1>{0} {1}</h1></center>\r\n</body>\r\n"
      "</html>\r\n",
      redirect.status, reason);
  return response;
}

OwnAnswer not_emulated(FrontEnd kind, std::string reason) {
  HttpResponse response;
  response.status = 501;
  if (kind == FrontEnd::Alb) {
    response.headers = {{"Content-Type", "text/plain"}};
    response.body = reason;
  } else {
    response.headers = {{"Content-Type", "application/json"}};
    JsonWriter body(response.body);
    body.begin_object();
    body.string("message", reason);
    body.end_object();
  }
  return {std::move(response), std::move(reason)};
}

HttpResponse response_of(const OwnAnswer& answer, const HttpRequest& request) {
  if (const auto* redirect = std::get_if<Redirect>(&answer.response)) return redirect_response(*redirect, request);
  return std::get<HttpResponse>(answer.response);
}

std::string name_of(const OwnAnswer& answer) {
  if (const auto* redirect = std::get_if<Redirect>(&answer.response)) {
    return fmt::format("redirect {}", redirect->status);
  }
  return fmt::format("{} {}", answer.reason.empty() ? "fixed response" : "not emulated:",
                     std::get<HttpResponse>(answer.response).status);
}

}  // namespace lambdalocal::gateway
