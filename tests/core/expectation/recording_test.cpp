#include "core/expectation/recording.h"

#include "core/expectation/test_file.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::expectation;
using Taken = Recording::Taken;

namespace {

const std::chrono::system_clock::time_point kNow{std::chrono::seconds(1'773'480'413)};  // 2026-03-14T09:26:53Z

Recording recording(std::string_view text = "", Secrets secrets = Secrets::LeftOut) {
  auto opened = Recording::open(text, "recorded.lambda-test.json", secrets);
  if (!opened) FAIL(opened.error().message);
  return *std::move(opened);
}

RecordedExchange exchange(const std::string& method, const std::string& target, const std::string& answer) {
  RecordedExchange recorded{"HTTP API", {}, {}};
  recorded.request.method = method;
  recorded.request.target = target;
  recorded.response.headers = {{"Content-Type", "application/json"}, {"apigw-requestid", "x"}};
  recorded.response.body = answer;
  return recorded;
}

std::vector<TestCase> cases_of(const Recording& recording) {
  auto cases = read_test_file(recording.text(), "recorded.lambda-test.json");
  if (!cases) FAIL(cases.error().message);
  return *std::move(cases);
}

nlohmann::json whole(const Recording& recording) { return nlohmann::json::parse(recording.text()); }

}  // namespace

TEST_CASE("a request becomes a case that expects its answer again") {
  Recording written = recording();
  RecordedExchange post = exchange("POST", "/orders?x=1", R"({"id": 7})");
  post.request.body = R"({"sku": "a"})";
  post.request.headers = {{"Content-Type", "application/json"},
                          {"Host", "127.0.0.1"},
                          {"User-Agent", "curl"},
                          {"X-Shop", "1"},
                          {"x-shop", "2"},
                          {"Sec-Fetch-Mode", "cors"}};
  post.response.status = 201;
  CHECK(written.add(post, kNow) == Taken::Yes);
  const auto cases = cases_of(written);
  REQUIRE(cases.size() == 1);
  CHECK(cases[0].name == "POST /orders?x=1");
  REQUIRE(cases[0].request.has_value());
  CHECK(cases[0].request->path == "/orders?x=1");
  CHECK(cases[0].request->body == R"({"sku": "a"})");
  CHECK(cases[0].request->front_end == "HTTP API");
  CHECK(whole(written)["Cases"]["POST /orders?x=1"]["Request"]["Headers"] ==
        nlohmann::json({{"content-type", "application/json"}, {"x-shop", "1, 2"}}));
  CHECK(cases[0].expect.status == 201);
  CHECK(*cases[0].expect.payload == nlohmann::json({{"id", 7}}));
  CHECK(cases[0].expect.headers.at("content-type") == "application/json");
}

TEST_CASE("the same asked again is a case of its own when the answer was another one") {
  Recording written = recording();
  CHECK(written.add(exchange("GET", "/n", "1"), kNow) == Taken::Yes);
  CHECK(written.add(exchange("GET", "/n", "1"), kNow) == Taken::Known);
  CHECK(written.add(exchange("GET", "/n", "2"), kNow) == Taken::Yes);
  CHECK(written.add(exchange("GET", "/n", "2"), kNow) == Taken::Known);
  CHECK(written.add(exchange("GET", "/n", "1"), kNow) == Taken::Yes);
  CHECK(written.added() == 3);
  const auto cases = cases_of(written);
  REQUIRE(cases.size() == 3);
  CHECK(cases[2].name == "GET /n (3)");
}

TEST_CASE("what lets somebody in is not written unless it is asked for") {
  RecordedExchange get = exchange("GET", "/me", "1");
  get.request.headers = {{"Authorization", "Bearer s3cret"},
                         {"Cookie", "a=s3cret"},
                         {"X-Api-Key", "s3cret"},
                         {"x-amz-security-token", "s3cret"},
                         {"accept", "x"}};
  const RecordedInvocation invocation{
      "fn", R"({"headers": {"authorization": "s3cret", "a": "b"}, "cookies": ["s3cret"], "Records": [{"headers":
      {"Cookie": "s3cret"}}]})",
      "1", ""};
  Recording without = recording();
  CHECK(without.add(get, kNow) == Taken::Yes);
  CHECK(without.add(invocation, kNow) == Taken::Yes);
  CHECK(without.text().find("s3cret") == std::string::npos);
  CHECK(without.text().find("\"a\": \"b\"") != std::string::npos);
  CHECK(without.left_out() == std::set<std::string>{"authorization", "cookie", "x-amz-security-token", "x-api-key"});
  Recording with = recording("", Secrets::Written);
  CHECK(with.add(get, kNow) == Taken::Yes);
  CHECK(with.add(invocation, kNow) == Taken::Yes);
  CHECK(with.left_out().empty());
  CHECK(with.text().find("Bearer s3cret") != std::string::npos);
}

