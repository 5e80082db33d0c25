#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "emulator/project/project_reader.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTemplate = R"(
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
  Table: {Type: String}
Globals: {Function: {Runtime: python3.12, Handler: app.handler}}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub 'orders-${Stage}'
      CodeUri: src/orders
      Timeout: 10
      Environment: {Variables: {TABLE: !Ref Table, STAGE: !Ref Stage}}
  Mails: {Type: AWS::Serverless::Function, Properties: {CodeUri: src/mails}}
  Image: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}}
)";

class Directory {
 public:
  Directory() {
    std::string name = (fs::temp_directory_path() / "lambdalocal-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    root = fs::canonical(name);
    file("template.yaml", kTemplate);
    file("src/orders/app.py", "");
    file("src/mails/app.py", "");
  }
  ~Directory() { fs::remove_all(root); }

  void file(const fs::path& path, std::string_view text) const {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text;
  }

  Project project(const std::string& argument, const FunctionOverrides& overrides = {}) const {
    auto project = read_project_of(argument, overrides, root);
    if (!project) FAIL(project.error().message);
    REQUIRE(project->functions.size() == 1);
    return *std::move(project);
  }
  ProjectFunction chosen(const std::string& argument, const FunctionOverrides& overrides = {}) const {
    return project(argument, overrides).functions.begin()->second;
  }
  Error refused(const std::string& argument, const FunctionOverrides& overrides = {}) const {
    auto project = read_project_of(argument, overrides, root);
    REQUIRE_FALSE(project.ok());
    return project.error();
  }

  fs::path root;
};

}  // namespace

TEST_CASE("a function of the template here is found by its name and logical id, with what the template says") {
  const Directory here;
  for (const char* name : {"Orders", "orders-dev"}) {
    const Project project = here.project(name);
    const ProjectFunction& function = project.functions.at("orders-dev");
    CHECK(function.code == here.root / "src/orders");
    CHECK(function.settings.timeout == std::chrono::seconds(10));
    CHECK(function.settings.environment == std::map<std::string, std::string>{{"STAGE", "dev"}, {"TABLE", "Table"}});
    CHECK(function.other_names == std::vector<std::string>{"Orders"});
    REQUIRE(project.warnings.size() == 1);
    CHECK(project.warnings[0].find("Table (\"Table\")") != std::string::npos);
  }
  CHECK(here.project("Mails").warnings.empty());
}

TEST_CASE("a template is not read when a directory is named") {
  const Directory here;
  here.file("template.yaml", "a: b: c");
  CHECK(here.chosen("src/orders").settings == FunctionSettings{});
  CHECK(here.refused("Orders").message.find("template.yaml:1:") != std::string::npos);
}

TEST_CASE("parameters come from flags, samconfig.toml and the template, in that order") {
  const Directory here;
  here.file("samconfig.toml",
            "version = 0.1\n[default.deploy.parameters]\nparameter_overrides = 'Table=\"of deploy\" Stage=prod'\n"
            "[default.global.parameters]\nregion = 'eu-west-1'\n"
            "[default.local_invoke.parameters]\nparameter_overrides = ['Table=invoked']\nenv_vars = 'env.json'\n");
  here.file("env.json", R"({"Parameters": {"A": "1"}, "Orders": {"B": "2", "STAGE": "file"}, "Mails": {"C": "3"}})");
  ProjectFunction function = here.chosen("Orders");
  CHECK(function.name == "orders-prod");
  CHECK(function.region == "eu-west-1");
  CHECK(function.settings.environment ==
        std::map<std::string, std::string>{{"A", "1"}, {"B", "2"}, {"STAGE", "file"}, {"TABLE", "invoked"}});
  FunctionOverrides overrides;
  overrides.of_template.parameters["Table"] = "typed";
  CHECK(here.chosen("Orders", overrides).settings.environment["TABLE"] == "typed");
  overrides.of_template.parameters = {{"Tabel", "x"}};
  CHECK(here.refused("Orders", overrides).message.find("did you mean Table?") != std::string::npos);
}

