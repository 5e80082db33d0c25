#include "emulator/environment/turns.h"

#include <algorithm>
#include <utility>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

namespace lambdalocal::environment {
namespace {

constexpr nanoseconds kQuick = 1ms;
constexpr int kComputes = 8;  // at least an eighth of its duration; the rest is the way there and back
constexpr int kMostVotes = 8, kTooFewVotes = -4;

constexpr auto kLookAgain = 2ms;     // whether the line moves
constexpr auto kLongestWait = 20ms;  // in line

// After turns have proved wrong, by chance or not: twice as long each time, until they have proved right.
constexpr auto kFirstPause = 20ms;
constexpr auto kLastPause = 60s;

}  // namespace

Turns::Turns(asio::any_io_executor executor, int processors)
    : processors_(processors), most_(processors + 1), pause_(kFirstPause), watch_(executor) {}

asio::awaitable<void> Turns::wait() {
  Place* const place = line_.emplace_back(std::make_unique<Place>()).get();
  place->since = steady_clock::now();
  if (!std::exchange(watching_, true)) watch();
  while (!place->called) co_await place->wakeup.wait();
}

void Turns::end() {
  --running_;
  ++ended_;
}

void Turns::next() {
  if (!line_.empty() && running_ < most_) call_next();
}

void Turns::call_next() {
  const auto place = std::move(line_.front());
  line_.pop_front();
  place->called = true;
  place->wakeup.notify();
}

void Turns::start() {
  if (taking_turns_ || closed_ || steady_clock::now() < not_before_) return;
  taking_turns_ = true;
}

void Turns::close() {
  closed_ = true;
  stop();
}

void Turns::stop() {
  taking_turns_ = false;
  while (!line_.empty()) call_next();
}

void Turns::stop_for_a_while() {
  not_before_ = steady_clock::now() + pause_;
  pause_ = std::min<std::chrono::milliseconds>(2 * pause_, kLastPause);
  stop();
}

void Turns::measured(nanoseconds duration, nanoseconds processor_time, int running) {
  if (running > most_) {
    // Each took as long as it did because of the others, when together they keep the processors busy.
    const bool busy = processor_time * running * 2 >= duration * processors_;
    if (busy && processor_time < kQuick) start();
    return;
  }
  const bool quick = duration < kQuick && processor_time * kComputes >= duration;
  votes_ = std::clamp(votes_ + (quick ? 1 : -1), kTooFewVotes, kMostVotes);
  if (votes_ == kMostVotes) pause_ = kFirstPause;
  if (votes_ > 0) return start();
  if (votes_ == kTooFewVotes && taking_turns_) stop_for_a_while();
}

// Whoever is in line counts on those before to be quick.
void Turns::watch() {
  watch_.expires_after(kLookAgain);
  watch_.async_wait([weak = weak_from_this(), ended = ended_](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!self || error) return;
    const bool moves = self->ended_ != ended;
    const auto& line = self->line_;
    const bool too_long = !line.empty() && steady_clock::now() - line.front()->since > kLongestWait;
    if (!line.empty() && (!moves || too_long)) self->stop_for_a_while();
    self->watching_ = !self->line_.empty();
    if (self->watching_) self->watch();
  });
}

}  // namespace lambdalocal::environment
