#include "core/parameters_and_secrets/answer.h"

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::parameters_and_secrets;

namespace {

const Values kValues = {{"db", R"({"user":"u"})"}, {"/app/key", "k"}};

Answer ask(std::string_view target, std::string_view token = "token", std::string_view method = "GET") {
  const Function function{};
  return answer({method, target, token}, kValues, "token", function,
                std::chrono::system_clock::time_point(std::chrono::milliseconds(1791444627768)));
}

}  // namespace

TEST_CASE("a secret is answered as GetSecretValue does, by its name and by its ARN") {
  for (const char* id : {"db", "arn%3Aaws%3Asecretsmanager%3Aus-east-1%3A123456789012%3Asecret%3Adb-a1B2c3"}) {
    const Answer told = ask(std::string("/secretsmanager/get?secretId=") + id);
    CHECK(told.status == 200);
    const auto body = nlohmann::json::parse(told.body);
    CHECK(body["SecretString"] == R"({"user":"u"})");
    CHECK(body["VersionStages"] == nlohmann::json{"AWSCURRENT"});
    CHECK(body["CreatedDate"] == "2026-10-08T07:30:27.768Z");
  }
  CHECK(nlohmann::json::parse(ask("/secretsmanager/get?secretId=db").body)["ARN"] ==
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-000000");
}

TEST_CASE("a parameter is answered as GetParameter does") {
  const auto body =
      nlohmann::json::parse(ask("/systemsmanager/parameters/get/?withDecryption=true&name=%2Fapp%2Fkey").body);
  CHECK(body["Parameter"]["Value"] == "k");
  CHECK(body["Parameter"]["Name"] == "/app/key");
  CHECK(body["Parameter"]["ARN"] == "arn:aws:ssm:us-east-1:123456789012:parameter/app/key");
}

TEST_CASE("without the function's token, a name or a value there is an error") {
  CHECK(ask("/secretsmanager/get?secretId=db", "").status == 401);
  CHECK(ask("/secretsmanager/get?secretId=db", "other").status == 401);
  CHECK(ask("/secretsmanager/get?secretId=nobody").status == 400);
  CHECK(ask("/secretsmanager/get?secretId=nobody").body.find("--secrets") != std::string::npos);
  CHECK(ask("/secretsmanager/get").status == 400);
  CHECK(ask("/systemsmanager/parameters/get?name=").status == 400);
  CHECK(ask("/secretsmanager/get?secretId=db", "token", "POST").status == 405);
  CHECK(ask("/other").status == 404);
}

TEST_CASE("the extension is known by its layer, and its port is the function's to say") {
  CHECK(is_layer("arn:aws:lambda:us-east-1:177933569100:layer:AWS-Parameters-and-Secrets-Lambda-Extension:11"));
  CHECK(is_layer("arn:aws:lambda:eu-west-1:015030872274:layer:AWS-Parameters-and-Secrets-Lambda-Extension-Arm64:1"));
  CHECK_FALSE(is_layer("arn:aws:lambda:us-east-1:1:layer:other:1"));
  Function function;
  CHECK(port_of(function) == kDefaultPort);
  function.environment[kPortVariable] = "4000";
  CHECK(port_of(function) == 4000);
  for (const char* bad : {"0", "x", "70000", "1x", ""}) {
    function.environment[kPortVariable] = bad;
    CHECK_FALSE(port_of(function));
  }
}