TEST_CASE("lambdalocal.json beats the template setting by setting") {
  const Directory here;
  here.file("lambdalocal.json",
            R"({"Functions": {"Orders": {"Timeout": 3, "Environment": {"Variables": {"TABLE": "json"}}}}})");
  const ProjectFunction function = here.chosen("Orders");
  CHECK(function.name == "orders-dev");
  CHECK(function.code == here.root / "src/orders");
  CHECK(function.settings.timeout == std::chrono::seconds(3));
  CHECK(function.settings.handler == "app.handler");
  CHECK(function.settings.environment == std::map<std::string, std::string>{{"STAGE", "dev"}, {"TABLE", "json"}});
  here.file("lambdalocal.json", R"({"Functions": {"Unknown": {"Timeout": 3}}})");
  CHECK(here.refused("Unknown").message.find("Functions.Unknown: CodeUri is missing") != std::string::npos);
}

TEST_CASE("all of a template is read for serve, but for what cannot run here") {
  const Directory here;
  auto project = read_project({}, {}, here.root);
  REQUIRE(project.ok());
  CHECK(project->functions.size() == 2);
  const bool told = std::ranges::any_of(project->warnings, [](const std::string& warning) {
    return warning.find("Image is not served: the code of Image is a container image") != std::string::npos;
  });
  CHECK(told);
  CHECK(std::ranges::find(project->sources, here.root / "template.yaml") != project->sources.end());
  CHECK(here.refused("Image").kind == ErrorKind::NotEmulated);
}

TEST_CASE("a template says which functions it has when none, or another one, was named") {
  const Directory here;
  CHECK(here.refused("").message == "which function? template.yaml has Orders, Mails, Image");
  CHECK(here.refused("Order").message.find("did you mean Orders?") != std::string::npos);
  CHECK(here.refused("Nonsense").message.find("the functions of template.yaml are Orders, Mails, Image") !=
        std::string::npos);
  here.file("template.yaml", "Resources: {Only: {Type: AWS::Lambda::Function, Properties: {Code: src/mails}}}");
  CHECK(here.chosen("").name == "Only");
}

TEST_CASE("a template that -t names is looked in first, wherever it lies") {
  const Directory here;
  here.file("infra/other.yaml", "Resources: {src: {Type: AWS::Lambda::Function, Properties: {Code: ../src/mails}}}");
  FunctionOverrides overrides;
  overrides.of_template.file = "infra/other.yaml";
  CHECK(here.chosen("src", overrides).code == here.root / "src/mails");
  overrides.of_template.file = "gone.yaml";
  CHECK(here.refused("src", overrides).message.find("gone.yaml") != std::string::npos);
}

TEST_CASE("what sam build made is used while it is newer than the sources") {
  const Directory here;
  here.file(".aws-sam/build/Mails/app.py", "");
  here.file(".aws-sam/build/template.yaml", "");
  const auto built = fs::last_write_time(here.root / ".aws-sam/build/template.yaml");
  fs::last_write_time(here.root / "template.yaml", built - std::chrono::hours(1));
  fs::last_write_time(here.root / "src/mails/app.py", built - std::chrono::hours(1));
  const Project project = here.project("Mails");
  CHECK(project.functions.at("Mails").code == here.root / ".aws-sam/build/Mails");
  CHECK(project.notes.size() == 1);
  fs::last_write_time(here.root / "src/mails/app.py", built + std::chrono::hours(1));
  CHECK(here.chosen("Mails").code == here.root / "src/mails");
  here.file("src/mails/requirements.txt", "requests");
  REQUIRE(here.project("Mails").warnings.size() == 1);
}

TEST_CASE("code that stands in a template runs from a file named index") {
  const Directory here;
  ::setenv("XDG_CACHE_HOME", here.root.c_str(), 1);
  here.file("template.yaml",
            "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, Handler: index.h, "
            "InlineCode: 'x = 1'}}}");
  const ProjectFunction function = here.chosen("F");
  std::string text;
  std::getline(std::ifstream(function.code / "index.py"), text);
  CHECK(text == "x = 1");
  CHECK(here.chosen("F").code == function.code);
  ::unsetenv("XDG_CACHE_HOME");
}

