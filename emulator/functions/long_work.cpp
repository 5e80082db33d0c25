#include "emulator/functions/long_work.h"

#include <boost/asio/steady_timer.hpp>

namespace asio = boost::asio;

namespace lambdalocal {

struct LongWork::State : std::enable_shared_from_this<State> {
  State(const asio::any_io_executor& executor, Observer& to, std::string about, Pace at)
      : timer(executor), observer(to), what(std::move(about)), pace(at) {}

  void wait(std::chrono::milliseconds time) {
    timer.expires_after(time);
    timer.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (cancelled || !self) return;
      const auto so_far = std::chrono::steady_clock::now() - self->begun;
      self->observer.working(self->what, std::chrono::round<std::chrono::seconds>(so_far));
      self->wait(self->pace.further);
    });
  }

  asio::steady_timer timer;
  Observer& observer;
  const std::string what;
  const Pace pace;
  const std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
};

LongWork::LongWork(const asio::any_io_executor& executor, Observer& observer, std::string what)
    : LongWork(executor, observer, std::move(what), Pace()) {}

LongWork::LongWork(const asio::any_io_executor& executor, Observer& observer, std::string what, Pace pace)
    : state_(std::make_shared<State>(executor, observer, std::move(what), pace)) {
  state_->wait(pace.first);
}

LongWork::~LongWork() { state_->timer.cancel(); }

}  // namespace lambdalocal
