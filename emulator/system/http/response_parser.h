// Beast's incremental HTTP parser, kept to what our client needs: one answer with its body in memory, limits on both, and
// nothing in it that two readers could understand differently. Internal to the client.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lambdalocal::system {

class HttpResponseParser final : private boost::beast::http::basic_parser<false> {
  using Base = boost::beast::http::basic_parser<false>;

 public:
  // `limit`: of the body's bytes. A head, a chunk's head and the trailers may have 16 KiB each.
  explicit HttpResponseParser(std::size_t limit);

  enum class Progress { More, Stuck, Refused };  // Stuck: more bytes are needed, and these again
  // Takes what it can of `bytes` and tells how much in `taken`.
  Progress put(std::string_view bytes, std::size_t& taken);
  // The connection has ended: false when the answer has not.
  bool put_end();

  using Base::is_done;
  void expect_no_body();                  // to HEAD, whatever its headers announce
  int status() const { return status_; }  // 0 before the status line
  bool is_interim() const { return status_ >= 100 && status_ < 200 && status_ != 101; }  // another answer follows
  bool is_too_large() const { return too_large_; }                                       // why it was refused
  std::string& body() { return body_; }
  // As received, in their order; trailers are not among them.
  std::vector<std::pair<std::string, std::string>>& headers() { return headers_; }

 private:
  using error_code = boost::beast::error_code;
  using view = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb, view, view, int, error_code&) override {}
  void on_response_impl(int status, view reason, int version, error_code& problem) override;
  void on_field_impl(boost::beast::http::field, view name, view value, error_code& problem) override;
  void on_header_impl(error_code& problem) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code& problem) override { problem = {}; }
  std::size_t on_body_impl(view piece, error_code& problem) override;
  void on_chunk_header_impl(std::uint64_t size, view, error_code& problem) override;
  std::size_t on_chunk_body_impl(std::uint64_t, view piece, error_code& problem) override;
  void on_finish_impl(error_code& problem) override { problem = {}; }

  std::string body_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::size_t limit_;
  std::uint64_t chunk_left_ = 0;
  std::size_t trailer_bytes_ = 0;
  int status_ = 0;
  bool too_large_ = false, has_body_ = true;
};

}  // namespace lambdalocal::system