TEST_CASE(
    "the front ends of a template come along with its functions, and routes of those that cannot run answer 501") {
  const Directory here;
  here.file("template.yaml", R"(
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, Handler: app.handler}
  Api: {Auth: {Authorizers: {Guard: {FunctionArn: !GetAtt Guard.Arn}}}}
Resources:
  Guard: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/orders
      FunctionUrlConfig: {AuthType: NONE}
      Events:
        List: {Type: Api, Properties: {Path: /orders, Method: get}}
        Guarded: {Type: Api, Properties: {Path: /guarded, Method: get, Auth: {Authorizer: Guard}}}
        Jobs: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}
  Image:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, Events: {A: {Type: Api, Properties: {Path: /image, Method: get}}}}
  Queue: {Type: AWS::SQS::Queue}
)");
  here.file("lambdalocal.json",
            R"({"Functions": {"Orders": {"Timeout": 3}}, "HttpApi": {"Routes": {"GET /x": "Orders"}}})");
  auto project = read_project({}, {}, here.root);
  REQUIRE(project.ok());
  REQUIRE(project->front_ends.contains("REST API"));
  const auto& api = project->front_ends.at("REST API");
  CHECK(api.api.stage == "Prod");
  REQUIRE(api.routes.size() == 3);
  CHECK(api.routes[0].route.key == "GET /orders");
  REQUIRE(api.routes[1].own_answer);
  CHECK(api.routes[1].own_answer->reason == "the function of authorizer Guard cannot run here");
  REQUIRE(api.routes[2].own_answer);
  CHECK(api.routes[2].own_answer->reason == "function Image cannot run here");
  CHECK(project->front_ends.contains("HTTP API"));
  CHECK(project->front_ends.contains("Function URL of Orders"));
  REQUIRE(project->event_sources.size() == 1);
  CHECK(project->event_sources[0].event_source_arn == "arn:aws:sqs:us-east-1:123456789012:Queue");
  project = read_project({"Orders"}, {}, here.root);
  REQUIRE(project.ok());
  CHECK(project->front_ends.empty());
}

TEST_CASE("the value of a template's API key is the template's, that of lambdalocal.json, or one that is told") {
  const Directory here;
  here.file("template.yaml", R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: a, Auth: {ApiKeyRequired: true, UsagePlan: {CreateUsagePlan: PER_API}}}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: src/orders
      Events: {A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api}}}
)");
  auto project = read_project({}, {}, here.root);
  REQUIRE(project.ok());
  REQUIRE(project->front_ends.at("REST API").api_keys.size() == 1);
  const gateway::ApiKey stand_in = project->front_ends.at("REST API").api_keys[0];
  CHECK(stand_in.value.size() == 40);
  REQUIRE(project->warnings.size() == 1);
  CHECK(project->warnings[0] == "REST API: the API key ApiApiKey is X-API-Key: " + stand_in.value +
                                    "\nanother value: {\"ApiKeys\": {\"ApiApiKey\": ...}} in lambdalocal.json");
  here.file("lambdalocal.json", R"({"Functions": {}, "ApiKeys": {"ApiApiKey": "mine"}})");
  project = read_project({}, {}, here.root);
  REQUIRE(project.ok());
  CHECK(project->front_ends.at("REST API").api_keys[0].value == "mine");
  CHECK(project->warnings.empty());
}

