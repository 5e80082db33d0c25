// Amazon Lex, versions 1 and 2. Sources: docs.aws.amazon.com/lex/latest/dg/lambda-input-response-format.html,
// docs.aws.amazon.com/lexv2/latest/dg/lambda-input-format.html
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace lex {
namespace {

constexpr std::array kV1Options = {
    Option{"source", "DialogCodeHook", "invocationSource", OptionKind::Choice, "DialogCodeHook|FulfillmentCodeHook"},
    Option{"user-id", "ada", "of the user"}, Option{"input", "", "what the user said; default: the value of a slot"},
    Option{"slot", "", "name=value; repeatable", OptionKind::List}};
constexpr std::array kV2Options = {Option{"source", "FulfillmentCodeHook", "invocationSource", OptionKind::Choice,
                                          "DialogCodeHook|FulfillmentCodeHook"},
                                   Option{"session-id", "", "default: a new one"},
                                   Option{"input", "", "what the user said; default: the value of a slot"},
                                   Option{"locale", "en_US", "of the bot"},
                                   Option{"slot", "", "name=value; repeatable", OptionKind::List}};

// A bot, its intent, and the slots that are filled where none is given.
struct Bot {
  std::string_view type, name, intent;
  std::array<std::pair<std::string_view, std::string_view>, 6> slots;
};
constexpr std::array kBots = {
    Bot{"book-car",
        "BookTrip",
        "BookCar",
        {{{"PickUpCity", "Chicago"},
          {"PickUpDate", "2030-11-08"},
          {"ReturnDate", "2030-11-10"},
          {"DriverAge", "21"},
          {"CarType", "economy"}}}},
    Bot{"book-hotel",
        "BookTrip",
        "BookHotel",
        {{{"Location", "Chicago"}, {"CheckInDate", "2030-11-08"}, {"Nights", "4"}, {"RoomType", "queen"}}}},
    Bot{"make-appointment",
        "MakeAppointment",
        "MakeAppointment",
        {{{"AppointmentType", "whitening"}, {"Date", "2030-11-08"}, {"Time", "10:00"}}}},
    Bot{"order-flowers",
        "OrderFlowers",
        "OrderFlowers",
        {{{"FlowerType", "lilies"}, {"PickupDate", "2030-11-08"}, {"PickupTime", "10:00"}}}},
    Bot{"banking-bot", "BankingBot", "CheckBalance", {{{"accountType", "Savings"}, {"dateofBirth", "1990-01-01"}}}},
};

constexpr std::string_view kV1 = R"({
  "messageVersion": "1.0", "invocationSource": "{{source}}", "userId": "{{user-id}}", "sessionAttributes": {},
  "requestAttributes": null, "bot": {"name": "{{bot}}", "alias": "$LATEST", "version": "$LATEST"},
  "outputDialogMode": "Text",
  "currentIntent": {"name": "{{intent}}", "slots": "{{slots}}", "slotDetails": "{{details}}", "confirmationStatus": "None"},
  "inputTranscript": "{{said}}"
})";
constexpr std::string_view kV2 = R"({
  "messageVersion": "1.0", "invocationSource": "{{source}}", "inputMode": "Text",
  "responseContentType": "text/plain; charset=utf-8", "sessionId": "{{session-id??digits:15}}", "inputTranscript": "{{said}}",
  "bot": {"id": "{{ID:10}}", "name": "{{bot}}", "aliasId": "TSTALIASID", "aliasName": "TestBotAlias", "localeId": "{{locale}}",
          "version": "DRAFT"},
  "interpretations": [
    {"intent": {"name": "{{intent}}", "slots": "{{slots}}", "state": "{{state}}", "confirmationState": "None"}, "nluConfidence": 0.93},
    {"intent": {"name": "FallbackIntent", "slots": {}, "state": "{{state}}", "confirmationState": "None"}}],
  "proposedNextState": {
    "dialogAction": {"type": "Close"},
    "intent": {"name": "{{intent}}", "slots": "{{slots}}", "state": "{{state}}", "confirmationState": "None"}},
  "sessionState": {
    "activeContexts": [], "sessionAttributes": {},
    "intent": {"name": "{{intent}}", "slots": "{{slots}}", "state": "{{state}}", "confirmationState": "None"},
    "originatingRequestId": "{{uuid}}"},
  "transcriptions": [
    {"transcription": "{{said}}", "transcriptionConfidence": 1.0, "resolvedContext": {"intent": "{{intent}}"},
     "resolvedSlots": "{{slots}}"}]
})";

Result<void> talk(Values& values, bool second) {
  const auto bot = std::ranges::find(kBots, values.type().name, &Bot::type);
  Json slots = Json::object(), details = Json::object();
  std::string last;
  const auto fill = [&](const std::string& name, const std::string& value) {
    last = value;
    details[name] = {{"resolutions", Json::array({Json{{"value", value}}})}, {"originalValue", value}};
    if (second) {
      slots[name] = {
          {"shape", "Scalar"},
          {"value", {{"originalValue", value}, {"interpretedValue", value}, {"resolvedValues", Json::array({value})}}}};
    } else {
      slots[name] = value;
    }
  };
  for (const std::string& slot : values.list("slot")) {
    const std::size_t equals = slot.find('=');
    if (equals == std::string::npos)
      return Error{ErrorKind::Usage, fmt::format("--slot takes name=value, not '{}'", slot)};
    fill(slot.substr(0, equals), slot.substr(equals + 1));
  }
  if (slots.empty()) {
    for (const auto& [name, value] : bot->slots) {
      if (!name.empty()) fill(std::string(name), std::string(value));
    }
  }
  values.set("slots", std::move(slots));
  values.set("details", std::move(details));
  values.set("bot", std::string(bot->name));
  values.set("intent", std::string(bot->intent));
  values.set("state",
             std::string(values.text("source") == "FulfillmentCodeHook" ? "ReadyForFulfillment" : "InProgress"));
  const std::string input = values.text("input");
  values.set("said", input.empty() ? last : input);
  return {};
}

Result<void> v1(Values& values) { return talk(values, false); }
Result<void> v2(Values& values) { return talk(values, true); }

constexpr EventType first(std::string_view name, std::string_view about) {
  return {.name = name,
          .about = about,
          .page = "docs.aws.amazon.com/lex/latest/dg/lambda-input-response-format.html",
          .options = kV1Options,
          .shape = kV1,
          .compute = v1};
}
constexpr EventType second(std::string_view name, std::string_view about) {
  return {.name = name,
          .about = about,
          .page = "docs.aws.amazon.com/lexv2/latest/dg/lambda-input-format.html",
          .options = kV2Options,
          .shape = kV2,
          .compute = v2};
}

constexpr std::array kTypes = {
    first("book-car", "the user books a car"),
    first("book-hotel", "the user books a hotel"),
    first("make-appointment", "the user makes an appointment"),
    first("order-flowers", "the user orders flowers"),
};
constexpr std::array kTypesV2 = {
    second("banking-bot", "the user asks for a balance"),
    second("book-car", "the user books a car"),
    second("book-hotel", "the user books a hotel"),
};

}  // namespace
}  // namespace lex

std::span<const EventType> lex_types() { return lex::kTypes; }
std::span<const EventType> lex_v2_types() { return lex::kTypesV2; }

}  // namespace lambdalocal::events
