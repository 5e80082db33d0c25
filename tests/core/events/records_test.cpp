// The values of records that AWS computes.
#include "core/events/services/services.h"

#include <fmt/format.h>

#include <tuple>

#include "core/text/base64.h"
#include "core/text/digest.h"
#include "tests/core/events/events_support.h"

using namespace lambdalocal;
using namespace lambdalocal::events;

TEST_CASE("S3 encodes keys as forms, and tells size and MD5 of the content") {
  Request request = request_for("s3", "put");
  request.options = {{"bucket", {"photos"}}, {"key", {"sea & sky M\xc3\xa4rz.png"}}};
  request.bodies = {"Hello from SQS!"};
  const Json event = made(request);
  const Json& s3 = event["Records"][0]["s3"];
  CHECK(s3["object"]["key"] == "sea+%26+sky+M%C3%A4rz.png");
  CHECK(s3["object"]["size"] == 15);
  CHECK(s3["object"]["eTag"] == "7b270e59b47ff90a553787216d55d91d");
  CHECK(s3["bucket"]["arn"] == "arn:aws:s3:::photos");
  CHECK(event["Records"][0]["eventTime"] == "2026-03-14T09:26:53.589Z");
  CHECK_FALSE(s3["object"].contains("versionId"));
}

TEST_CASE("the sequencer of a later S3 event is greater") {
  const Json event = made("s3", "put", {}, 3);
  REQUIRE(event["Records"].size() == 3);
  Request later = request_for("s3", "put");
  later.settings.time += std::chrono::seconds{1};
  CHECK(made(later)["Records"][0]["s3"]["object"]["sequencer"].get<std::string>() >
        event["Records"][2]["s3"]["object"]["sequencer"].get<std::string>());
}

TEST_CASE("SQS digests bodies and attributes") {
  const Json record =
      made("sqs", "receive-message",
           {{"body", {"Test message."}}, {"attribute", {"priority:Number=1", "digest:Binary=AAH+/w=="}}})["Records"][0];
  CHECK(record["md5OfBody"] == "e4e68fb7bd0e697a0ae8f1bb342846b3");
  // The same as of fixtures/events/sqs.json, where another implementation computed it.
  CHECK(record["md5OfMessageAttributes"] == "2ef812de2ff09f5fa1a30c0c73f0bc08");
  CHECK(record["messageAttributes"]["digest"]["binaryValue"] == "AAH+/w==");
  CHECK_FALSE(made("sqs", "receive-message")["Records"][0].contains("md5OfMessageAttributes"));
}

TEST_CASE("what SQS digests is digested again after --set, unless the digest itself is set") {
  Request request = request_for("sqs", "receive-message");
  request.changes = {parse_change("Records[0].body=Test message.").value()};
  CHECK(made(request)["Records"][0]["md5OfBody"] == "e4e68fb7bd0e697a0ae8f1bb342846b3");
  request.changes.push_back(parse_change("Records[0].md5OfBody=wrong").value());
  CHECK(made(request)["Records"][0]["md5OfBody"] == "wrong");
}

TEST_CASE("a FIFO queue's messages have groups, deduplication ids and growing sequence numbers") {
  const Json event = made("sqs", "receive-message", {{"queue-name", {"orders.fifo"}}, {"group-id", {"g{n}"}}}, 2);
  const Json &first = event["Records"][0]["attributes"], &second = event["Records"][1]["attributes"];
  CHECK(first["MessageGroupId"] == "g1");
  CHECK(second["MessageGroupId"] == "g2");
  CHECK(first["SequenceNumber"].get<std::string>().size() == 20);
  CHECK(first["SequenceNumber"].get<std::string>() < second["SequenceNumber"].get<std::string>());
  CHECK(first["SenderId"] == second["SenderId"]);
}

TEST_CASE("Kinesis data is base64 of any bytes, and sequence numbers grow") {
  Request request = request_for("kinesis", "get-records");
  request.bodies = {std::string("\xff\x00\x01", 3), "two"};
  const Json records = made(request)["Records"];
  REQUIRE(records.size() == 2);
  CHECK(base64_decode(records[0]["kinesis"]["data"].get<std::string>()) == std::string("\xff\x00\x01", 3));
  const std::string number = records[0]["kinesis"]["sequenceNumber"];
  CHECK(number.size() == 56);
  CHECK(plus(number, 1) == records[1]["kinesis"]["sequenceNumber"].get<std::string>());
  CHECK(records[0]["eventID"] == "shardId-000000000000:" + number);
  CHECK(records[0]["kinesis"]["approximateArrivalTimestamp"] == 1773480413.589);
}

TEST_CASE("records packed by the Kinesis Producer Library end with their MD5") {
  const Json record = made("kinesis", "analytics-kpl", {{"data", {"payload"}}})["records"][0];
  const std::string bytes = base64_decode(record["data"].get<std::string>()).value();
  REQUIRE(bytes.size() > 20);
  CHECK(bytes.substr(0, 4) == "\xf3\x89\x9a\xc2");
  CHECK(bytes.substr(bytes.size() - 16) == md5(bytes.substr(4, bytes.size() - 20)));
}