TEST_CASE("the user pool of a template is the one that lambdalocal.json names, or has keys of --secrets") {
  const Directory here;
  here.file("template.yaml", R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Client: {Type: AWS::Cognito::UserPoolClient, Properties: {UserPoolId: !Ref Pool}}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: a, Auth: {DefaultAuthorizer: P, Authorizers: {P: {UserPoolArn: !GetAtt Pool.Arn}}}}}
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: J
        Authorizers: {J: {JwtConfiguration: {issuer: !Sub 'https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}', audience: [!Ref Client, a]}}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: src/orders
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api}}
        B: {Type: HttpApi, Properties: {Path: /a, Method: get, ApiId: !Ref Http}}
)");
  const auto pool_of = [](const Project& project) {
    return std::get<gateway::UserPoolAuthorizer>(project.front_ends.at("REST API").authorizers.at("P")).pools.at(0);
  };
  const auto jwt_of = [](const Project& project) {
    return std::get<gateway::JwtAuthorizerConfiguration>(project.front_ends.at("HTTP API").authorizers.at("J"));
  };
  auto project = read_project({}, {}, here.root);
  REQUIRE(project.ok());
  CHECK(pool_of(*project).is_stand_in);
  REQUIRE(project->warnings.size() == 1);
  CHECK(project->warnings[0].starts_with(
      "REST API: nobody has keys of the user pool Pool before it is deployed, so its tokens get 401\n"));

  here.file("lambdalocal.json", R"({"Functions": {}, "UserPools": {"Pool": {"UserPoolId": "eu-west-1_Real", "ClientIds":
                                 {"Client": "real-client"}}}})");
  project = read_project({}, {}, here.root);
  REQUIRE(project.ok());
  CHECK(project->warnings.empty());
  CHECK(pool_of(*project).pool.issuer == "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Real");
  CHECK(jwt_of(*project).jwt.issuer == "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Real");
  CHECK(jwt_of(*project).jwt.audiences == std::vector<std::string>{"real-client", "a"});

  here.file(
      "lambdalocal.json",
      R"({"Functions": {}, "UserPools": {"Pool": {"Issuer": "http://localhost:9229/p/", "JwksFile": "keys.json"}}})");
  project = read_project({}, {}, here.root);
  REQUIRE(project.ok());
  CHECK(pool_of(*project).pool.issuer == "http://localhost:9229/p");
  CHECK(pool_of(*project).jwks_file == (here.root / "keys.json").lexically_normal());
  CHECK(jwt_of(*project).jwks_file == pool_of(*project).jwks_file);

  fs::remove(here.root / "lambdalocal.json");
  FunctionOverrides open;
  open.disable_authorizers = true;
  project = read_project({}, open, here.root);
  REQUIRE(project.ok());
  CHECK(project->warnings ==
        std::vector<std::string>{"HTTP API: its authorizers are disabled: requests are taken without them",
                                 "REST API: its authorizers are disabled: requests are taken without them"});
  for (const auto& [name, front_end] : project->front_ends) CHECK(front_end.routes[0].authorizer.empty());

  here.file("secrets.json", R"({"Pool": {"keys": []}})");
  FunctionOverrides with_secrets;
  with_secrets.of_template.secrets = "secrets.json";
  project = read_project({}, with_secrets, here.root);
  REQUIRE(project.ok());
  CHECK(pool_of(*project).jwks == R"({"keys":[]})");
  CHECK(project->warnings.empty());
}

TEST_CASE("the functions of a cdk.out are found by their constructs, with the code of their assets") {
  const Directory here;
  fs::remove(here.root / "template.yaml");
  here.file("cdk.out/manifest.json", R"({"version": "1", "artifacts": {
      "App": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "App.template.json"}},
      "Other": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "../out.json"}},
      "assembly-Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}}})");
  const auto stack = [](std::string_view id) {
    return R"({"Resources": {")" + std::string(id) + R"(": {"Type": "AWS::Lambda::Function", "Properties": {
        "Code": {"S3Bucket": "b", "S3Key": "1f2e.zip"}, "Handler": "app.handler", "Runtime": "python3.12"},
        "Metadata": {"aws:cdk:path": "App/Hello/Resource"}},
        "LogRetentionaae0AB12CD34": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": "x"}}}}})";
  };
  here.file("cdk.out/App.template.json", stack("Hello1A2B3C4D"));
  here.file(
      "cdk.out/App.assets.json",
      R"({"files": {"1f2e": {"source": {"path": "asset.1f2e"}, "destinations": {"d": {"objectKey": "1f2e.zip"}}}}})");
  here.file("cdk.out/asset.1f2e/app.py", "");
  here.file("cdk.out/assembly-Prod/manifest.json", R"({"artifacts": {"P": {"type": "aws:cloudformation:stack",
      "properties": {"templateFile": "P.template.json"}}}})");
  here.file("cdk.out/assembly-Prod/P.template.json", stack("World1A2B3C4D"));
  here.file(
      "cdk.out/assembly-Prod/P.assets.json",
      R"({"files": {"1f2e": {"source": {"path": "../asset.1f2e"}, "destinations": {"d": {"objectKey": "1f2e.zip"}}}}})");
  for (const char* name : {"Hello", "App/Hello", "Hello1A2B3C4D", "World"}) {
    CAPTURE(name);
    CHECK(here.chosen(name).code == here.root / "cdk.out/asset.1f2e");
  }
  CHECK(here.refused("").message == "which function? cdk.out has Hello1A2B3C4D, World1A2B3C4D");
  FunctionOverrides overrides;
  overrides.of_template.file = "cdk.out/App.template.json";
  CHECK(here.chosen("", overrides).name == "Hello1A2B3C4D");
  overrides.of_template.file = "cdk.out";
  CHECK(here.chosen("World", overrides).name == "World1A2B3C4D");
}

