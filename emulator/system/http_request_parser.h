// Beast's incremental HTTP parser, kept to what our server needs: the fields of a request in one arena (a field value
// may be a mebibyte; Beast's own containers end at 64 KiB) and body pieces as views into the input. Internal to
// http_server.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lambdalocal::system {

class HttpRequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  std::string_view method() const { return text(method_); }
  std::string_view target() const { return text(target_); }
  int version() const { return version_; }  // 11 of HTTP/1.1
  // The last field, or trailer, of that name.
  std::optional<std::string_view> field(std::string_view name) const;
  std::vector<std::pair<std::string_view, std::string_view>> fields() const;
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

  void on_request_impl(boost::beast::http::verb, view method, view target, int version, error_code& problem) override;
  void on_response_impl(int, view, int, error_code&) override {}
  void on_field_impl(boost::beast::http::field, view name, view value, error_code& problem) override;
  void on_header_impl(error_code& problem) override { problem = {}; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code& problem) override { problem = {}; }
  std::size_t on_body_impl(view body, error_code& problem) override;
  void on_chunk_header_impl(std::uint64_t, view, error_code& problem) override { problem = {}; }
  std::size_t on_chunk_body_impl(std::uint64_t, view body, error_code& problem) override {
    return on_body_impl(body, problem);
  }
  void on_finish_impl(error_code& problem) override { problem = {}; }

  std::string arena_;
  Range method_, target_;
  std::vector<std::pair<Range, Range>> fields_;
  std::string_view piece_;
  int version_ = 11;
};

}  // namespace lambdalocal::system