TEST_CASE("a DynamoDB change has keys, images and sizes that fit each other") {
  const Json record =
      made("dynamodb", "modify",
           {{"item", {R"({"id": 42, "title": "Cr\u00e8me br\u00fbl\u00e9e", "servings": 6, "published": true})"}},
            {"old-item", {R"({"title": "Cr\u00e8me br\u00fbl\u00e9e", "servings": 4})"}}})["Records"][0];
  const Json& change = record["dynamodb"];
  CHECK(change["Keys"] == Json::parse(R"({"id": {"N": "42"}})"));
  CHECK(change["NewImage"]["published"] == Json::parse(R"({"BOOL": true})"));
  CHECK(change["OldImage"]["id"] == change["Keys"]["id"]);
  CHECK(change["SizeBytes"] == 82);  // as of fixtures/events/dynamodb-update.json
  CHECK(record["eventName"] == "MODIFY");
}

TEST_CASE("a DynamoDB item may be written as DynamoDB writes it") {
  const std::string item = R"({"pk": {"S": "a"}, "sk": {"N": "1"}, "tags": {"SS": ["x"]}})";
  const Json change = made("dynamodb", "insert", {{"item", {item}}})["Records"][0]["dynamodb"];
  CHECK(change["NewImage"] == Json::parse(item));
  CHECK(change["Keys"].size() == 2);
  CHECK_FALSE(change.contains("OldImage"));
  const Json keys_only =
      made("dynamodb", "remove", {{"item", {item}}, {"view", {"KEYS_ONLY"}}})["Records"][0]["dynamodb"];
  CHECK_FALSE(keys_only.contains("OldImage"));
}

TEST_CASE("a DynamoDB number has no fraction of nothing") {
  const Json record =
      made("dynamodb", "insert", {{"item", {R"({"id": 2.0, "half": 2.50, "whole": -7})"}}})["Records"][0];
  CHECK(record["dynamodb"]["NewImage"].dump() == R"({"id":{"N":"2"},"half":{"N":"2.5"},"whole":{"N":"-7"}})");
}

TEST_CASE("a number that is too large for an option of JSON is refused") {
  for (const auto& [service, type, option] :
       {std::tuple{"dynamodb", "insert", "item"}, std::tuple{"eventbridge", "custom", "detail"}}) {
    Request request = request_for(service, type);
    request.options = {{option, {R"({"id": 1e400})"}}};
    CHECK(error_of(request) == fmt::format("--{}: a number is too large", option));
  }
  Request request = request_for("dynamodb", "insert");
  request.bodies = {R"({"id": 1e400})"};
  CHECK(error_of(request) == "--item: a number is too large");
}

TEST_CASE("the numbers of an item keep their digits, as far as DynamoDB keeps them") {
  const auto number = [](const std::string& written) {
    return made("dynamodb", "insert",
                {{"item", {R"({"n": )" + written + "}"}}})["Records"][0]["dynamodb"]["NewImage"]["n"]["N"]
        .get<std::string>();
  };
  CHECK(number("12345678901234567890123456789012345678") == "12345678901234567890123456789012345678");
  CHECK(number("0.12345678901234567890") == "0.1234567890123456789");
  CHECK(number("-3.14159265358979323846264338327950288") == "-3.14159265358979323846264338327950288");
  CHECK(number("18446744073709551615") == "18446744073709551615");
  CHECK(number("1.5e3") == "1500");
  CHECK(number("-0.00e5") == "0");
  CHECK(number("2.50E-2") == "0.025");
  CHECK(number("100.0") == "100");
  CHECK(number("1e100") == "1e100");
  Request request = request_for("dynamodb", "insert");
  request.options = {{"item", {R"({"a": [{"n": 123456789012345678901234567890123456789}]})"}}};
  CHECK(error_of(request) == "a number of an item has at most 38 digits");
}

TEST_CASE("DynamoDB's update is the life of an item, and time to live ends it") {
  const Json records = made("dynamodb", "update")["Records"];
  REQUIRE(records.size() == 3);
  CHECK(records[0]["eventName"] == "INSERT");
  CHECK(records[1]["eventName"] == "MODIFY");
  CHECK(records[2]["eventName"] == "REMOVE");
  CHECK(records[0]["dynamodb"]["NewImage"] == records[1]["dynamodb"]["NewImage"]);
  const Json expired = made("dynamodb", "expire")["Records"][0];
  CHECK(expired["userIdentity"]["principalId"] == "dynamodb.amazonaws.com");
}

TEST_CASE("SNS names its topic alike in ARNs and URLs") {
  const Json record =
      made("sns", "notification", {{"topic", {"alerts"}}, {"subject", {""}}, {"attribute", {"a=b"}}})["Records"][0];
  const std::string subscription = record["EventSubscriptionArn"], url = record["Sns"]["UnsubscribeUrl"];
  CHECK(subscription.starts_with(record["Sns"]["TopicArn"].get<std::string>() + ":"));
  CHECK(url.ends_with("SubscriptionArn=" + subscription));
  CHECK(record["Sns"]["Subject"].is_null());
  CHECK(record["Sns"]["MessageAttributes"]["a"] == Json::parse(R"({"Type": "String", "Value": "b"})"));
}

