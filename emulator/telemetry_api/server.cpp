#include "emulator/telemetry_api/server.h"

#include <algorithm>
#include <variant>

#include "core/telemetry_api/records.h"
#include "emulator/runtime_api/answers.h"

namespace asio = boost::asio;

namespace lambdalocal::telemetry_api {
namespace {

constexpr std::size_t kKeptBytes = 64 * 1024;
constexpr std::size_t kSubscriptionBytes = 64 * 1024;

}  // namespace

void Server::restart(Keep keep) {
  for (const auto& subscriber : std::exchange(subscribers_, {})) subscriber->close();
  closed_ = false;
  keeps_ = keep == Keep::WhatInitLogs;
  if (!keeps_) init_began_.reset();
}

void Server::close_subscription() {
  closed_ = true;
  keeps_ = false;
  kept_ = {};
  kept_bytes_ = 0;
  init_began_.reset();
}

void Server::flush() {
  for (const auto& subscriber : subscribers_) subscriber->flush();
}

void Server::close() {
  close_subscription();
  for (const auto& subscriber : std::exchange(subscribers_, {})) subscriber->close();
}

void Server::tell(const LogEvent& event) {
  for (const auto& subscriber : subscribers_) {
    const Subscription& subscription = subscriber->subscription();
    if (!has_source(subscription.types, event.source)) continue;
    record_.clear();
    append_record(record_, subscription.schema, event);
    subscriber->add(record_);
  }
}

void Server::keep(const LogEvent& event) {
  if (event.platform != nullptr) {
    if (std::holds_alternative<platform::InitStart>(*event.platform)) init_began_ = event.time;
    return;
  }
  if (event.source == LogSource::Notice || kept_bytes_ + event.text.size() > kKeptBytes) return;
  kept_bytes_ += event.text.size();
  kept_.push_back({event.time, event.source, event.level, std::string(event.text)});
}

void Server::replay(Subscriber& subscriber) {
  const Subscription& subscription = subscriber.subscription();
  std::string record;
  const auto add = [&](const LogEvent& event) {
    if (!has_source(subscription.types, event.source)) return;
    record.clear();
    append_record(record, subscription.schema, event);
    subscriber.add(record);
  };
  const PlatformEvent init_start = platform::InitStart{};
  if (init_began_) add({*init_began_, stream_, LogSource::Platform, LogLevel::Info, {}, &init_start});
  for (const Kept& line : kept_) add({line.time, stream_, line.source, line.level, line.text});
}

void Server::subscribe(const std::string& name, Subscription subscription) {
  std::erase_if(subscribers_, [&name](const auto& one) {
    if (one->name() != name) return false;
    one->close();
    return true;
  });
  const SubscriptionReport report{
      name,
      api_of(subscription.schema) == Api::Logs ? SubscriptionReport::Api::Logs : SubscriptionReport::Api::Telemetry,
      subscription.types.names()};
  const auto dropped = [weak = weak_from_this()](const DroppedReport& what) {
    const auto self = weak.lock();
    if (!self) return;
    const PlatformEvent event = platform::LogsDropped{what};
    self->write({std::chrono::system_clock::now(), self->stream_, LogSource::Platform, level_of(event), {}, &event});
  };
  const auto subscriber = Subscriber::start(executor_, name, std::move(subscription), dropped, sockets_);
  replay(*subscriber);
  subscribers_.push_back(subscriber);
  const PlatformEvent event = platform::Subscription{report};
  const LogTime now = std::chrono::system_clock::now();
  std::string line;
  append_platform_line(line, now, stream_, event);
  write({now, stream_, LogSource::Platform, level_of(event), line, &event});
}

asio::awaitable<void> Server::serve(system::HttpExchange& exchange, Api api,
                                    std::shared_ptr<extensions_api::Server> extensions) {
  const auto self = shared_from_this();
  if (exchange.method() != "PUT") {
    runtime_api::method_not_allowed(exchange);
    co_return;
  }
  const auto extension = extensions->identify(exchange);
  if (!extension) co_return;
  std::string body;
  const auto end = co_await exchange.read_body(body, kSubscriptionBytes);
  if (end == system::HttpExchange::BodyEnd::Truncated || extension->is_gone) co_return;
  if (closed_) {
    co_return api == Api::Logs ? runtime_api::refuse(exchange, 403, kLogsClosed, kLogsClosedText)
                               : runtime_api::refuse(exchange, 403, kTelemetryClosed, kTelemetryClosedText);
  }
  if (end == system::HttpExchange::BodyEnd::TooLarge) {
    co_return runtime_api::refuse(exchange, 400, kValidationError, "the body is too large");
  }
  const auto& variables = stream_.function.environment;
  const auto local = variables.find("AWS_SAM_LOCAL");
  const bool is_local = local != variables.end() && local->second == "true";
  auto read = read_subscription(body, api, is_local ? Hosts::AnyLoopback : Hosts::OfLambda);
  if (const auto* invalid = std::get_if<Invalid>(&read)) {
    co_return runtime_api::refuse(exchange, 400, kValidationError, invalid->message);
  }
  const bool uses_other = std::ranges::any_of(subscribers_, [&](const auto& one) {
    return one->name() == extension->name && api_of(one->subscription().schema) != api;
  });
  if (uses_other) {
    co_return runtime_api::refuse(exchange, 400, kValidationError,
                                  "the extension has subscribed with the other of the Telemetry API and the Logs API");
  }
  exchange.respond(200, "Content-Type: application/json\r\n", kSubscribed);
  subscribe(extension->name, std::get<Subscription>(std::move(read)));
}

}  // namespace lambdalocal::telemetry_api
