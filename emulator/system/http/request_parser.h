// Beast's incremental HTTP parser, kept to what our server needs: the fields of a request in one arena (a field value
// may be a mebibyte; Beast's own containers end at 64 KiB) and body pieces as views into the input. It is stricter than
// Beast: whatever two readers of one message might understand differently is refused (RFC 9112, 11.2). Internal to
// http_server.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lambdalocal::system {

// Why a request is refused: the status of the answer, and its text.
struct HttpRefusal {
  int status = 0;
  std::string_view text;
};

class HttpRequestParser final : private boost::beast::http::basic_parser<true> {
  using Base = boost::beast::http::basic_parser<true>;

 public:
  // `limit`: of the head's bytes, and of what one chunk's head or the trailers may take.
  explicit HttpRequestParser(std::size_t limit);

  enum class Progress { More, Stuck, Refused };  // Stuck: more bytes are needed, and these again
  // Takes what it can of `bytes` and tells how much in `taken`.
  Progress put(std::string_view bytes, std::size_t& taken);
  const HttpRefusal& refusal() const { return refusal_; }

  using Base::got_some;
  using Base::is_done;
  using Base::is_header_done;
  using Base::keep_alive;
  std::optional<std::uint64_t> content_length() const;
  std::uint64_t body_missing() const;  // of a body whose length is known; 0 of others
  std::string_view method() const { return text(method_); }
  std::string_view target() const { return text(target_); }
  int version() const { return version_; }  // 11 of HTTP/1.1
  // The last field of that name, or the last trailer: no trailer replaces a field.
  std::optional<std::string_view> field(std::string_view name) const;
  std::vector<std::pair<std::string_view, std::string_view>> fields() const;  // without trailers
  std::size_t held_bytes() const { return arena_.capacity(); }
  // What the last put() saw of the body: a view into the bytes put() was given.
  std::string_view take_piece() { return std::exchange(piece_, {}); }

 private:
  using error_code = boost::beast::error_code;
  using view = boost::beast::string_view;
  struct Range {
    std::size_t begin = 0, size = 0;
  };

  std::string_view text(Range range) const { return std::string_view(arena_).substr(range.begin, range.size); }
  Range keep(view text);
  bool is_folded(view name, view value) const;
  HttpRefusal refusal_of(view name, view value) const;
  HttpRefusal refusal_of(error_code problem) const;

  void on_request_impl(boost::beast::http::verb, view method, view target, int version, error_code& problem) override;
  void on_response_impl(int, view, int, error_code&) override {}
  void on_field_impl(boost::beast::http::field, view name, view value, error_code& problem) override;
  void on_header_impl(error_code& problem) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code& problem) override { problem = {}; }
  std::size_t on_body_impl(view body, error_code& problem) override;
  void on_chunk_header_impl(std::uint64_t size, view, error_code& problem) override;
  std::size_t on_chunk_body_impl(std::uint64_t, view body, error_code& problem) override;
  void on_finish_impl(error_code& problem) override { problem = {}; }

  std::string arena_;
  Range method_, target_;
  std::vector<std::pair<Range, Range>> fields_;
  std::size_t head_fields_ = 0;  // the rest are trailers
  std::string_view input_;       // of the put() under way
  std::string_view piece_;
  std::uint64_t chunk_left_ = 0;
  std::size_t limit_;
  HttpRefusal refusal_;
  int version_ = 0;  // until the request line has been read
};

}  // namespace lambdalocal::system
