#include "emulator/system/http/response_parser.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

#include "core/text/ascii.h"
#include "emulator/system/http/chunks.h"

namespace http = boost::beast::http;

namespace lambdalocal::system {
namespace {

constexpr std::uint32_t kHeadBytes = 16 * 1024;

}  // namespace

HttpResponseParser::HttpResponseParser(std::size_t limit) : limit_(limit) {
  header_limit(kHeadBytes);
  body_limit(std::numeric_limits<std::uint64_t>::max());  // on_body_impl() knows; none means zero to Boost 1.74
}

HttpResponseParser::Progress HttpResponseParser::put(std::string_view bytes, std::size_t& taken) {
  taken = 0;
  if (bytes.empty()) return Progress::Stuck;
  const bool between_chunks = is_header_done() && chunked() && chunk_left_ == 0;
  if (between_chunks && bytes.size() < kShortestChunk) return Progress::Stuck;
  error_code problem;
  taken = Base::put(boost::asio::const_buffer(bytes.data(), bytes.size()), problem);
  if (!problem) return Progress::More;
  if (problem != http::error::need_more || bytes.size() - taken >= kHeadBytes) return Progress::Refused;
  return Progress::Stuck;
}

void HttpResponseParser::expect_no_body() {
  Base::skip(true);
  has_body_ = false;
}

bool HttpResponseParser::put_end() {
  error_code problem;
  if (got_some() && !is_done()) Base::put_eof(problem);
  return !problem && is_done();
}

void HttpResponseParser::on_response_impl(int status, view, int, error_code& problem) {
  problem = {};
  status_ = status;
}

void HttpResponseParser::on_field_impl(http::field, view name, view value, error_code& problem) {
  problem = {};
  if (is_header_done()) {  // a trailer
    trailer_bytes_ += name.size() + value.size();
    if (trailer_bytes_ > kHeadBytes) problem = http::error::header_limit;
    return;
  }
  headers_.emplace_back(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
  // One coding alone: what is compressed besides was not asked for.
  if (boost::beast::iequals(name, "Transfer-Encoding") && !boost::beast::iequals(value, "chunked")) {
    problem = http::error::bad_transfer_encoding;
  }
  const bool is_length = boost::beast::iequals(name, "Content-Length");
  if (is_length && !std::all_of(value.begin(), value.end(), lambdalocal::is_digit))
    problem = http::error::bad_content_length;
}

void HttpResponseParser::on_header_impl(error_code& problem) {
  problem = {};
  const auto length = content_length();
  too_large_ = has_body_ && length && *length > limit_;
  if (too_large_) problem = http::error::body_limit;
}

std::size_t HttpResponseParser::on_body_impl(view piece, error_code& problem) {
  problem = {};
  too_large_ = piece.size() > limit_ - body_.size();
  if (too_large_) {
    problem = http::error::body_limit;
    return 0;
  }
  body_.append(piece.data(), piece.size());
  return piece.size();
}

void HttpResponseParser::on_chunk_header_impl(std::uint64_t size, view, error_code& problem) {
  problem = {};
  chunk_left_ = size;
}

std::size_t HttpResponseParser::on_chunk_body_impl(std::uint64_t, view piece, error_code& problem) {
  chunk_left_ -= piece.size();
  return on_body_impl(piece, problem);
}

}  // namespace lambdalocal::system
