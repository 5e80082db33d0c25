#include "emulator/system/http/request_parser.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/src.hpp>
#include <functional>
#include <limits>

#include "core/text/ascii.h"
#include "emulator/system/http/chunks.h"

namespace http = boost::beast::http;

namespace lambdalocal::system {
namespace {

constexpr HttpRefusal kFolded{400, "a header line is continued on the next line"};
constexpr HttpRefusal kEncodingUnknown{501, "the Transfer-Encoding is not 'chunked' alone"};
constexpr HttpRefusal kEncodingTooOld{400, "HTTP/1.0 has no Transfer-Encoding"};
constexpr HttpRefusal kLengthNoNumber{400, "the Content-Length is not a number"};
constexpr HttpRefusal kHostTwice{400, "the Host header comes twice"};
constexpr HttpRefusal kHostMissing{400, "the Host header is missing"};
constexpr HttpRefusal kHeadTooLong{431, "the header lines are too long"};
constexpr HttpRefusal kLineTooLong{414, "the request line is too long"};
constexpr HttpRefusal kChunkHeadTooLong{400, "a chunk's head or the trailers are too long"};

bool same_name(boost::beast::string_view a, std::string_view b) {
  return boost::beast::iequals(a, boost::beast::string_view(b.data(), b.size()));
}

}  // namespace

HttpRequestParser::HttpRequestParser(std::size_t limit) : limit_(limit) {
  header_limit(static_cast<std::uint32_t>(limit));
  body_limit(std::numeric_limits<std::uint64_t>::max());  // the handler knows; none means zero to Boost 1.74
}

HttpRequestParser::Progress HttpRequestParser::put(std::string_view bytes, std::size_t& taken) {
  taken = 0;
  if (refusal_.status != 0) return Progress::Refused;
  if (bytes.empty()) return Progress::Stuck;
  const bool between_chunks = is_header_done() && chunked() && chunk_left_ == 0;
  if (between_chunks && bytes.size() < kShortestChunk) return Progress::Stuck;
  input_ = bytes;
  error_code problem;
  taken = Base::put(boost::asio::const_buffer(bytes.data(), bytes.size()), problem);
  if (!problem) return Progress::More;
  if (problem != http::error::need_more) {
    if (refusal_.status == 0) refusal_ = refusal_of(problem);
    return Progress::Refused;
  }
  if (!is_header_done() && bytes.size() - taken >= limit_) {
    refusal_ = version_ == 0 ? kLineTooLong : kHeadTooLong;
  } else if (between_chunks && bytes.size() - taken >= limit_) {
    refusal_ = kChunkHeadTooLong;
  }
  return refusal_.status != 0 ? Progress::Refused : Progress::Stuck;
}

std::uint64_t HttpRequestParser::body_missing() const {
  return is_header_done() && !is_done() ? Base::content_length_remaining().value_or(0) : 0;
}

std::optional<std::uint64_t> HttpRequestParser::content_length() const {
  const auto length = Base::content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

std::optional<std::string_view> HttpRequestParser::field(std::string_view name) const {
  const auto last_in = [&](std::size_t begin, std::size_t end) -> std::optional<std::string_view> {
    for (std::size_t i = end; i-- > begin;) {
      if (fields_[i].first.size != name.size()) continue;
      const std::string_view held = text(fields_[i].first);
      if (same_name(view(held.data(), held.size()), name)) return text(fields_[i].second);
    }
    return std::nullopt;
  };
  const auto found = last_in(0, head_fields_);
  return found ? found : last_in(head_fields_, fields_.size());
}

std::vector<std::pair<std::string_view, std::string_view>> HttpRequestParser::fields() const {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  all.reserve(head_fields_);
  for (std::size_t i = 0; i < head_fields_; ++i) all.emplace_back(text(fields_[i].first), text(fields_[i].second));
  return all;
}

HttpRequestParser::Range HttpRequestParser::keep(view text) {
  const Range range{arena_.size(), text.size()};
  arena_.append(text.data(), text.size());
  return range;
}

void HttpRequestParser::on_request_impl(http::verb, view method, view target, int version, error_code& problem) {
  constexpr std::size_t kUsualHead = 512, kUsualFields = 8;
  problem = {};
  version_ = version;
  arena_.reserve(kUsualHead);
  fields_.reserve(kUsualFields);
  method_ = keep(method);
  target_ = keep(target);
}

void HttpRequestParser::on_field_impl(http::field, view name, view value, error_code& problem) {
  problem = {};
  refusal_ = refusal_of(name, value);
  if (refusal_.status != 0) {
    problem = http::error::bad_field;
    return;
  }
  const Range kept_name = keep(name);
  fields_.emplace_back(kept_name, keep(value));
  if (!is_header_done()) ++head_fields_;
}

// Beast unfolds a value into a buffer of its own, or skips the line break before it.
bool HttpRequestParser::is_folded(view name, view value) const {
  const std::less_equal<> not_after;
  const char* const after_name = name.data() + name.size();
  const bool in_place = not_after(after_name, value.data()) && not_after(value.data(), input_.data() + input_.size());
  return !in_place || std::find(after_name, value.data(), '\n') != value.data();
}

HttpRefusal HttpRequestParser::refusal_of(view name, view value) const {
  if (arena_.size() + name.size() + value.size() > limit_) return kHeadTooLong;
  if (is_folded(name, value)) return kFolded;
  if (is_header_done()) return {};  // a trailer
  if (same_name(name, "Transfer-Encoding")) {
    if (version_ == 10) return kEncodingTooOld;
    if (!same_name(value, "chunked")) return kEncodingUnknown;
  } else if (same_name(name, "Content-Length")) {
    const bool digits = std::all_of(value.begin(), value.end(), lambdalocal::is_digit);
    if (!digits) return kLengthNoNumber;
  } else if (same_name(name, "Host") && field("Host")) {
    return kHostTwice;
  }
  return {};
}

void HttpRequestParser::on_header_impl(error_code& problem) {
  problem = {};
  if (version_ == 10 || field("Host")) return;
  refusal_ = kHostMissing;
  problem = http::error::bad_field;
}

void HttpRequestParser::on_chunk_header_impl(std::uint64_t size, view, error_code& problem) {
  problem = {};
  chunk_left_ = size;
}

std::size_t HttpRequestParser::on_chunk_body_impl(std::uint64_t, view body, error_code& problem) {
  chunk_left_ -= body.size();
  return on_body_impl(body, problem);
}

std::size_t HttpRequestParser::on_body_impl(view body, error_code& problem) {
  problem = {};
  piece_ = {body.data(), body.size()};
  return body.size();
}

HttpRefusal HttpRequestParser::refusal_of(error_code problem) const {
  static const std::pair<http::error, HttpRefusal> kKnown[] = {
      {http::error::bad_method, {400, "this is no HTTP request; the port speaks HTTP/1.1"}},
      {http::error::bad_target, {400, "the request target has a character that must be percent-encoded"}},
      {http::error::bad_version, {400, "the request line does not end in HTTP/1.1"}},
      {http::error::bad_field, {400, "a header name has a character that no name may have"}},
      {http::error::bad_value, {400, "a header value has a character that no value may have"}},
      {http::error::bad_line_ending, {400, "a line does not end in CR LF"}},
      {http::error::bad_content_length, {400, "the Content-Length is no number, or contradicts another header"}},
      {http::error::bad_transfer_encoding, {400, "the Transfer-Encoding contradicts another header"}},
      {http::error::bad_chunk, {400, "a chunk does not begin with its size, or does not end with it"}},
      {http::error::bad_chunk_extension, {400, "a chunk's extension is malformed"}},
      {http::error::header_limit, kHeadTooLong},
  };
  for (const auto& [error, refusal] : kKnown) {
    if (problem != error) continue;
    const bool in_request_line = problem == http::error::header_limit && version_ == 0;
    return in_request_line ? kLineTooLong : refusal;
  }
  return {400, "the request is malformed"};
}

}  // namespace lambdalocal::system
