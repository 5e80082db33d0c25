#include "cli/output/route_table.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::output;

namespace {

gateway::FrontEndConfiguration api(gateway::FrontEnd kind, std::vector<gateway::Route> routes) {
  gateway::FrontEndConfiguration configuration;
  configuration.kind = kind;
  for (auto& route : routes) configuration.routes.emplace_back().route = std::move(route);
  return configuration;
}

}  // namespace

TEST_CASE("the route table has a line for each route, aligned, and none for what is for everything") {
  using gateway::FrontEnd;
  const auto rest =
      api(FrontEnd::RestApi, {{"GET /pets/{id}", "GET", "/pets/{id}", "pets"}, {"ANY /", "ANY", "/", "all"}});
  const auto http = api(FrontEnd::HttpApi, {{"POST /a", "POST", "/a", "a"}, {"$default", "", "", "rest"}});
  const auto url = api(FrontEnd::FunctionUrl, {{"", "", "", "chat"}});
  const std::map<std::string, gateway::FrontEndUrl> urls = {
      {"REST API", {FrontEnd::RestApi, "", "", "http://127.0.0.1:3002/Prod"}},
      {"HTTP API", {FrontEnd::HttpApi, "", "", "http://127.0.0.1:3000/"}},
      {"Function URL of chat", {FrontEnd::FunctionUrl, "", "chat", "http://127.0.0.1:3003/"}}};
  CHECK(route_table({{"REST API", rest}, {"HTTP API", http}, {"Function URL of chat", url}}, urls,
                    StderrLog::Colour::Never) ==
        std::vector<std::string>{
            "POST  http://127.0.0.1:3000/a               a", "ANY   http://127.0.0.1:3000/*               rest",
            "GET   http://127.0.0.1:3002/Prod/pets/{id}  pets", "ANY   http://127.0.0.1:3002/Prod/           all"});
  CHECK(route_table({{"REST API", rest}}, urls, StderrLog::Colour::Dim)[0].starts_with("\x1b[1mGET\x1b[0m"));
  CHECK(route_table({{"REST API", rest}}, {}, StderrLog::Colour::Never).empty());
}
