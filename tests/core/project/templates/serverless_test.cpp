// serverless.yml through TemplateFile; what each form means is in fixtures/template_cases/serverless_*.txt.
#include "core/project/templates/template_file.h"

#include "core/project/templates/serverless/variable_text.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;
using namespace lambdalocal::templates::serverless;

TEST_CASE("a function of serverless.yml is found by its key and by the name that is deployed") {
  auto file = TemplateFile::read(
      "service: shop\nprovider: {name: aws, region: eu-west-1}\nfunctions: {hello: {handler: a.b}}\n",
      "/project/serverless.yml", {});
  REQUIRE(file.ok());
  REQUIRE(file->functions().size() == 1);
  for (const char* name : {"hello", "shop-dev-hello"}) CHECK(file->find(name) == &file->functions().front());
  CHECK(file->find("other") == nullptr);
  CHECK(file->region() == "eu-west-1");
}

TEST_CASE("a region that a person gives beats that of serverless.yml") {
  Deployment deployment;
  deployment.region = "us-west-2";
  deployment.is_region_given = true;
  auto file = TemplateFile::read("service: s\nprovider: {name: aws, region: eu-west-1}\n", "/project/serverless.yml",
                                 deployment);
  REQUIRE(file.ok());
  CHECK(file->region() == "us-west-2");
}

TEST_CASE("files that a serverless.yml reads are known, so that they are watched") {
  Deployment deployment;
  deployment.read_file = [](const std::filesystem::path&) -> Result<std::string> { return std::string("name: x"); };
  auto file = TemplateFile::read(
      "service: s\nprovider: {name: aws}\n"
      "functions: {f: {handler: a.b, environment: {V: '${file(conf/a.yml):name}'}}}\n",
      "/project/serverless.yml", deployment);
  REQUIRE(file.ok());
  CHECK(file->functions().at(0).findings.files.contains("/project/conf/a.yml"));
}

TEST_CASE("variables that double themselves end as a problem") {
  std::string text = "service: s\nprovider: {name: aws}\ncustom:\n  v0: [x, x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 20; ++level) {
    text += "  v" + std::to_string(level) + ": [";
    for (int count = 0; count < 10; ++count) text += "'${self:custom.v" + std::to_string(level - 1) + "}', ";
    text += "]\n";
  }
  text += "functions: {f: {handler: a.b, environment: {V: '${self:custom.v19}'}}}\n";
  auto file = TemplateFile::read(text, "/project/serverless.yml", {});
  REQUIRE(file.ok());
  bool is_told = false;
  for (const std::string& problem : file->functions().at(0).findings.problems) {
    is_told = is_told || problem.find("it grows to more than 16 MB") != std::string::npos;
  }
  CHECK(is_told);
}

TEST_CASE("a variable ends where its braces do, whatever is in quotes or inside of it") {
  const auto whole = [](std::string_view text) {
    const auto found = find_variable(text, 0);
    return found ? std::string(text.substr(found->begin, found->end - found->begin)) : "none";
  };
  CHECK(whole("a${self:b}c") == "${self:b}");
  CHECK(whole("${self:${opt:x}.y}-${self:z}") == "${self:${opt:x}.y}");
  CHECK(whole("${opt:x, 'a}b'} c") == "${opt:x, 'a}b'}");
  CHECK(whole("${opt:x, \"}\"}") == "${opt:x, \"}\"}");
  CHECK(whole("${ssm:it's}") == "${ssm:it's}");
  for (const char* none : {"${AWS::Region}", "${Name}", "${aws::x}", "${self:open", "$self:x", "${}", "${", ""}) {
    CAPTURE(none);
    CHECK(whole(none) == "none");
  }
}
