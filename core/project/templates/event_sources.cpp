#include "core/project/templates/event_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lambdalocal::templates {
namespace {

using namespace std::string_view_literals;

// Event types of SAM that are event source mappings, and the property with the source's ARN.
struct Polled {
  std::string_view type, source;
};
constexpr std::array kPolled = {
    Polled{"SQS", "Queue"}, Polled{"DynamoDB", "Stream"},   Polled{"Kinesis", "Stream"},    Polled{"MSK", "Stream"},
    Polled{"MQ", "Broker"}, Polled{"SelfManagedKafka", ""}, Polled{"DocumentDB", "Cluster"}};

class EventSourceReader {
 public:
  explicit EventSourceReader(ApiDrafts& drafts) : drafts_(drafts), resolver_(drafts.resolver()) {}

  EventSources read() {
    for (const TemplateFunction& function : drafts_.functions()) {
      const ValuePtr events = resolver_.object(resolver_.member(function.properties, "Events"));
      if (!events) continue;
      for (const Member& event : events->members) read_event(function, event);
    }
    for (const Resource& resource : resolver_.of().resources) {
      if (resource.type == "AWS::Lambda::EventSourceMapping" && resource.properties() &&
          resolver_.is_created(resource)) {
        read_mapping(resource);
      }
    }
    return std::move(sources_);
  }

 private:
  void read_event(const TemplateFunction& function, const Member& event) {
    const std::string type = resolver_.text(resolver_.member(event.value, "Type")).value_or("");
    if (type.empty() || type == "Api" || type == "HttpApi") return;
    const ValuePtr properties = resolver_.resolve(resolver_.member(event.value, "Properties"));
    const std::string id = function.logical_id + event.name;
    if (const auto polled = std::ranges::find(kPolled, type, &Polled::type); polled != kPolled.end()) {
      add_mapping(id, function.name, properties, polled->source);
      ++sources_.pushed[type];
    } else if (type == "Schedule" || type == "ScheduleV2") {
      const bool is_rule = type == "Schedule";
      Schedule schedule{id, function.name, {}, {}};
      if (properties) {
        schedule.expression = properties->text_of(is_rule ? "Schedule" : "ScheduleExpression");
        schedule.input = properties->text_of("Input");
      }
      sources_.schedules.push_back(std::move(schedule));
      ++sources_.pushed[type];
    } else {
      ++sources_.pushed[type];
    }
  }

  void read_mapping(const Resource& resource) {
    const auto function = drafts_.function_in(resource.properties()->member("FunctionName"));
    if (!function) return;
    add_mapping(resource.logical_id, *function, resolver_.resolve(resource.properties()), "EventSourceArn");
    ++sources_.pushed["EventSourceMapping"];
  }

  void add_mapping(const std::string& id, const std::string& function, const ValuePtr& properties,
                   std::string_view source) {
    EventSourceMapping mapping{id, function, {}, {}};
    if (properties) {
      mapping.event_source_arn = properties->text_of(source);
      for (const Member& setting : properties->members) {
        if (setting.name == source || setting.name == "FunctionName"sv) continue;
        mapping.settings.insert_or_assign(setting.name, to_json(*setting.value));
      }
    }
    sources_.mappings.push_back(std::move(mapping));
  }

  ApiDrafts& drafts_;
  Resolver& resolver_;
  EventSources sources_;
};

}  // namespace

EventSources read_event_sources(ApiDrafts& drafts) { return EventSourceReader(drafts).read(); }

std::string summary_of(const EventSources& sources) {
  std::vector<std::string> parts;
  for (const auto& [type, count] : sources.pushed) parts.push_back(fmt::format("{} ({})", type, count));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace lambdalocal::templates
