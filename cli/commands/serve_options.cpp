#include "cli/commands/serve_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "cli/command_arguments.h"
#include "core/expectation/test_file.h"
#include "core/http/local_access.h"
#include "core/text/ascii.h"

namespace lambdalocal::commands {
namespace {

// The values as typed, before they mean anything.
struct TypedServe {
  FunctionFlags function;
  std::string port, http_port, rest_port, alb_port, alb, max_concurrency, idle_timeout, keep_warm, spare_limit,
      async_delay_scale;
  std::string drain_timeout;
  std::vector<std::string> urls;
  bool no_watch = false;
  bool no_spare = false;
};

void describe(CLI::App& app, ServeOptions& options, TypedServe& typed) {
  app.set_help_flag();  // ours: CLI11 would print its own
  app.add_flag("-h,--help", options.help);
  app.add_option("functions", options.functions);
  app.add_option("-p,--port", typed.port);
  app.add_option("--http-port", typed.http_port);
  app.add_option("--rest-port", typed.rest_port);
  app.add_option("--alb-port", typed.alb_port);
  app.add_option("--host", options.host);
  add_repeatable(app, "--allow-host", options.allowed_hosts);
  add_repeatable(app, "--allow-origin", options.allowed_origins);
  app.add_option("--ready-file", options.ready_file);
  add_repeatable(app, "--route", options.routes);
  add_repeatable(app, "--rest", options.rest_routes);
  app.add_option("--alb", typed.alb);
  add_repeatable(app, "--url", typed.urls);
  app.add_option("--tls-cert", options.tls_certificate);
  app.add_option("--tls-key", options.tls_key);
  app.add_option("--max-concurrency", typed.max_concurrency);
  app.add_option("--idle-timeout", typed.idle_timeout);
  app.add_option("--keep-warm", typed.keep_warm);
  app.add_option("--spare-limit", typed.spare_limit);
  app.add_flag("--no-spare", typed.no_spare);
  app.add_flag("--freeze", options.freeze);
  app.add_flag("--connect", options.connect);
  app.add_flag("--disable-authorizer", options.disable_authorizers);
  app.add_flag("--no-watch", typed.no_watch);
  app.add_option("--async-delay-scale", typed.async_delay_scale);
  app.add_option("--drain-timeout", typed.drain_timeout);
  app.add_option("--record", options.record);
  app.add_flag("--record-secrets", options.record_secrets);
  typed.function.add_to(app);
  typed.function.add_build(app);
  app.add_flag("-q,--quiet", options.quiet);
  app.add_flag("-v,--verbose", options.verbose);
}

Result<std::optional<std::uint16_t>> port_number(const std::string& flag, const std::string& text) {
  if (text.empty()) return std::optional<std::uint16_t>();
  TRY(number, whole_number(flag, text, "", "a port from 0 (any free one) to 65535"));
  if (number < 0 || number > 65535) return usage(fmt::format("{} takes a port from 0 to 65535, not {}", flag, number));
  return std::optional(static_cast<std::uint16_t>(number));
}

Result<int> count(const std::string& flag, const std::string& text, int least, int otherwise,
                  std::string_view meaning) {
  if (text.empty()) return otherwise;
  TRY(number, whole_number(flag, text, "", meaning));
  if (number < least) return usage(fmt::format("{} takes {}, at least {}, not {}", flag, meaning, least, number));
  return number;
}

// 90, 90s, 1.5m, 250ms.
Result<std::chrono::milliseconds> duration(const std::string& flag, std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const double scale = unit.empty() || unit == "s" ? 1e3
                       : unit == "ms"              ? 1
                       : unit == "m"               ? 60e3
                       : unit == "h"               ? 3600e3
                                                   : 0;
  if (error != std::errc() || scale == 0 || !(value >= 0) || value * scale > 1e12) {
    return usage(fmt::format("{} takes a time such as 90s, 10m or 500ms, not '{}'", flag, text));
  }
  return std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double, std::milli>(value * scale));
}

Result<double> delay_scale(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0) || value > 1000) {
    return usage(fmt::format("--async-delay-scale takes a number from 0 (retry at once) to 1000, not '{}'", text));
  }
  return value;
}

