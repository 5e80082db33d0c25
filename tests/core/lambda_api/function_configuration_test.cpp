#include "core/lambda_api/function_configuration.h"

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::lambda_api;
using Json = nlohmann::json;

namespace {

FunctionDescription orders() {
  FunctionDescription description;
  description.function.name = "orders";
  description.function.runtime = *find_runtime("python3.13");
  description.function.handler = "app.handler";
  description.function.code = "/work dir/orders.zip";
  description.last_modified = std::chrono::system_clock::from_time_t(1769860800) + std::chrono::milliseconds(5);
  description.revision_id = "r";
  description.code_size = 17;
  description.code_sha256 = "c2hh";
  return description;
}

}  // namespace

TEST_CASE("GetFunctionConfiguration answers what waiters and typed SDKs read") {
  const auto json = Json::parse(function_configuration(orders()));
  CHECK(json["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:orders");
  CHECK(json["Runtime"] == "python3.13");
  CHECK(json["Handler"] == "app.handler");
  CHECK(json["State"] == "Active");
  CHECK(json["LastUpdateStatus"] == "Successful");
  CHECK(json["Version"] == "$LATEST");
  CHECK(json["LastModified"] == "2026-01-31T12:00:00.005+0000");
  CHECK(json["Timeout"] == 3);
  CHECK(json["MemorySize"] == 128);
  CHECK(json["EphemeralStorage"] == Json{{"Size", 512}});
  CHECK(json["LoggingConfig"] == Json{{"LogFormat", "Text"}, {"LogGroup", "/aws/lambda/orders"}});
  CHECK(json["CodeSize"] == 17);
  CHECK(json["CodeSha256"] == "c2hh");
  CHECK(json["Architectures"].size() == 1);
  CHECK(json["RuntimeVersionConfig"]["RuntimeVersionArn"].get<std::string>().starts_with("arn:aws:lambda:us-east-1::"));
  CHECK_FALSE(json.contains("Environment"));
}

TEST_CASE("a function named with $LATEST has it in its ARN") {
  FunctionDescription description = orders();
  description.qualified = true;
  const auto json = Json::parse(get_function_answer(description));
  CHECK(json["Configuration"]["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:orders:$LATEST");
  CHECK(json["Code"] == Json{{"RepositoryType", "FileSystem"}, {"Location", "file:///work%20dir/orders.zip"}});
  CHECK_FALSE(json.contains("Concurrency"));
}

TEST_CASE("GetFunction tells the reserved concurrency and the variables when there are some") {
  auto description = orders();
  description.reserved_concurrency = 0;
  description.function.environment["A"] = "\xff broken";
  const auto json = Json::parse(get_function_answer(description));
  CHECK(json["Concurrency"]["ReservedConcurrentExecutions"] == 0);
  CHECK(json["Configuration"]["Environment"]["Variables"].contains("A"));
}

TEST_CASE("items of a list have no state, and the next marker leads to the next page") {
  const auto json = Json::parse(list_functions_answer({orders()}, "orders"));
  CHECK(json["Functions"].size() == 1);
  for (const char* absent : {"State", "LastUpdateStatus", "RuntimeVersionConfig"}) {
    CAPTURE(absent);
    CHECK_FALSE(json["Functions"][0].contains(absent));
  }
  const auto marker = json["NextMarker"].get<std::string>();
  const auto page = parse_list_page("/2015-03-31/functions/?MaxItems=10000&Marker=" + marker);
  REQUIRE(std::holds_alternative<ListPage>(page));
  CHECK(std::get<ListPage>(page).marker == "orders");
  CHECK(std::get<ListPage>(page).max_items == 50);
  CHECK(Json::parse(list_functions_answer({}, ""))["NextMarker"].is_null());
}

TEST_CASE("a list of all versions has ARNs of versions, and there are no replicas of Lambda@Edge functions") {
  FunctionDescription description = orders();
  description.qualified = true;
  const auto json = Json::parse(list_functions_answer({description}, ""));
  CHECK(json["Functions"][0]["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:orders:$LATEST");
  const auto all = std::get<ListPage>(parse_list_page("/?FunctionVersion=ALL&MasterRegion=ALL"));
  CHECK(all.all_versions);
  CHECK_FALSE(all.replicas_only);
  CHECK(std::get<ListPage>(parse_list_page("/?FunctionVersion=ALL&MasterRegion=us-east-1")).replicas_only);
}

TEST_CASE("a timeout of less than a second is told as one second") {
  auto description = orders();
  description.function.timeout = std::chrono::milliseconds(500);
  CHECK(Json::parse(function_configuration(description))["Timeout"] == 1);
}

TEST_CASE("a list is refused what AWS would refuse") {
  for (const char* wrong : {"MaxItems=0", "MaxItems=10001", "MaxItems=x", "MaxItems=-1", "MaxItems=", "Marker=%%%",
                            "FunctionVersion=1", "FunctionVersion=ALL&MasterRegion=here", "MasterRegion=us-east-1"}) {
    CAPTURE(wrong);
    CHECK(std::holds_alternative<ApiError>(parse_list_page(std::string("/?") + wrong)));
  }
  const auto refused = std::get<ApiError>(parse_list_page("/?MaxItems=0&FunctionVersion=x"));
  CHECK(refused.type == "ValidationException");
  CHECK(
      refused.message ==
      "2 validation errors detected: Value 'x' at 'functionVersion' failed to satisfy constraint: Member must satisfy "
      "enum value set: [ALL]; Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater "
      "than "
      "or equal to 1");
}