TEST_CASE("invocations are recorded with their event and payload or error") {
  Recording written = recording();
  CHECK(written.add(RecordedInvocation{"fn", R"({"id": 1})", "\"ok\"", ""}, kNow) == Taken::Yes);
  CHECK(written.add(RecordedInvocation{"fn", "{}", R"({"errorMessage": "no"})", "KeyError"}, kNow) == Taken::Yes);
  const auto cases = cases_of(written);
  REQUIRE(cases.size() == 2);
  CHECK(cases[0].function == "fn");
  CHECK(*cases[0].event == R"({"id":1})");
  CHECK(*cases[0].expect.payload == "ok");
  CHECK(cases[0].expect.function_error == false);
  CHECK(cases[1].expect.error_type == "KeyError");
}

TEST_CASE("times of now and identifiers that were not asked for are passed over") {
  const auto answer = nlohmann::json::parse(R"({
    "created": "2026-03-14T09:26:53.123Z", "seconds": 1773480413, "milliseconds": 1773480413123.5, "old": "2020-01-01T00:00:00Z",
    "id": "123e4567-e89b-42d3-a456-426614174000", "asked": "00000000-0000-4000-8000-000000000000", "n": 7,
    "list": [{"at": "2026-03-14 09:26:53"}], "odd": "2026-13-99Txx:yy:zz"})");
  CHECK(passing_places(answer, "/x/00000000-0000-4000-8000-000000000000", kNow) ==
        std::vector<std::string>{"/created", "/id", "/list/0/at", "/milliseconds", "/seconds"});
  CHECK(passing_places(1773480413, "", kNow).empty());
  Recording written = recording();
  CHECK(written.add(exchange("GET", "/", answer.dump()), kNow) == Taken::Yes);
  CHECK(cases_of(written)[0].expect.ignored.size() == 6);
}

TEST_CASE("what a file of cases cannot hold is not recorded") {
  Recording written = recording();
  CHECK(written.add(exchange("GET", "/png", "\x89PNG"), kNow) == Taken::Binary);
  CHECK(written.add(exchange("GET", "/big", std::string(1'100'000, 'x')), kNow) == Taken::TooLarge);
  CHECK(written.add(RecordedInvocation{"fn", "\xff", "1", ""}, kNow) == Taken::Binary);
  CHECK(written.added() == 0);
}

TEST_CASE("a file that was recorded before keeps its cases, and one that is no file of cases is refused") {
  Recording first = recording();
  first.about("shop");
  CHECK(first.add(exchange("GET", "/a", "1"), kNow) == Taken::Yes);
  Recording second = recording(first.text());
  second.about("other");
  CHECK(second.add(exchange("GET", "/b", "1"), kNow) == Taken::Yes);
  const auto cases = cases_of(second);
  REQUIRE(cases.size() == 2);
  CHECK(cases[1].function == "shop");
  for (const char* wrong : {"[]", "{", R"({"Cases": []})"}) {
    CHECK_FALSE(Recording::open(wrong, "f.lambda-test.json", Secrets::LeftOut).ok());
  }
}
