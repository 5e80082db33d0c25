#include "emulator/environment/admission.h"

#include <algorithm>
#include <limits>
#include <utility>

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace lambdalocal::environment {
namespace {

constexpr nanoseconds kQuick = 1ms;
constexpr int kComputes = 8;  // at least an eighth of its duration; the rest is the way there and back
constexpr int kMostVotes = 8, kTooFewVotes = -4;
constexpr int kWidest = 1 << 16;

constexpr auto kFirstPause = 20ms;
constexpr auto kLastPause = 60s;

}  // namespace

Admission::Admission(int processors) : processors_(processors), most_(processors + 1), pause_(kFirstPause) {}

int Admission::room() const {
  if (!limited_) return std::numeric_limits<int>::max();
  return std::max(0, most_ * widened_ - (running_ - overdue_));
}

void Admission::end(bool was_overdue) {
  --running_;
  if (was_overdue) --overdue_;
  ended_ = true;
}

void Admission::look() { widened_ = std::exchange(ended_, false) ? 1 : std::min(2 * widened_, kWidest); }

void Admission::limit(Time now) {
  if (limited_ || now < not_before_) return;
  limited_ = true;
  widened_ = 1;
}

void Admission::lift_for_a_while(Time now) {
  limited_ = false;
  not_before_ = now + pause_;
  pause_ = std::min<std::chrono::milliseconds>(2 * pause_, kLastPause);
}

void Admission::measured(Time now, nanoseconds duration, nanoseconds processor_time, int running) {
  if (running > most_) {
    const bool busy = processor_time * running * 2 >= duration * processors_;
    if (busy && processor_time < kQuick) limit(now);
    return;
  }
  const bool quick = duration < kQuick && processor_time * kComputes >= duration;
  votes_ = std::clamp(votes_ + (quick ? 1 : -1), kTooFewVotes, kMostVotes);
  if (votes_ == kMostVotes) pause_ = kFirstPause;
  if (votes_ > 0) return limit(now);
  if (votes_ == kTooFewVotes && limited_) lift_for_a_while(now);
}

}  // namespace lambdalocal::environment
