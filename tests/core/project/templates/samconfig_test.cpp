#include "core/project/templates/samconfig.h"

#include "core/project/templates/parameter_overrides.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;
using Parameters = std::map<std::string, std::string>;

namespace {

Parameters parameters_of(std::string_view text) {
  Parameters parameters;
  REQUIRE(read_parameter_overrides(text, parameters).ok());
  return parameters;
}

}  // namespace

TEST_CASE("parameter overrides are taken in both of SAM's ways of writing them") {
  CHECK(parameters_of("A=1 B=two=2  C=") == Parameters{{"A", "1"}, {"B", "two=2"}, {"C", ""}});
  CHECK(parameters_of(R"(A="x y" B='p "q"' C=a\ b)") == Parameters{{"A", "x y"}, {"B", "p \"q\""}, {"C", "a b"}});
  CHECK(parameters_of(R"("A"="b")") == Parameters{{"A", "b"}});
  CHECK(parameters_of("ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=\"x,y\"") ==
        Parameters{{"A", "1"}, {"B", "x,y"}});
  CHECK(parameters_of("A=1 A=2") == Parameters{{"A", "2"}});
  CHECK(parameters_of(" \n").empty());
  for (const char* wrong : {"A", "=1", "ParameterKey=A", "ParameterKey=A,Value=1"}) {
    Parameters parameters;
    const auto read = read_parameter_overrides(wrong, parameters);
    CAPTURE(wrong);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().kind == ErrorKind::Usage);
  }
}

TEST_CASE("of samconfig.toml the command's own section beats the global one, and that the deployment's") {
  const char* text = R"(
version = 0.1
[default.deploy.parameters]
stack_name = "app"
region = "us-west-2"
parameter_overrides = "A=\"deploy\" B=deploy C=deploy"
[default.global.parameters]
region = "eu-west-1"
parameter_overrides = ["B=global", "C=global"]
[default.local_start_api.parameters]
template = "other.yaml"
parameter_overrides = {C = "api", D = 4}
[prod.global.parameters]
region = "eu-north-1"
)";
  const auto read = read_samconfig(text, "samconfig.toml", SamCommand::LocalStartApi);
  REQUIRE(read.ok());
  CHECK(read->parameter_overrides == Parameters{{"A", "deploy"}, {"B", "global"}, {"C", "api"}, {"D", "4"}});
  CHECK(read->region == "eu-west-1");
  CHECK(read->stack_name == "app");
  CHECK(read->template_file == "other.yaml");
  CHECK(read_samconfig(text, "samconfig.toml", SamCommand::LocalInvoke)->parameter_overrides["C"] == "global");
  CHECK(read_samconfig(text, "samconfig.toml", SamCommand::LocalInvoke, "prod")->region == "eu-north-1");
}

TEST_CASE("a samconfig.toml that is no TOML is refused with its place") {
  const auto read = read_samconfig("a = 1\nb =\n", "samconfig.toml", SamCommand::LocalInvoke);
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().kind == ErrorKind::BadConfiguration);
  CHECK(read.error().message.starts_with("samconfig.toml:2:"));
}