Result<UrlOption> url_option(const std::string& text) {
  UrlOption option;
  std::string_view rest = text;
  option.function = rest.substr(0, rest.find(':'));
  rest.remove_prefix(option.function.size());
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the colon
    const std::string part(rest.substr(0, rest.find(':')));
    rest.remove_prefix(part.size());
    if (part == "stream" || part == "buffered") {
      option.mode = part == "stream" ? StreamMode::ResponseStream : StreamMode::Buffered;
    } else if (!part.empty() && std::all_of(part.begin(), part.end(), is_digit)) {
      TRY(port, port_number("--url", part));
      option.port = port;
    } else {
      return usage(
          fmt::format("--url takes FUNCTION, FUNCTION:stream, FUNCTION:PORT or FUNCTION:stream:PORT, not '{}'", text));
    }
  }
  return option;
}

Result<AlbOption> alb_option(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) return AlbOption{text, std::nullopt};
  if (text.substr(colon + 1) == "multi") return AlbOption{text.substr(0, colon), true};
  return usage(fmt::format("--alb takes FUNCTION, or FUNCTION:multi for multi-value headers, not '{}'", text));
}

Result<ServeOptions> interpret(const TypedServe& typed, ServeOptions options) {
  TRY(function, typed.function.read());
  const bool connect = options.connect, disable_authorizers = options.disable_authorizers;
  static_cast<FunctionOverrides&>(options) = std::move(function);
  options.of_template.command = templates::SamCommand::LocalStartApi;
  options.connect = connect;
  options.disable_authorizers = disable_authorizers;
  TRY(port, port_number("--port", typed.port));
  options.port = port;
  TRY(http_port, port_number("--http-port", typed.http_port));
  options.http_port = http_port;
  TRY(rest_port, port_number("--rest-port", typed.rest_port));
  options.rest_port = rest_port;
  TRY(alb_port, port_number("--alb-port", typed.alb_port));
  options.alb_port = alb_port;
  if (!typed.alb.empty()) {
    TRY(alb, alb_option(typed.alb));
    options.alb = std::move(alb);
  }
  TRY(concurrency, count("--max-concurrency", typed.max_concurrency, 1, options.max_concurrency,
                         "how many invocations may run at once"));
  options.max_concurrency = concurrency;
  TRY(warm, count("--keep-warm", typed.keep_warm, 0, 0, "how many environments to start ahead"));
  options.keep_warm = warm;
  TRY(spares, count("--spare-limit", typed.spare_limit, 0, options.spares, "how many spare environments there may be"));
  options.spares = typed.no_spare ? 0 : spares;
  if (!typed.idle_timeout.empty()) {
    TRY(time, duration("--idle-timeout", typed.idle_timeout));
    options.idle_timeout = time;
  }
  if (!typed.async_delay_scale.empty()) {
    TRY(scale, delay_scale(typed.async_delay_scale));
    options.async_delay_scale = scale;
  }
  if (!typed.drain_timeout.empty()) {
    TRY(time, duration("--drain-timeout", typed.drain_timeout));
    options.drain_timeout = time;
  }
  for (const std::string& text : typed.urls) {
    TRY(url, url_option(text));
    options.urls.push_back(url);
  }
  for (std::string& origin : options.allowed_origins) {
    if (origin.ends_with('/')) origin.pop_back();
    if (is_origin(origin)) continue;
    return usage(
        fmt::format("--allow-origin takes a page's origin, such as https://app.example.com, or *, not '{}'", origin));
  }
  options.watch = !typed.no_watch;
  if (options.tls_certificate.has_value() != options.tls_key.has_value()) {
    return usage("--tls-cert and --tls-key go together: the certificate, and its private key");
  }
  if (options.functions.size() > 1 && options.settings.function_name) {
    return usage("--function-name is for one function; name several in a lambdalocal.json");
  }
  if (options.record && (!expectation::is_test_file(*options.record) || options.record->extension() != ".json")) {
    return usage(fmt::format("--record takes a file named *.lambda-test.json, not '{}'", options.record->string()));
  }
  if (options.record_secrets && !options.record) return usage("--record-secrets goes with --record FILE");
  if (options.quiet && options.verbose) return usage("--quiet and --verbose contradict each other");
  return options;
}

}  // namespace

Result<ServeOptions> parse_serve_options(std::span<const char* const> arguments) {
  CLI::App app;
  ServeOptions options;
  TypedServe typed;
  describe(app, options, typed);
  auto parsed = parse_arguments(app, arguments, "'{}' is one argument too many");
  if (options.help) return options;
  if (!parsed) return std::move(parsed).error();
  return interpret(typed, std::move(options));
}

std::vector<std::string> serve_flags() {
  CLI::App app;
  ServeOptions options;
  TypedServe typed;
  describe(app, options, typed);
  return long_flags(app);
}

}  // namespace lambdalocal::commands