TEST_CASE("dynamic references take their values from the file of secrets") {
  const Directory here;
  here.file("template.yaml", R"(
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Code: src/mails
      Environment: {Variables: {A: '{{resolve:ssm:/app/a:1}}', B: '{{resolve:secretsmanager:db:SecretString:password}}'}}
)");
  here.file("secrets.json", R"({"/app/a": "x", "secretsmanager:db:SecretString:password": "y"})");
  FunctionOverrides overrides;
  overrides.of_template.secrets = "secrets.json";
  const Project project = here.project("F", overrides);
  CHECK(project.functions.at("F").settings.environment == std::map<std::string, std::string>{{"A", "x"}, {"B", "y"}});
  CHECK(project.warnings.empty());
  overrides.of_template.secrets = "gone.json";
  CHECK(here.refused("F", overrides).message.find("gone.json") != std::string::npos);
}

TEST_CASE("functions of nested stacks are called as SAM calls them, with their own code and what their parents give") {
  Directory here;
  here.file("template.yaml", R"(
Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child/template.yaml, Parameters: {Stage: !Ref Stage, Peer: !GetAtt App.Outputs.Url}}
  App: {Type: AWS::Serverless::Application, Properties: {Location: ./app/template.yaml}}
  Own:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: own, Handler: app.handler, Environment: {Variables: {TABLE: !GetAtt Child.Outputs.Table}}}
)");
  here.file("child/template.yaml", R"(
Parameters: {Stage: {Type: String}, Peer: {Type: String}}
Resources:
  Own:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: app.handler
      Environment: {Variables: {STAGE: !Ref Stage, PEER: !Ref Peer}}
      Events: {E: {Type: Api, Properties: {Path: /child, Method: get}}}
  Orders: {Type: AWS::DynamoDB::Table}
Outputs: {Table: {Value: !Ref Orders}}
)");
  here.file("app/template.yaml", R"(
Resources:
  Hello: {Type: AWS::Serverless::Function, Properties: {CodeUri: ., Handler: app.handler, FunctionUrlConfig: {AuthType: NONE}}}
Outputs: {Url: {Value: 'https://example.com'}}
)");
  for (const char* file : {"own/app.py", "child/src/app.py", "app/app.py"}) here.file(file, "");
  const ProjectFunction child = here.chosen("Child/Own");
  CHECK(child.name == "Child-Own");
  CHECK(child.code == here.root / "child/src");
  CHECK(child.settings.environment.at("STAGE") == "dev");
  CHECK(child.settings.environment.at("PEER") == "https://example.com");
  CHECK(here.chosen("Own").settings.environment.at("TABLE") == "Orders");
  CHECK(here.chosen("Hello").name == "App-Hello");
  const auto all = read_project({}, {}, here.root);
  REQUIRE(all.ok());
  CHECK(all->functions.size() == 3);
  CHECK(all->front_ends.contains("REST API"));
  CHECK(all->front_ends.contains("Function URL of App-Hello"));
  CHECK(std::ranges::count(all->sources, here.root / "child/template.yaml") == 1);
  CHECK(all->warnings.empty());
  here.file(".aws-sam/build/Child/Own/app.py", "");
  here.file(".aws-sam/build/template.yaml", "");
  CHECK(here.chosen("Child/Own").code == here.root / ".aws-sam/build/Child/Own");
}

