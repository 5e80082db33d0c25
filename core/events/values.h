// What the placeholders of a shape name, while one event, or one record of it, is made.
//
//   {{bucket}}              an option, or what the service computed
//   {{region}} {{account}} {{partition}} {{dns}} {{n}} {{index}}
//   {{uuid}} {{hex:32}} {{HEX:16}} {{base64:48}} {{id:10}} {{ID:16}} {{alnum:8}} {{digits:20}}   a new one each time;
//   {{hex#job:32}} {{uuid@job}}   the same one wherever the record says #job, or the event @job
//   {{time:iso}} {{time:ms:-250}}   the time, and a quarter of a second before it (time.h)
//   {{a??b}}                b where a is empty
//   {{key|form}}            through filters: form, percent, base64, gzip, md5, size, json, text, number
//   {{?key}}                the member that it is the value of is left out where it is empty
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/events/catalogue.h"
#include "core/events/identifiers.h"
#include "core/events/json.h"
#include "core/events/time.h"

namespace lambdalocal::events {

// What holds for an event as a whole.
struct Settings {
  std::string region = "us-east-1";
  std::string account = "123456789012";
  std::string partition;  // empty: of the region
  Time time{};
  std::uint64_t seed = 0;
};

std::string partition_of(const Settings& settings);
std::string dns_suffix_of(const Settings& settings);  // amazonaws.com, amazonaws.com.cn

using GivenOptions = std::map<std::string, std::vector<std::string>, std::less<>>;

struct Event {
  const Settings& settings;
  Identifiers identifiers;
  std::map<std::string, Json, std::less<>> labels{};
};

class Values {
 public:
  // Record `index` of `count`; what these point into must outlive this.
  Values(Event& event, const EventType& type, const GivenOptions& given, int index, int count)
      : event_(event), type_(type), given_(given), index_(index), count_(count) {}

  const EventType& type() const { return type_; }
  const Settings& settings() const { return event_.settings; }
  Identifiers& identifiers() { return event_.identifiers; }
  Time time() const;  // records are a millisecond apart
  int index() const { return index_; }
  int count() const { return count_; }

  // Options, as given or by default. In those of a batch {n} is the number of the record, from 1 on.
  bool is_given(std::string_view option) const;
  std::string text(std::string_view option) const;
  std::vector<std::string> list(std::string_view option) const;
  Result<Json> json(std::string_view option) const;  // an error is Usage and names the option

  void set(std::string name, Json value) { computed_[std::move(name)] = std::move(value); }
  void set(std::string name, std::string value) { computed_[std::move(name)] = Json(std::move(value)); }

  Json evaluate(std::string_view expression);
  std::string evaluate_text(std::string_view expression);

 private:
  Json source(std::string_view name);
  Json labelled(std::string_view name);
  Json named(std::string_view name);
  std::string numbered(std::string text) const;

  Event& event_;
  const EventType& type_;
  const GivenOptions& given_;
  int index_, count_;
  std::map<std::string, Json, std::less<>> computed_{};
  std::map<std::string, Json, std::less<>> labels_{};
};

std::string text_of(const Json& value);  // a string as it is, else JSON text

}  // namespace lambdalocal::events
