// DynamoDB streams. Items may be plain JSON; keys, images and sizes are made of them.
// Sources: docs.aws.amazon.com/lambda/latest/dg/with-ddb.html,
// docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/events/attribute_value.h"
#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace dynamodb {
namespace {

constexpr Option kTable{"table", "ExampleTableWithStream", "name of the table"};
constexpr Option kItem{"item", R"({"Id": 101, "Message": "New item!"})",
                       "the item, as plain JSON or as DynamoDB writes it", OptionKind::JsonText};
constexpr Option kOldItem{"old-item", "", "the item before the change; default: one that differs in one attribute",
                          OptionKind::JsonText};
constexpr Option kKey{"key", "", "name of a key attribute, repeatable; default: id, else the first one",
                      OptionKind::List};
constexpr Option kView{"view", "NEW_AND_OLD_IMAGES", "what the stream tells", OptionKind::Choice,
                       "NEW_AND_OLD_IMAGES|NEW_IMAGE|OLD_IMAGE|KEYS_ONLY"};

constexpr std::array kChangeOptions = {kTable, kItem, kOldItem, kKey, kView};
constexpr std::array kOneImageOptions = {kTable, kItem, kKey, kView};

constexpr std::string_view kRecord = R"({
  "eventID": "{{hex:32}}", "eventName": "{{event-name}}", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
  "awsRegion": "{{region}}",
  "dynamodb": {
    "ApproximateCreationDateTime": "{{time:s}}", "Keys": "{{keys}}", "NewImage": "{{?new-image}}", "OldImage": "{{?old-image}}",
    "SequenceNumber": "{{sequence}}", "SizeBytes": "{{bytes}}", "StreamViewType": "{{view}}"},
  "eventSourceARN": "arn:{{partition}}:dynamodb:{{region}}:{{account}}:table/{{table}}/stream/{{time@opened:label:-5011200000}}",
  "userIdentity": "{{?identity}}"
})";

enum class Happening { Insert, Modify, Remove };

Result<std::vector<std::string>> key_names(Values& values, const Json& item) {
  std::vector<std::string> names = values.list("key");
  for (const std::string& name : names) {
    if (!item.contains(name)) return Error{ErrorKind::Usage, fmt::format("--key: the item has no attribute {}", name)};
  }
  if (!names.empty()) return names;
  for (const auto& [name, value] : item.items()) {
    if (name == "id" || name == "Id" || name == "ID" || name == "pk" || name == "PK") names.push_back(name);
    if ((name == "sk" || name == "SK") && !names.empty()) names.push_back(name);
  }
  if (names.empty() && !item.empty()) names.push_back(item.begin().key());
  if (names.empty()) return Error{ErrorKind::Usage, "--item: an item has at least its key"};
  return names;
}

// The item a change started from: a string or a number that is no key was another one.
Json before(const Json& item, const std::vector<std::string>& keys) {
  Json old = item;
  for (auto& [name, value] : old.items()) {
    if (std::ranges::find(keys, name) != keys.end()) continue;
    if (value.contains("S")) {
      value["S"] = "before: " + value["S"].get<std::string>();
      return old;
    }
    if (value.contains("N")) {
      value["N"] = value["N"] == "0" ? "1" : "0";
      return old;
    }
  }
  old["Version"] = {{"N", "1"}};
  return old;
}

Result<Json> item_of(Values& values, std::string_view option) {
  TRY(checked, values.json(option));
  return dynamodb_item(values.text(option));
}