TEST_CASE("a nested stack that cannot be read is told and leaves the rest alone") {
  Directory here;
  here.file("template.yaml", R"(
Resources:
  Missing: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: missing.yaml}}
  Far: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://s3.amazonaws.com/b/t.yaml'}}
  Shared: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: 'arn:x', SemanticVersion: 1.0.0}}}
  Broken: {Type: AWS::Serverless::Application, Properties: {Location: broken.yaml}}
  Circle: {Type: AWS::Serverless::Application, Properties: {Location: circle.yaml}}
  Own: {Type: AWS::Serverless::Function, Properties: {CodeUri: src/orders, Handler: app.handler,
        Environment: {Variables: {V: !GetAtt Missing.Outputs.X}}}}
)");
  here.file("broken.yaml", "Resources: {A: [");
  here.file("circle.yaml",
            "Resources: {Again: {Type: AWS::Serverless::Application, Properties: {Location: template.yaml}}}");
  const Project project = here.project("Own");
  const auto is_told = [&project](const std::string& what) {
    return std::ranges::any_of(project.warnings,
                               [&](const std::string& one) { return one.find(what) != std::string::npos; });
  };
  CHECK(is_told("template.yaml:3:3: the nested stack Missing is left out: it cannot be read: "));
  CHECK(is_told("the nested stack Far is left out: it lies on AWS"));
  CHECK(is_told("the nested stack Shared is left out: it is an application of the Serverless Application Repository"));
  CHECK(is_told("broken.yaml:1:"));
  CHECK(is_told("circle.yaml:1:13: the nested stack Again is left out: it is " +
                (here.root / "template.yaml").string() + ", which nests itself in a circle"));
  CHECK(is_told("Missing.Outputs.X (\"Missing.Outputs.X\")"));
}

TEST_CASE("a nested stack of a cdk.out is found by its asset, with or without metadata") {
  for (const bool has_metadata : {true, false}) {
    CAPTURE(has_metadata);
    Directory here;
    fs::remove(here.root / "template.yaml");
    here.file(
        "cdk.out/manifest.json",
        R"({"artifacts": {"S": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "S.template.json"}}}})");
    const std::string metadata =
        has_metadata
            ? R"(, "Metadata": {"aws:cdk:path": "S/Api.NestedStack/Api.NestedStackResource", "aws:asset:path": "SApi.nested.template.json"})"
            : R"(, "Metadata": {"aws:cdk:path": "S/Api.NestedStack/Api.NestedStackResource"})";
    here.file(
        "cdk.out/S.template.json",
        R"({"Resources": {"ApiNestedStackApiNestedStackResourceB7": {"Type": "AWS::CloudFormation::Stack", "Properties": {
                "TemplateURL": {"Fn::Join": ["", ["https://s3.us-east-1.amazonaws.com/", "bucket", "/abc.json"]]},
                "Parameters": {"referencetoSTableRef": {"Ref": "Table1"}}})" +
            metadata + R"(},
                "Table1": {"Type": "AWS::DynamoDB::Table"}}})");
    here.file(
        "cdk.out/SApi.nested.template.json",
        R"({"Parameters": {"referencetoSTableRef": {"Type": "String"}}, "Resources": {"Fn9270CBC0": {"Type": "AWS::Lambda::Function",
                "Properties": {"Code": {"S3Bucket": "b", "S3Key": "code.zip"}, "Handler": "app.handler", "Runtime": "python3.12",
                "Environment": {"Variables": {"TABLE": {"Ref": "referencetoSTableRef"}}}}}}})");
    here.file(
        "cdk.out/S.assets.json",
        R"({"files": {"abc": {"source": {"path": "SApi.nested.template.json"}, "destinations": {"d": {"objectKey": "abc.json"}}},
                "code": {"source": {"path": "asset.code"}, "destinations": {"d": {"objectKey": "code.zip"}}}}})");
    here.file("cdk.out/asset.code/app.py", "");
    const ProjectFunction function = here.chosen("Api/Fn9270CBC0");
    CHECK(function.name == "Api-Fn9270CBC0");
    CHECK(function.code == here.root / "cdk.out/asset.code");
    CHECK(function.settings.environment.at("TABLE") == "Table1");
    CHECK(here.chosen("Fn").name == "Api-Fn9270CBC0");
  }
}

