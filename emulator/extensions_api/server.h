// The Lambda Extensions API of one execution environment: registrations, the state of each extension, and the events that are
// handed out. Tells the environment when something of that has changed.
// Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/extensions_api/events.h"
#include "core/extensions_api/registration.h"
#include "core/extensions_api/states.h"
#include "core/function/function.h"
#include "core/invocation/invocation.h"
#include "emulator/system/http/server.h"
#include "emulator/system/randomness.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::extensions_api {

// What the environment hears. Called on the loop, as the last thing that is done with a request; must not block.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void extensions_changed() = 0;  // one has registered, asks for its next event, or has reported an error
};

struct Extension {
  std::string name;
  Kind kind = Kind::External;
  State state = State::Started;
  Subscription events;
  std::string identifier;  // empty until it has registered
  std::string error_type;  // of LaunchError, InitError, ExitError
  std::optional<std::string> waiting_event;
  bool is_gone = false;  // its process belongs to an earlier generation
  system::Wakeup event_offered;

  bool is_ready() const { return state == State::Ready && !waiting_event; }
};

class Server : public std::enable_shared_from_this<Server> {
 public:
  // All must outlive it.
  Server(const Function& function, system::Randomness& randomness, Observer& observer)
      : function_(function), randomness_(randomness), observer_(observer) {}

  // New processes start: none of the extensions that were known is there any more, and `external` are expected.
  void restart(const std::vector<std::string>& external);
  void launch_failed(std::string_view name, std::string_view error_type);
  // There is no environment any more: nobody is told anything.
  void close();
  // The runtime has asked for its first event: nobody may register any more.
  void close_registration() { registration_closed_ = true; }

  // Answers a request of the Extensions API; the target starts with kBasePath.
  boost::asio::awaitable<void> serve(system::HttpExchange& exchange);

  bool empty() const { return extensions_.empty(); }
  bool are_registered() const;  // the external ones
  bool are_ready() const;       // all of them wait in `next`, and no event waits for them
  // The kind of error that an extension reported first: kInitError or kExitError.
  std::optional<std::string_view> reported_error() const { return reported_error_; }

  void offer_invoke(const Invocation& invocation, EventTime deadline);
  void offer_shutdown(ShutdownReason reason, EventTime deadline);

  const std::vector<std::shared_ptr<Extension>>& extensions() const { return extensions_; }
  // Null when there is none of that name, or identifier.
  std::shared_ptr<Extension> find(std::string_view name) const;
  std::shared_ptr<Extension> find_registered(std::string_view identifier) const;
  // The extension whose identifier the request names; null: it has been refused.
  std::shared_ptr<Extension> identify(system::HttpExchange& exchange) const;

 private:
  boost::asio::awaitable<void> serve_register(system::HttpExchange& exchange);
  boost::asio::awaitable<void> serve_next(system::HttpExchange& exchange);
  void serve_error(system::HttpExchange& exchange, State to, std::string_view kind);
  std::shared_ptr<Extension> admit_internal(system::HttpExchange& exchange, std::string_view name);
  static void offer(Extension& extension, std::string event);

  const Function& function_;
  system::Randomness& randomness_;
  Observer& observer_;
  // Of the processes that run now, in the order of their start or registration.
  std::vector<std::shared_ptr<Extension>> extensions_;
  bool registration_closed_ = false;
  bool closed_ = false;
  std::optional<std::string_view> reported_error_;
};

}  // namespace lambdalocal::extensions_api