Result<void> change(Values& values, Happening happening) {
  TRY(item, item_of(values, "item"));
  TRY(names, key_names(values, item));
  Json keys = Json::object();
  for (const std::string& name : names) keys[name] = item[name];
  Json old = happening == Happening::Modify ? before(item, names) : item;
  if (happening == Happening::Modify && !values.text("old-item").empty()) {
    TRY(old_item, item_of(values, "old-item"));
    for (const std::string& name : names) old_item[name] = item[name];
    old = std::move(old_item);
  }
  const std::string view = values.text("view");
  const bool tells_new = happening != Happening::Remove && (view == "NEW_IMAGE" || view == "NEW_AND_OLD_IMAGES");
  const bool tells_old = happening != Happening::Insert && (view == "OLD_IMAGE" || view == "NEW_AND_OLD_IMAGES");
  values.set("bytes", Json(item_size(keys) + (tells_new ? item_size(item) : 0) + (tells_old ? item_size(old) : 0)));
  values.set("keys", std::move(keys));
  values.set("new-image", tells_new ? std::move(item) : Json());
  values.set("old-image", tells_old ? std::move(old) : Json());
  values.set("sequence",
             plus(values.evaluate_text("digits@sequence:24"), static_cast<std::uint64_t>(values.index()) * 7));
  values.set("event-name", std::string(happening == Happening::Insert   ? "INSERT"
                                       : happening == Happening::Modify ? "MODIFY"
                                                                        : "REMOVE"));
  values.set("identity", Json());
  return {};
}

Result<void> insert(Values& values) { return change(values, Happening::Insert); }
Result<void> modify(Values& values) { return change(values, Happening::Modify); }
Result<void> remove(Values& values) { return change(values, Happening::Remove); }

Result<void> expire(Values& values) {
  TRY_VOID(change(values, Happening::Remove));
  values.set("identity", Json{{"type", "Service"}, {"principalId", "dynamodb.amazonaws.com"}});
  return {};
}

// The life of an item: it is put, changed and deleted, and so on.
Result<void> update(Values& values) { return change(values, static_cast<Happening>(values.index() % 3)); }

void settle(Json& event) {
  if (!event.is_object() || !event.contains("Records") || !event["Records"].is_array()) return;
  for (Json& record : event["Records"]) {
    if (!record.is_object() || !record.contains("dynamodb") || !record["dynamodb"].is_object()) continue;
    Json& change = record["dynamodb"];
    std::int64_t size = 0;
    for (const char* part : {"Keys", "NewImage", "OldImage"}) {
      if (change.contains(part)) size += item_size(change[part]);
    }
    change["SizeBytes"] = size;
  }
}

constexpr std::string_view kPage = "docs.aws.amazon.com/lambda/latest/dg/with-ddb.html";
constexpr std::string_view kRecords = R"({"Records": "{{records}}"})";

constexpr std::array kTypes = {
    EventType{.name = "update",
              .about = "an item that is put, changed and deleted",
              .page = kPage,
              .options = kChangeOptions,
              .shape = kRecords,
              .record = kRecord,
              .compute = update,
              .settle = settle,
              .body = "item",
              .records = 3},
    EventType{.name = "insert",
              .about = "an item was put",
              .page = kPage,
              .options = kOneImageOptions,
              .shape = kRecords,
              .record = kRecord,
              .compute = insert,
              .settle = settle,
              .body = "item"},
    EventType{.name = "modify",
              .about = "an item was changed",
              .page = kPage,
              .options = kChangeOptions,
              .shape = kRecords,
              .record = kRecord,
              .compute = modify,
              .settle = settle,
              .body = "item"},
    EventType{.name = "remove",
              .about = "an item was deleted",
              .page = kPage,
              .options = kOneImageOptions,
              .shape = kRecords,
              .record = kRecord,
              .compute = remove,
              .settle = settle,
              .body = "item"},
    EventType{.name = "expire",
              .about = "an item's time to live ended",
              .page = kPage,
              .options = kOneImageOptions,
              .shape = kRecords,
              .record = kRecord,
              .compute = expire,
              .settle = settle,
              .body = "item"},
};

}  // namespace
}  // namespace dynamodb

std::span<const EventType> dynamodb_types() { return dynamodb::kTypes; }

}  // namespace lambdalocal::events