TEST_CASE("a package of the Serverless Framework is used where the sources need to be built, while it is newer") {
  Directory here;
  fs::remove(here.root / "template.yaml");
  here.file("serverless.yml",
            "service: shop\nprovider: {name: aws, runtime: nodejs22.x}\n"
            "functions: {a: {handler: src/a.handler}, b: {handler: src/b.handler}}\n");
  here.file(".serverless/shop.zip", "PK");
  CHECK(here.chosen("a").code == here.root);
  here.file("tsconfig.json", "{}");
  const auto now = fs::file_time_type::clock::now();
  const auto dated = [&](const char* file, int minutes) {
    fs::last_write_time(here.root / file, now + std::chrono::minutes(minutes));
  };
  dated(".serverless/shop.zip", 1);
  CHECK(here.chosen("a").code == here.root / ".serverless/shop.zip");
  here.file(".serverless/b.zip", "PK");
  dated(".serverless/b.zip", 1);
  CHECK(here.chosen("b").code == here.root / ".serverless/b.zip");
  dated("tsconfig.json", 2);
  const Project late = here.project("b");
  CHECK(late.functions.begin()->second.code == here.root);
  CHECK(late.warnings.back().ends_with("run 'serverless package' again"));
}

TEST_CASE("a source file that CodeUri names runs from its directory") {
  Directory here;
  here.file("template.yaml",
            "Resources: {A: {Type: AWS::Serverless::Function, Properties: {CodeUri: src/mails/app.py, Handler: "
            "app.handler}}}");
  CHECK(here.chosen("A").code == here.root / "src/mails");
}

TEST_CASE("a template of which no function runs here says why") {
  Directory here;
  const auto refused = [&here] {
    auto project = read_project({}, {}, here.root);
    REQUIRE_FALSE(project.ok());
    return project.error();
  };
  here.file("template.yaml", "Resources: {A: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}}}");
  CHECK(refused().kind == ErrorKind::NotEmulated);
  CHECK(refused().message ==
        "none of the functions of template.yaml runs here\n"
        "A is not served: the code of A is a container image: images do not run here");
  here.file("template.yaml", "Resources: {T: {Type: AWS::DynamoDB::Table}}");
  CHECK(refused().kind == ErrorKind::Usage);
  CHECK(refused().message.starts_with("which functions? template.yaml has none, but "));
}

TEST_CASE("a stack of a cdk.out imports what another one exports, whatever their order") {
  Directory here;
  fs::remove(here.root / "template.yaml");
  here.file("cdk.out/manifest.json", R"({"artifacts": {
      "A": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "A.template.json"}},
      "B": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "B.template.json"}}}})");
  here.file("cdk.out/A.template.json", R"({"Resources": {"Fn": {"Type": "AWS::Lambda::Function", "Properties": {
      "Code": {"ZipFile": "x"}, "Handler": "index.handler", "Runtime": "python3.12",
      "Environment": {"Variables": {"TABLE": {"Fn::ImportValue": "B:ExportsOutputRefTable"}, "OTHER": {"Fn::ImportValue": "elsewhere"}}}}}}})");
  here.file("cdk.out/B.template.json",
            R"({"Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "orders"}}},
      "Outputs": {"ExportsOutputRefTable": {"Value": {"Ref": "Table"}, "Export": {"Name": "B:ExportsOutputRefTable"}}}})");
  const Project project = here.project("Fn");
  const auto& variables = project.functions.begin()->second.settings.environment;
  CHECK(variables.at("TABLE") == "orders");
  CHECK(variables.at("OTHER") == "elsewhere");
  REQUIRE(project.warnings.size() == 1);
  CHECK(project.warnings[0].find("B:ExportsOutputRefTable") == std::string::npos);
}

TEST_CASE("nested stacks import what others export, and what these import from yet others") {
  Directory here;
  here.file("template.yaml", R"(
Resources:
  Web: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: web.yaml}}
  Middle: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: middle.yaml}}
  Data: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: data.yaml}}
)");
  here.file("web.yaml", R"(
Resources:
  Hello:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.12
      Code: {ZipFile: x}
      Environment: {Variables: {TABLE: !ImportValue the-table}}
)");
  here.file("middle.yaml", R"(
Resources: {}
Outputs: {Table: {Value: !Sub ['${Name}-view', {Name: !ImportValue the-source}], Export: {Name: the-table}}}
)");
  here.file("data.yaml", R"(
Resources: {Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}}
Outputs: {Table: {Value: !Ref Orders, Export: {Name: the-source}}}
)");
  const Project project = here.project("Web/Hello");
  CHECK(project.functions.begin()->second.settings.environment.at("TABLE") == "orders-view");
  CHECK(project.warnings.empty());
}

