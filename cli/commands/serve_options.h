// The flags of `lambdalocal serve`, read into a struct. Nothing is opened or run here.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/function_options.h"
#include "core/result.h"

namespace lambdalocal::commands {

enum class StreamMode { Buffered, ResponseStream };

struct UrlOption {
  std::string function;
  StreamMode mode = StreamMode::Buffered;
  std::optional<std::uint16_t> port = {};  // none: the next free one; 0: any
};

struct AlbOption {
  std::string function;
  std::optional<bool> multi_value_headers;  // none: as lambdalocal.json says
};

struct ServeOptions : FunctionOverrides {
  bool help = false;
  std::vector<std::string> functions;  // empty: all of lambdalocal.json
  std::string host = "127.0.0.1";
  std::vector<std::string> allowed_hosts;            // other names by which we may be called
  std::vector<std::string> allowed_origins;          // pages of other sites that may call: https://app.example.com, *
  std::optional<std::uint16_t> port;                 // default 3001; 0: any
  std::optional<std::uint16_t> http_port;            // default 3000; 0: any
  std::optional<std::uint16_t> rest_port, alb_port;  // default: the next free one from 3002; 0: any
  std::optional<std::filesystem::path> ready_file;
  std::vector<std::string> routes;       // of the HTTP API, as typed: GET /pets/{id}=fn
  std::vector<std::string> rest_routes;  // of the REST API
  std::optional<AlbOption> alb;          // the target group
  std::vector<UrlOption> urls;
  std::optional<std::filesystem::path> tls_certificate, tls_key;
  int max_concurrency = 100;
  std::chrono::milliseconds idle_timeout = std::chrono::minutes(10);
  int keep_warm = 0;
  int spares = 8;
  bool freeze = false;
  bool watch = true;
  double async_delay_scale = 1;
  std::chrono::milliseconds drain_timeout = std::chrono::seconds(30);
  std::optional<std::filesystem::path> record;  // a file of test cases
  bool record_secrets = false;
  bool quiet = false, verbose = false;
};

// `arguments` are those after "serve". Errors are Usage.
Result<ServeOptions> parse_serve_options(std::span<const char* const> arguments);

// Every long flag that is understood, for the test that the help names each.
std::vector<std::string> serve_flags();

}  // namespace lambdalocal::commands