TEST_CASE("an event travels from S3 through SNS to SQS, a message each") {
  Request request = request_for("s3", "put");
  request.via = parse_via("sns,sqs").value();
  request.options = {{"key", {"photo {n}.jpg"}}, {"queue-name", {"uploads"}}};
  request.count = 2;
  const Json event = made(request);
  REQUIRE(event["Records"].size() == 2);
  const Json& message = event["Records"][1];
  CHECK(message["md5OfBody"] == md5_hex(message["body"].get<std::string>()));
  CHECK(message["eventSourceARN"] == "arn:aws:sqs:us-east-1:123456789012:uploads");
  const Json notification = Json::parse(message["body"].get<std::string>());
  CHECK(notification["Type"] == "Notification");
  CHECK(notification["Subject"] == "Amazon S3 Notification");
  const Json inner = Json::parse(notification["Message"].get<std::string>());
  REQUIRE(inner["Records"].size() == 1);
  CHECK(inner["Records"][0]["s3"]["object"]["key"] == "photo+2.jpg");

  request.via = parse_via("sns:raw,sqs").value();
  CHECK(Json::parse(made(request)["Records"][0]["body"].get<std::string>()).contains("Records"));
  CHECK_FALSE(parse_via("sqs,sns").ok());
  CHECK_FALSE(parse_via("s3").ok());
}

TEST_CASE("what is no batch takes no count, and what has no body no file") {
  Request request = request_for("function-url", "request");
  request.count = 2;
  CHECK(error_of(request).find("no batch of records") != std::string::npos);
  Request deleted = request_for("s3", "delete");
  deleted.bodies = {"x"};
  CHECK(error_of(deleted).find("no body") != std::string::npos);
}

TEST_CASE("bytes that are no UTF-8 are refused where they would be text") {
  Request request = request_for("sqs", "receive-message");
  request.bodies = {"\xff\xfe"};
  CHECK(error_of(request).find("is not UTF-8") != std::string::npos);
}

TEST_CASE("Kafka's keys and values are base64, and the bytes of its headers are signed") {
  const Json event = made("kafka", "msk", {{"topic", {"t"}}, {"header", {"a=\xc3\xa9"}}, {"value", {"v{n}"}}}, 2);
  const Json& records = event["records"]["t-0"];
  REQUIRE(records.size() == 2);
  CHECK(base64_decode(records[1]["value"].get<std::string>()) == "v2");
  CHECK(records[0]["headers"] == Json::parse(R"([{"a": [-61, -87]}])"));
  CHECK(records[1]["offset"] == records[0]["offset"].get<int>() + 1);
}

TEST_CASE("RabbitMQ tells the size of a body and the virtual host of a queue") {
  const Json event = made("mq", "rabbitmq", {{"data", {"12345"}}, {"queue", {"q"}}});
  CHECK(event["rmqMessagesByQueue"]["q::/"][0]["basicProperties"]["bodySize"] == 5);
  CHECK(event["rmqMessagesByQueue"]["q::/"][0]["basicProperties"]["timestamp"] == "Mar 14, 2026, 9:26:53 AM");
}

TEST_CASE("CloudFormation's resource has its function among its properties") {
  const Json event = made("cloudformation", "update-request", {{"properties", {R"({"a": 1})"}}});
  CHECK(event["ResourceProperties"]["ServiceToken"] == event["ServiceToken"]);
  CHECK(event["ResourceProperties"]["a"] == 1);
}

TEST_CASE("Config's invoking event and rule parameters are JSON in strings") {
  const Json event = made("config", "item-change-notification");
  CHECK(Json::parse(event["invokingEvent"].get<std::string>())["configurationItem"]["awsAccountId"] == "123456789012");
  CHECK(Json::parse(event["ruleParameters"].get<std::string>()).is_object());
}

TEST_CASE("what --set makes of an event need not be one of its service") {
  for (const char* change :
       {"Records=1", "Records[0]=2", "Records[0].body=3", "Records[0].messageAttributes={\"a\": 1}",
        "Records[0].messageAttributes={\"a\": {\"dataType\": 5, \"stringValue\": []}}"}) {
    CAPTURE(change);
    Request request = request_for("sqs", "receive-message");
    request.changes = {parse_change(change).value()};
    CHECK(generate(request, Layout::OneLine).ok());
  }
  for (const char* change :
       {"Records[0].dynamodb=1", "Records[0].dynamodb.Keys={\"id\": {\"L\": [1, {\"SS\": [2]}]}}"}) {
    CAPTURE(change);
    Request request = request_for("dynamodb", "insert");
    request.changes = {parse_change(change).value()};
    CHECK(generate(request, Layout::OneLine).ok());
  }
}