TEST_CASE("functions of a nested stack with a long name have names of their own") {
  Directory here;
  const std::string stack = "NestedNestedStackNestedNestedStackResourceDEFDAA4D";
  here.file("template.yaml", fmt::format("Resources: {{{}: {{Type: AWS::CloudFormation::Stack, Properties: "
                                         "{{TemplateURL: child.yaml}}}}}}",
                                         stack));
  const std::string function =
      "{Type: AWS::Lambda::Function, Properties: {Handler: a.b, Runtime: python3.12, Code: {ZipFile: x}}}";
  here.file("child.yaml",
            fmt::format("Resources:\n  OrdersCreateFunction1: {0}\n  OrdersCreateFunction2: {0}\n", function));
  const std::string first = here.chosen("OrdersCreateFunction1").name,
                    second = here.chosen("OrdersCreateFunction2").name;
  CHECK(first != second);
  for (const std::string& name : {first, second}) {
    CHECK(name.size() <= 64);
    CHECK(name.starts_with("NestedNestedStack"));
    CHECK(name.find("-OrdersCreateFunction") != std::string::npos);
  }
}

TEST_CASE("stages of a cdk.out with the same functions each serve their own") {
  Directory here;
  fs::remove(here.root / "template.yaml");
  here.file("cdk.out/manifest.json", R"({"artifacts": {
      "Dev": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Dev.template.json"}},
      "Prod": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Prod.template.json"}}}})");
  const auto stack = [](std::string_view stage, std::string_view name) {
    return fmt::format(R"({{"Resources": {{
      "Hello": {{"Type": "AWS::Lambda::Function", "Properties": {{{} "Code": {{"ZipFile": "x"}}, "Handler": "index.handler",
        "Runtime": "python3.12", "Environment": {{"Variables": {{"STAGE": "{}"}}}}}}}},
      "Url": {{"Type": "AWS::Lambda::Url", "Properties": {{"AuthType": "NONE", "TargetFunctionArn": {{"Fn::GetAtt": ["Hello", "Arn"]}}}}}}}}}})",
                       name, stage);
  };
  const auto served = [&here] {
    const auto project = read_project({}, {}, here.root);
    REQUIRE(project);
    std::string text;
    for (const auto& [name, front_end] : project->front_ends) {
      const std::string& function = front_end.routes.front().route.function;
      text += function + " " + project->functions.at(function).settings.environment.at("STAGE") + "\n";
    }
    return text;
  };
  here.file("cdk.out/Dev.template.json", stack("dev", ""));
  here.file("cdk.out/Prod.template.json", stack("prod", ""));
  CHECK(served() == "Hello dev\nProd-Hello prod\n");
  CHECK(here.chosen("Prod/Hello").settings.environment.at("STAGE") == "prod");

  here.file("cdk.out/Dev.template.json", stack("dev", R"("FunctionName": "hello",)"));
  here.file("cdk.out/Prod.template.json", stack("prod", R"("FunctionName": "hello",)"));
  CHECK(served() == "hello dev\n");
}

TEST_CASE("a serverless.ts is named as a program that does not run here") {
  Directory here;
  fs::remove(here.root / "template.yaml");
  here.file("serverless.ts", "export default {};");
  const std::string advice =
      "serverless.ts is a program, and is not run here; 'npx serverless print > serverless.yml' writes what it says";
  CHECK(here.refused("hello").message == "there is no function, directory or archive 'hello'\n" + advice);
  const auto all = read_project({}, {}, here.root);
  REQUIRE_FALSE(all.ok());
  CHECK(all.error().message == "which functions? " + advice);
  FunctionOverrides named;
  named.of_template.file = "serverless.ts";
  CHECK(here.refused("hello", named).message == advice);
  here.file("serverless.yml",
            "service: s\nprovider: {name: aws, runtime: python3.12}\nfunctions: {hello: {handler: "
            "src/orders/app.handler}}\n");
  CHECK(here.chosen("hello").name == "s-dev-hello");
}
