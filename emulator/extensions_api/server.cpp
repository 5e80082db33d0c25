// A request for the next event is parked in a coroutine that waits for its extension's Wakeup; it holds the extension, which
// may be of a generation of processes that has ended meanwhile.
#include "emulator/extensions_api/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "core/extensions_api/contract.h"
#include "core/function/limits.h"
#include "core/invocation/identifiers.h"
#include "emulator/runtime_api/answers.h"

namespace asio = boost::asio;

namespace lambdalocal::extensions_api {
namespace {

using runtime_api::refuse;

constexpr int kForbidden = 403;
constexpr std::size_t kRegistrationBytes = 64 * 1024;
constexpr std::string_view kJson = "Content-Type: application/json\r\n";

void refuse_step(system::HttpExchange& exchange, State from, State to, std::string_view who) {
  refuse(exchange, kForbidden, kInvalidState, refused_transition_message(from, to, who));
}

}  // namespace

void Server::restart(const std::vector<std::string>& external) {
  const auto gone = std::exchange(extensions_, {});
  registration_closed_ = false;
  reported_error_.reset();
  for (const std::string& name : external) {
    extensions_.push_back(std::make_shared<Extension>());
    extensions_.back()->name = name;
  }
  for (const auto& extension : gone) {
    extension->is_gone = true;
    extension->event_offered.notify();
  }
}

void Server::close() {
  closed_ = true;
  restart({});
}

void Server::launch_failed(std::string_view name, std::string_view error_type) {
  const auto extension = find(name);
  if (!extension || !may_follow(extension->state, State::LaunchError)) return;
  extension->state = State::LaunchError;
  extension->error_type = error_type;
}

bool Server::are_registered() const {
  return std::ranges::none_of(extensions_, [](const auto& one) { return one->state == State::Started; });
}

bool Server::are_ready() const {
  return std::ranges::all_of(extensions_, [](const auto& one) { return one->is_ready(); });
}

std::shared_ptr<Extension> Server::find(std::string_view name) const {
  const auto found = std::ranges::find_if(extensions_, [name](const auto& one) { return one->name == name; });
  return found == extensions_.end() ? nullptr : *found;
}

std::shared_ptr<Extension> Server::find_registered(std::string_view identifier) const {
  const auto found =
      std::ranges::find_if(extensions_, [identifier](const auto& one) { return one->identifier == identifier; });
  return found == extensions_.end() ? nullptr : *found;
}

void Server::offer(Extension& extension, std::string event) {
  extension.waiting_event = std::move(event);
  extension.event_offered.notify();
}

void Server::offer_invoke(const Invocation& invocation, EventTime deadline) {
  const std::string event = invoke_event(invocation, deadline);
  const auto offered_to = extensions_;
  for (const auto& extension : offered_to) {
    if (extension->events.invoke) offer(*extension, event);
  }
}

void Server::offer_shutdown(ShutdownReason reason, EventTime deadline) {
  const std::string event = shutdown_event(reason, deadline);
  const auto offered_to = extensions_;
  for (const auto& extension : offered_to) {
    if (extension->events.shutdown) offer(*extension, event);
  }
}

asio::awaitable<void> Server::serve(system::HttpExchange& exchange) {
  std::string_view path = exchange.target().substr(0, exchange.target().find('?'));
  path.remove_prefix(kBasePath.size());
  const std::string_view method = exchange.method();
  const bool post = method == "POST";
  if (path == kNextPath) return method == "GET" ? serve_next(exchange) : runtime_api::method_not_allowed(exchange);
  if (path == kRegisterPath) return post ? serve_register(exchange) : runtime_api::method_not_allowed(exchange);
  const bool of_init = path == kInitErrorPath;
  if (!of_init && path != kExitErrorPath) return runtime_api::not_found(exchange);
  if (!post) return runtime_api::method_not_allowed(exchange);
  of_init ? serve_error(exchange, State::InitError, kInitError) : serve_error(exchange, State::ExitError, kExitError);
  return {};
}

asio::awaitable<void> Server::serve_register(system::HttpExchange& exchange) {
  const auto self = shared_from_this();
  const std::string name(exchange.header(kNameHeader).value_or(""));
  if (name.empty()) co_return refuse(exchange, kForbidden, kInvalidName, "Empty extension name");
  const AccountId account_id = accepts_feature(exchange.header(kAcceptFeatureHeader).value_or(""), kAccountIdFeature)
                                   ? AccountId::Told
                                   : AccountId::Hidden;
  std::string body;
  const auto end = co_await exchange.read_body(body, kRegistrationBytes);
  if (end == system::HttpExchange::BodyEnd::Truncated || closed_) co_return;
  if (end == system::HttpExchange::BodyEnd::TooLarge) {
    co_return refuse(exchange, kForbidden, kInvalidRequestFormat, "the body is too large");
  }
  auto extension = find(name);
  const Kind kind = extension && extension->kind == Kind::External ? Kind::External : Kind::Internal;
  const auto read = read_registration(body, kind);
  if (const auto* refusal = std::get_if<Refusal>(&read)) {
    co_return refuse(exchange, kForbidden, refusal->error_type, refusal->message);
  }
  if (kind == Kind::Internal) extension = admit_internal(exchange, name);
  if (!extension) co_return;
  if (!may_follow(extension->state, State::Registered)) {
    co_return refuse_step(exchange, extension->state, State::Registered, name);
  }
  extension->state = State::Registered;
  extension->events = std::get<Subscription>(read);
  extension->identifier = uuid_v4(randomness_.bytes<16>());
  const std::string header_lines = fmt::format("{}{}: {}\r\n", kJson, kIdentifierHeader, extension->identifier);
  exchange.respond(200, header_lines, registered_answer(function_, account_id));
  observer_.extensions_changed();
}

// A new one; null: it has been refused.
std::shared_ptr<Extension> Server::admit_internal(system::HttpExchange& exchange, std::string_view name) {
  if (registration_closed_) {
    refuse(exchange, kForbidden, kRegistrationClosed, "Extension registration closed already");
  } else if (find(name)) {
    refuse(exchange, kForbidden, kInvalidState, "Extension with this name already registered");
  } else if (extensions_.size() >= limits::kExtensions) {
    refuse(exchange, kForbidden, kTooManyExtensions, fmt::format("Extension limit ({}) reached", limits::kExtensions));
  } else {
    auto extension = std::make_shared<Extension>();
    extension->name = name;
    extension->kind = Kind::Internal;
    return extensions_.emplace_back(std::move(extension));
  }
  return nullptr;
}

std::shared_ptr<Extension> Server::identify(system::HttpExchange& exchange) const {
  const std::string_view identifier = exchange.header(kIdentifierHeader).value_or("");
  if (identifier.empty()) {
    refuse(exchange, kForbidden, kMissingIdentifier, "Missing Lambda-Extension-Identifier header");
  } else if (!is_identifier(identifier)) {
    refuse(exchange, kForbidden, kInvalidIdentifier, "Invalid Lambda-Extension-Identifier");
  } else if (auto extension = find_registered(identifier)) {
    return extension;
  } else {
    refuse(exchange, kForbidden, kUnknownIdentifier, fmt::format("Unknown extension {}", identifier));
  }
  return nullptr;
}

asio::awaitable<void> Server::serve_next(system::HttpExchange& exchange) {
  const auto self = shared_from_this();
  const auto extension = identify(exchange);
  if (!extension) co_return;
  if (!may_follow(extension->state, State::Ready)) {
    co_return refuse_step(exchange, extension->state, State::Ready, extension->identifier);
  }
  extension->state = State::Ready;
  if (!extension->waiting_event) observer_.extensions_changed();
  while (!extension->waiting_event && !extension->is_gone) co_await extension->event_offered.wait();
  if (extension->is_gone) co_return;
  if (!may_follow(extension->state, State::Running)) {  // it has reported an error meanwhile
    co_return refuse_step(exchange, extension->state, State::Running, extension->identifier);
  }
  extension->state = State::Running;
  const std::string event = *std::exchange(extension->waiting_event, std::nullopt);
  const std::string header_lines =
      fmt::format("{}{}: {}\r\n", kJson, kEventIdentifierHeader, uuid_v4(randomness_.bytes<16>()));
  exchange.respond(200, header_lines, event);
}

void Server::serve_error(system::HttpExchange& exchange, State to, std::string_view kind) {
  const auto extension = identify(exchange);
  if (!extension) return;
  const std::string_view error_type = exchange.header(kErrorTypeHeader).value_or("");
  if (error_type.empty()) {
    return refuse(exchange, kForbidden, kMissingHeader, fmt::format("{} not found", kErrorTypeHeader));
  }
  if (!may_follow(extension->state, to)) {
    return refuse_step(exchange, extension->state, to, extension->identifier);
  }
  if (extension->state != to) extension->error_type = error_type;
  extension->state = to;
  if (!reported_error_) reported_error_ = kind;
  runtime_api::accept(exchange);
  observer_.extensions_changed();
}

}  // namespace lambdalocal::extensions_api
