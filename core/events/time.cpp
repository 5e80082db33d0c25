#include "core/events/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "core/text/ascii.h"

namespace lambdalocal::events {
namespace {

using namespace std::chrono;

// Reads fixed fields from the front of a text.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  std::optional<int> number(std::size_t digits) {
    int value = 0;
    if (rest_.size() < digits) return std::nullopt;
    for (const char digit : rest_.substr(0, digits)) {
      if (!is_digit(digit)) return std::nullopt;
      value = value * 10 + (digit - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  bool take(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    taken_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  char taken() const { return taken_; }
  bool at_end() const { return rest_.empty(); }
  bool at_digit() const { return !rest_.empty() && is_digit(rest_.front()); }

 private:
  std::string_view rest_;
  char taken_ = 0;
};

std::optional<milliseconds> read_zone(Fields& fields) {
  if (fields.at_end() || fields.take("Zz")) return milliseconds{0};
  if (!fields.take("+-")) return std::nullopt;
  const int sign = fields.taken() == '-' ? -1 : 1;
  const auto hour = fields.number(2);
  fields.take(":");
  const auto minute = fields.number(2);
  if (!hour || !minute || *hour > 14 || *minute > 59) return std::nullopt;
  return sign * (hours{*hour} + minutes{*minute});
}

std::optional<milliseconds> read_clock(Fields& fields) {
  const auto hour = fields.number(2);
  if (!hour || !fields.take(":")) return std::nullopt;
  const auto minute = fields.number(2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  milliseconds clock = hours{*hour} + minutes{*minute};
  if (!fields.take(":")) return clock;
  const auto second = fields.number(2);
  if (!second || *second > 59) return std::nullopt;
  clock += seconds{*second};
  if (!fields.take(".,")) return clock;
  for (int scale = 100; fields.at_digit(); scale /= 10) clock += milliseconds{*fields.number(1) * scale};
  return clock;
}

std::optional<Time> read_date_and_time(std::string_view text) {
  Fields fields(text);
  const auto year = fields.number(4);
  if (!year || !fields.take("-")) return std::nullopt;
  const auto month = fields.number(2);
  if (!month || !fields.take("-")) return std::nullopt;
  const auto day = fields.number(2);
  if (!day) return std::nullopt;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                            std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  Time time = sys_days{date};
  if (fields.at_end()) return time;
  if (!fields.take("Tt ")) return std::nullopt;
  const auto clock = read_clock(fields);
  if (!clock) return std::nullopt;
  const auto zone = read_zone(fields);
  if (!zone || !fields.at_end()) return std::nullopt;
  return time + *clock - *zone;
}

std::optional<Time> read_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  // Seconds until the year 5138, milliseconds from 1973 on.
  constexpr std::int64_t kSecondsBelow = 100'000'000'000, kYear9999 = 253'402'300'799'999;
  if (value > kYear9999) return std::nullopt;
  return value < kSecondsBelow ? Time{seconds{value}} : Time{milliseconds{value}};
}

}  // namespace

Result<Time> parse_time(std::string_view text) {
  if (const auto number = read_number(text)) return *number;
  if (const auto time = read_date_and_time(text)) return *time;
  return Error{ErrorKind::Usage,
               fmt::format("'{}' is no time; write 2026-03-14T09:26:53.589Z, or seconds since 1970", text)};
}

Json format_time(Time time, std::string_view format) {
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  const auto ms = time.time_since_epoch().count();
  const std::string ymd = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  const std::string hms =
      fmt::format("{:02}:{:02}:{:02}", clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  const std::string fraction = fmt::format(".{:03}", clock.subseconds().count());
  const char* month = kMonths[static_cast<unsigned>(date.month()) - 1];
  if (format == "iso") return ymd + "T" + hms + fraction + "Z";
  if (format == "seconds") return ymd + "T" + hms + "Z";
  if (format == "offset") return ymd + "T" + hms + fraction + "+0000";
  if (format == "label") return ymd + "T" + hms + fraction;
  if (format == "plain") return ymd + " " + hms + fraction;
  if (format == "date") return ymd;
  if (format == "log") {
    return fmt::format("{:02}/{}/{:04}:{} +0000", static_cast<unsigned>(date.day()), month,
                       static_cast<int>(date.year()), hms);
  }
  if (format == "http") {
    return fmt::format("{}, {:02} {} {:04} {} +0000", kDays[weekday{day}.c_encoding()],
                       static_cast<unsigned>(date.day()), month, static_cast<int>(date.year()), hms);
  }
  if (format == "month") {
    const auto hour = clock.hours().count();
    return fmt::format("{} {}, {:04}, {}:{:02}:{:02} {}", month, static_cast<unsigned>(date.day()),
                       static_cast<int>(date.year()), hour % 12 == 0 ? 12 : hour % 12, clock.minutes().count(),
                       clock.seconds().count(), hour < 12 ? "AM" : "PM");
  }
  if (format == "ms") return ms;
  if (format == "s") return ms / 1000;
  if (format == "float") return static_cast<double>(ms) / 1000;
  std::abort();  // a shape of ours names a format that is not there
}

}  // namespace lambdalocal::events
