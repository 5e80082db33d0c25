#include "emulator/system/http_request_parser.h"

#include <boost/beast/core/string.hpp>
#include <boost/beast/src.hpp>

namespace lambdalocal::system {

std::optional<std::string_view> HttpRequestParser::field(std::string_view name) const {
  const view wanted(name.data(), name.size());
  for (auto entry = fields_.rbegin(); entry != fields_.rend(); ++entry) {
    const std::string_view held = text(entry->first);
    if (boost::beast::iequals(view(held.data(), held.size()), wanted)) return text(entry->second);
  }
  return std::nullopt;
}

std::vector<std::pair<std::string_view, std::string_view>> HttpRequestParser::fields() const {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  all.reserve(fields_.size());
  for (const auto& [name, value] : fields_) all.emplace_back(text(name), text(value));
  return all;
}

HttpRequestParser::Range HttpRequestParser::keep(view text) {
  const Range range{arena_.size(), text.size()};
  arena_.append(text.data(), text.size());
  return range;
}

void HttpRequestParser::on_request_impl(boost::beast::http::verb, view method, view target, int version,
                                        error_code& problem) {
  problem = {};
  version_ = version;
  method_ = keep(method);
  target_ = keep(target);
}

void HttpRequestParser::on_field_impl(boost::beast::http::field, view name, view value, error_code& problem) {
  problem = {};
  const Range kept_name = keep(name);
  fields_.emplace_back(kept_name, keep(value));
}

std::size_t HttpRequestParser::on_body_impl(view body, error_code& problem) {
  problem = {};
  piece_ = {body.data(), body.size()};
  return body.size();
}

}  // namespace lambdalocal::system
