// Alexa: skills, and smart home skills of payload version 2.
// Sources: developer.amazon.com/docs/custom-skills/request-and-response-json-reference.html,
// developer.amazon.com/docs/smarthome/smart-home-skill-api-message-reference.html
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace alexa {
namespace {

constexpr Option kSession{"session-id", "", "of the session; default: a new one"};
constexpr Option kUser{"user-id", "", "of the user; default: a new one"};
constexpr Option kApplication{"application-id", "", "of the skill; default: a new one"};
constexpr Option kRequest{"request-id", "", "of the request; default: a new one"};
constexpr Option kLocale{"locale", "en-US", "of the device"};
constexpr std::array kSkillOptions = {kSession, kUser, kApplication, kRequest, kLocale};
constexpr std::array kIntentOptions = {
    kSession, kUser, kApplication, kRequest, kLocale, Option{"slot", "", "name=value; repeatable", OptionKind::List}};
constexpr std::array kSmartOptions = {Option{"access-token", "example-access-token", "of the user"},
                                      Option{"appliance-id", "bulb-1", "of the device"}};
constexpr std::array kDiscoveryOptions = {Option{"access-token", "example-access-token", "of the user"}};

constexpr std::string_view kSkill = R"({
  "version": "1.0",
  "session": {
    "new": "{{is-new}}", "sessionId": "amzn1.echo-api.session.{{session}}",
    "application": {"applicationId": "amzn1.ask.skill.{{application}}"}, "attributes": {},
    "user": {"userId": "amzn1.ask.account.{{user}}"}},
  "context": {
    "AudioPlayer": {"playerActivity": "IDLE"},
    "System": {
      "application": {"applicationId": "amzn1.ask.skill.{{application}}"}, "user": {"userId": "amzn1.ask.account.{{user}}"},
      "device": {"deviceId": "amzn1.ask.device.{{ID:64}}", "supportedInterfaces": {"AudioPlayer": {}}},
      "apiEndpoint": "https://api.amazonalexa.com"}},
  "request": "{{request}}"
})";
constexpr std::string_view kSwitch = R"({
  "header": {"messageId": "{{uuid}}", "name": "{{directive}}", "namespace": "Alexa.ConnectedHome.Control", "payloadVersion": "2"},
  "payload": {"accessToken": "{{access-token}}", "appliance": {"additionalApplianceDetails": {}, "applianceId": "{{appliance-id}}"}}
})";
constexpr std::string_view kDiscovery = R"({
  "header": {"messageId": "{{uuid}}", "name": "DiscoverAppliancesRequest", "namespace": "Alexa.ConnectedHome.Discovery",
             "payloadVersion": "2"},
  "payload": {"accessToken": "{{access-token}}"}
})";

// What was said: the intent, and the slot that is filled where none is given.
struct Intent {
  std::string_view type, name, slot, value;
};
constexpr std::array kIntents = {Intent{"intent-answer", "AnswerIntent", "Answer", "2"},
                                 Intent{"intent-getnewfact", "GetNewFactIntent", "", ""},
                                 Intent{"intent-mycoloris", "MyColorIsIntent", "Color", "blue"},
                                 Intent{"intent-recipe", "RecipeIntent", "Item", "snow golem"}};

void common(Values& values, Json request, bool is_new) {
  values.set("is-new", Json(is_new));
  values.set("session", values.evaluate("session-id??uuid"));
  values.set("application", values.evaluate("application-id??uuid"));
  values.set("user", values.evaluate("user-id??ID:64"));
  request["requestId"] = "amzn1.echo-api.request." + values.evaluate_text("request-id??uuid");
  request["timestamp"] = values.evaluate("time:seconds");
  request["locale"] = values.text("locale");
  values.set("request", std::move(request));
}

Result<void> start(Values& values) {
  common(values, {{"type", "LaunchRequest"}}, true);
  return {};
}

Result<void> end(Values& values) {
  common(values, {{"type", "SessionEndedRequest"}, {"reason", "USER_INITIATED"}}, false);
  return {};
}

Result<void> intent(Values& values) {
  const auto said = std::ranges::find(kIntents, values.type().name, &Intent::type);
  Json slots = Json::object();
  const auto fill = [&](const std::string& name, std::string_view value) {
    slots[name] = {{"name", name}, {"value", value}, {"confirmationStatus", "NONE"}};
  };
  for (const std::string& slot : values.list("slot")) {
    const std::size_t equals = slot.find('=');
    if (equals == std::string::npos)
      return Error{ErrorKind::Usage, fmt::format("--slot takes name=value, not '{}'", slot)};
    fill(slot.substr(0, equals), slot.substr(equals + 1));
  }
  if (slots.empty() && !said->slot.empty()) fill(std::string(said->slot), said->value);
  common(values,
         {{"type", "IntentRequest"},
          {"intent", {{"name", said->name}, {"confirmationStatus", "NONE"}, {"slots", std::move(slots)}}}},
         false);
  return {};
}

Result<void> turn_on(Values& values) {
  values.set("directive", std::string("TurnOnRequest"));
  return {};
}

Result<void> turn_off(Values& values) {
  values.set("directive", std::string("TurnOffRequest"));
  return {};
}

constexpr std::string_view kSkillPage =
    "developer.amazon.com/docs/custom-skills/request-and-response-json-reference.html";
constexpr std::string_view kSmartPage =
    "developer.amazon.com/docs/smarthome/smart-home-skill-api-message-reference.html";

constexpr EventType said(std::string_view name, std::string_view about) {
  return {
      .name = name, .about = about, .page = kSkillPage, .options = kIntentOptions, .shape = kSkill, .compute = intent};
}

constexpr std::array kSkillTypes = {
    EventType{.name = "start-session",
              .about = "the user opens the skill",
              .page = kSkillPage,
              .options = kSkillOptions,
              .shape = kSkill,
              .compute = start},
    EventType{.name = "end-session",
              .about = "the user leaves the skill",
              .page = kSkillPage,
              .options = kSkillOptions,
              .shape = kSkill,
              .compute = end},
    said("intent-answer", "the user answers a question"),
    said("intent-getnewfact", "the user asks for a fact"),
    said("intent-mycoloris", "the user names a colour"),
    said("intent-recipe", "the user asks for a recipe"),
};

constexpr std::array kSmartTypes = {
    EventType{.name = "smart-home-control-turn-off-request",
              .about = "turn a device off",
              .page = kSmartPage,
              .options = kSmartOptions,
              .shape = kSwitch,
              .compute = turn_off},
    EventType{.name = "smart-home-control-turn-on-request",
              .about = "turn a device on",
              .page = kSmartPage,
              .options = kSmartOptions,
              .shape = kSwitch,
              .compute = turn_on},
    EventType{.name = "smart-home-discovery-request",
              .about = "which devices there are",
              .page = kSmartPage,
              .options = kDiscoveryOptions,
              .shape = kDiscovery},
};

}  // namespace
}  // namespace alexa

std::span<const EventType> alexa_skills_kit_types() { return alexa::kSkillTypes; }
std::span<const EventType> alexa_smart_home_types() { return alexa::kSmartTypes; }

}  // namespace lambdalocal::events
