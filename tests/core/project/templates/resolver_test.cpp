#include "core/project/templates/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "core/project/templates/loops.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;
namespace {
constexpr const char* kTemplate = R"(
Parameters:
  Stage: {Type: String, Default: dev}
  TableArn: {Type: String}
  Size: {Type: Number, MinValue: 2}
  Colour: {Type: String, AllowedValues: [red, blue]}
  Names: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Net: {Type: AWS::EC2::VPC::Id}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /app/table}
Mappings:
  Regions:
    us-east-1: {ami: ami-1, zones: [x, y]}
    default: {ami: ami-2}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsProd: !Not [!Condition IsDev]
  Both: !And [!Condition IsDev, !Condition IsProd]
  Either: !Or [!Condition IsDev, !Condition IsProd]
  Round: !Not [Condition: Round]
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  NamedTable: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub 'orders-${Stage}'}}
  SelfNamed: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Ref SelfNamed}}
  Bucket: {Type: AWS::S3::Bucket}
  Queue: {Type: AWS::SQS::Queue}
  Fifo: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: news}}
  Machine: {Type: AWS::Serverless::StateMachine}
  Fn: {Type: AWS::Serverless::Function, Properties: {FunctionName: hello}}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: Prod}}
  Database: {Type: AWS::RDS::DBInstance}
  Pool: {Type: AWS::Cognito::UserPool}
  Asked:
    Type: Test
    Properties:
      Value: )";
struct Answer {
  std::string json;  // "nothing" for no value
  Findings findings;
};
Answer resolved(const std::string& yaml, const Deployment& deployment = {}) {
  auto document = read_document(kTemplate + yaml + "\n", "t.yaml");
  REQUIRE(document.ok());
  auto whole = read_template(*std::move(document));
  REQUIRE(whole.ok());
  Resolver resolver(*whole, deployment);
  const ValuePtr value = resolver.resolve(whole->find("Asked")->properties()->member("Value"));
  return {value ? to_json(*value) : "nothing", resolver.take_findings()};
}
struct Row {
  const char* yaml;
  const char* json;
};
void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    const Answer answer = resolved(row.yaml);
    CHECK(answer.json == row.json);
    CHECK(answer.findings.problems.empty());
    CHECK(answer.findings.unknown.empty());
  }
}

}  // namespace
TEST_CASE("Ref gives parameters, pseudo parameters and what AWS would give for a resource") {
  check({{"!Ref Stage", R"("dev")"},
         {"!Ref Names", R"(["a","b","c"])"},
         {"!Ref AWS::Region", R"("us-east-1")"},
         {"!Ref AWS::AccountId", R"("123456789012")"},
         {"!Ref AWS::StackName", R"("local")"},
         {"!Ref AWS::Partition", R"("aws")"},
         {"!Ref AWS::URLSuffix", R"("amazonaws.com")"},
         {"!Ref AWS::NoValue", "nothing"},
         {"[1, !Ref AWS::NoValue, 2]", "[1,2]"},
         {"{a: !Ref AWS::NoValue, b: 1}", R"({"b":1})"},
         {"!Ref Table", R"("Table")"},
         {"!Ref NamedTable", R"("orders-dev")"},
         {"!Ref SelfNamed", R"("SelfNamed")"},
         {"!Ref Bucket", R"("bucket")"},
         {"!Ref Queue", R"("https://sqs.us-east-1.amazonaws.com/123456789012/Queue")"},
         {"!Ref Fifo", R"("https://sqs.us-east-1.amazonaws.com/123456789012/Fifo.fifo")"},
         {"!Ref Topic", R"("arn:aws:sns:us-east-1:123456789012:news")"},
         {"!Ref Machine", R"("arn:aws:states:us-east-1:123456789012:stateMachine:Machine")"},
         {"!Ref Fn", R"("hello")"},
         {"!Ref FnRole", R"("FnRole")"}});
}
TEST_CASE("Fn::GetAtt gives attributes of the form that AWS gives them") {
  check({{"!GetAtt Table.Arn", R"("arn:aws:dynamodb:us-east-1:123456789012:table/Table")"},
         {"!GetAtt NamedTable.StreamArn",
          R"("arn:aws:dynamodb:us-east-1:123456789012:table/orders-dev/stream/2026-01-01T00:00:00.000")"},
         {"!GetAtt Bucket.Arn", R"("arn:aws:s3:::bucket")"},
         {"!GetAtt Bucket.DomainName", R"("bucket.s3.amazonaws.com")"},
         {"!GetAtt Queue.Arn", R"("arn:aws:sqs:us-east-1:123456789012:Queue")"},
         {"!GetAtt Queue.QueueName", R"("Queue")"},
         {"!GetAtt Fn.Arn", R"("arn:aws:lambda:us-east-1:123456789012:function:hello")"},
         {"{Fn::GetAtt: Fn.Arn}", R"("arn:aws:lambda:us-east-1:123456789012:function:hello")"},
         {"!GetAtt [Topic, TopicName]", R"("news")"},
         {"!GetAtt FnRole.Arn", R"("arn:aws:iam::123456789012:role/FnRole")"}});
  const Answer answer = resolved("!GetAtt Database.Endpoint.Address");
  CHECK(answer.json == R"("Database.Endpoint.Address")");
  CHECK(answer.findings.unknown.contains("Database.Endpoint.Address"));
}
TEST_CASE("Fn::Sub replaces what is named, and leaves what is not meant") {
  check({{"!Sub '${AWS::Region}/${Stage}-${NamedTable}'", R"("us-east-1/dev-orders-dev")"},
         {"!Sub '${Queue.Arn}'", R"("arn:aws:sqs:us-east-1:123456789012:Queue")"},
         {"!Sub ['${A}:${Stage}', {A: !Ref Table}]", R"("Table:dev")"},
         {"!Sub '${!Literal} $x {y} ${'", R"("${Literal} $x {y} ${")"},
         {"!Sub 'https://${ServerlessRestApi}.x'", R"("https://yrh4clmc2f.x")"}});
  const Answer answer = resolved("!Sub 'a${Nothing}b'");
  CHECK(answer.json == R"("aNothingb")");
  REQUIRE(answer.findings.problems.size() == 1);
  CHECK(answer.findings.problems[0].find("Nothing is neither a parameter nor a resource") != std::string::npos);
}
TEST_CASE("functions of texts, lists and maps are worked out") {
  check({{"!Join ['-', [a, !Ref Stage, 1]]", R"("a-dev-1")"},
         {"!Join [',', !Ref Names]", R"("a,b,c")"},
         {"!Select [1, !Ref Names]", R"("b")"},
         {"!Select ['0', !Split ['/', 'x/y']]", R"("x")"},
         {"!Split ['-', 'a--b']", R"(["a","","b"])"},
         {"!Base64 hello", R"("aGVsbG8=")"},
         {"!FindInMap [Regions, !Ref 'AWS::Region', ami]", R"("ami-1")"},
         {"!FindInMap [Regions, us-east-1, zones]", R"(["x","y"])"},
         {"!FindInMap [Regions, mars, ami, {DefaultValue: none}]", R"("none")"},
         {"!GetAZs ''", R"(["us-east-1a","us-east-1b","us-east-1c"])"},
         {"!Select [0, !GetAZs eu-west-1]", R"("eu-west-1a")"},
         {"!Cidr ['10.0.0.0/16', 2, 8]", R"(["10.0.0.0/24","10.0.1.0/24"])"},
         {"{Fn::ToJsonString: {a: !Ref Stage, b: [1, true]}}", R"("{\"a\":\"dev\",\"b\":[1,true]}")"},
         {"{Fn::Length: !Ref Names}", "3"}});
}
TEST_CASE("conditions are worked out, and Fn::If takes only the branch that holds") {
  check({{"!If [IsDev, 1, !Select [9, []]]", "1"},
         {"!If [IsProd, 1, !Ref AWS::NoValue]", "nothing"},
         {"!If [Both, 1, 2]", "2"},
         {"!If [Either, 1, 2]", "1"},
         {"{a: {Condition: IsDev}}", R"({"a":true})"}});
  Deployment deployment;
  deployment.parameters["Stage"] = "prod";
  CHECK(resolved("!If [IsProd, 1, 2]", deployment).json == "1");
  CHECK(resolved("!If [Round, 1, 2]").findings.problems.size() == 1);
  CHECK(resolved("!If [Missing, 1, 2]").json == "2");
}
TEST_CASE("what is not known before a deployment has a stand-in, the same each time, and is told") {
  struct Unknown {
    const char* yaml;
    const char* json;
    const char* what;
  };
  for (const Unknown& row :
       {Unknown{"!Ref TableArn", R"("TableArn")", "TableArn"}, Unknown{"!Ref Size", R"("2")", "Size"},
        Unknown{"!Ref Colour", R"("red")", "Colour"}, Unknown{"!Ref Net", R"("vpc-0643c013f50862c17")", "Net"},
        Unknown{"!Ref Stored", R"("Stored")", "Stored"},
        Unknown{"!ImportValue other-table", R"("other-table")", "Fn::ImportValue other-table"},
        Unknown{"'x{{resolve:ssm:/app/key:1}}y'", R"("xkeyy")", "{{resolve:ssm:/app/key:1}}"},
        Unknown{"'{{resolve:secretsmanager:db:SecretString:password}}'", R"("password")",
                "{{resolve:secretsmanager:db:SecretString:password}}"}}) {
    const Answer answer = resolved(row.yaml);
    CHECK(answer.json == row.json);
    CHECK(answer.findings.unknown.contains(row.what));
    CHECK(answer.findings.problems.empty());
  }
  Deployment deployment;
  deployment.region = "cn-north-1";
  deployment.parameters = {{"TableArn", "arn"}, {"other-table", "t"}};
  deployment.secrets = {{"/app/key", "k"}, {"secretsmanager:db:SecretString:password", "p"}, {"/app/table", "stored"}};
  CHECK(resolved("!Ref TableArn", deployment).json == R"("arn")");
  CHECK(resolved("!ImportValue other-table", deployment).json == R"("t")");
  CHECK(resolved("'{{resolve:ssm:/app/key:1}}'", deployment).json == R"("k")");
  CHECK(resolved("'{{resolve:secretsmanager:db:SecretString:password}}'", deployment).json == R"("p")");
  CHECK(resolved("!Ref Stored", deployment).json == R"("stored")");
  const std::string arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf";
  deployment.secrets = {{"db", R"({"password": "p", "port": 5432})"}, {arn, R"({"password": "q"})"}, {"plain", "r"}};
  CHECK(resolved("'{{resolve:secretsmanager:db:SecretString:password}}'", deployment).json == R"("p")");
  CHECK(resolved("'{{resolve:secretsmanager:db:SecretString:port::}}'", deployment).json == R"("5432")");
  CHECK(resolved("'{{resolve:secretsmanager:" + arn + ":SecretString:password}}'", deployment).json == R"("q")");
  CHECK(resolved("'{{resolve:secretsmanager:plain:SecretString:password}}'", deployment).json == R"("r")");
  CHECK(resolved("'{{resolve:secretsmanager:db}}'", deployment).json == R"("{\"password\": \"p\", \"port\": 5432}")");
  CHECK(resolved("!GetAtt Queue.Arn", deployment).json == R"("arn:aws-cn:sqs:cn-north-1:123456789012:Queue")");
}
TEST_CASE("a value that CloudFormation would not take for a parameter is told once") {
  auto document = read_document(R"(
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Size: {Type: Number, Default: 3}
  Zones: {Type: CommaDelimitedList, Default: 'a,b', AllowedValues: [a, b]}
Resources: {A: {Type: AWS::SQS::Queue, Properties: {V: [!Ref Stage, !Ref Size, !Ref Zones, !Ref Stage]}}}
)",
                                "t.yaml");
  REQUIRE(document);
  const auto of = read_template(*std::move(document));
  REQUIRE(of);
  const auto problems = [&of](std::map<std::string, std::string> parameters) {
    Deployment deployment;
    deployment.parameters = std::move(parameters);
    Resolver resolver(*of, deployment);
    resolver.resolve(of->resources.front().properties());
    return resolver.take_findings().problems;
  };
  CHECK(problems({}).empty());
  CHECK(problems({{"Stage", "prod"}, {"Size", "1.5"}, {"Zones", "b"}}).empty());
  CHECK(problems({{"Stage", "test"}, {"Size", "big"}, {"Zones", "a,c"}}) ==
        std::vector<std::string>{
            "t.yaml:3:10: the parameter Stage must be one of its AllowedValues (dev, prod), not 'test': AWS would "
            "refuse it",
            "t.yaml:4:9: the parameter Size must be a number, not 'big': AWS would refuse it",
            "t.yaml:5:10: the parameter Zones must be one of its AllowedValues (a, b), not 'c': AWS would refuse it"});
}

TEST_CASE("what makes no sense is told with its place, and nothing else is disturbed") {
  for (const char* yaml :
       {"!Select [7, !Ref Names]", "!Select x", "!Join x", "!Split [a]", "!FindInMap [No, such, map]",
        "!GetAtt Nothing.Arn", "!GetAtt x", "!Ref [a]", "!Ref ''", "!If [IsDev, 1]", "!Base64 [1]", "!Cidr [x, y]",
        "Fn::Nonsense: 1", "Fn::Transform: {Name: AWS::Unheard}"}) {
    CAPTURE(yaml);
    const auto findings = resolved(std::string(yaml).starts_with("Fn") ? std::string("{") + yaml + "}" : yaml).findings;
    REQUIRE(findings.problems.size() == 1);
    CHECK(findings.problems[0].starts_with(
        fmt::format("t.yaml:{}:", std::ranges::count(std::string_view(kTemplate), '\n') + 1)));
  }
}
TEST_CASE("an included file stands where its transform does") {
  Deployment deployment;
  deployment.read_file = [](const std::filesystem::path& path) -> Result<std::string> {
    if (path == "part.yaml") return std::string("a: !Ref Stage\nb: 2\n");
    return Error{ErrorKind::BadConfiguration, path.string() + " is not there"};
  };
  const char* include = "{Name: AWS::Include, Parameters: {Location: ./part.yaml}}";
  const Answer answer = resolved(std::string("{'Fn::Transform': ") + include + "}", deployment);
  CHECK(answer.json == R"({"a":"dev","b":2})");
  CHECK(answer.findings.files.size() == 1);
  CHECK(resolved(std::string("{c: 3, 'Fn::Transform': ") + include + "}", deployment).json ==
        R"({"c":3,"a":"dev","b":2})");
  CHECK(resolved("!Transform {Name: AWS::Include, Parameters: {Location: gone.yaml}}", deployment)
            .findings.problems.size() == 1);
}
TEST_CASE("a template that grows without measure or refers to itself ends as a finding") {
  std::string laughs = "a0: &a0 [x,x,x,x,x,x,x,x]\n";
  for (int level = 1; level < 12; ++level) {
    laughs += fmt::format("a{0}: &a{0} [*a{1},*a{1},*a{1},*a{1},*a{1},*a{1},*a{1},*a{1}]\n", level, level - 1);
  }
  auto document = read_document(laughs + "Resources: {A: {Properties: {V: *a11}}}\n", "t.yaml");
  REQUIRE(document.ok());
  auto whole = read_template(*std::move(document));
  REQUIRE(whole.ok());
  const Deployment deployment;
  Resolver resolver(*whole, deployment);
  (void)resolver.resolve(whole->find("A")->properties());
  CHECK(resolver.take_findings().problems.size() == 1);
}
TEST_CASE("loops are unrolled: keys, texts and references") {
  auto document = read_document(R"(
Resources:
  'Fn::ForEach::Topics':
    - Name
    - !Ref All
    - '${Name}Topic':
        Type: AWS::SNS::Topic
        Properties: {TopicName: !Sub '${Name}-x', DisplayName: !Ref Name}
  Other: {Type: T}
Parameters:
  All: {Type: CommaDelimitedList, Default: 'Orders,Mails'}
)",
                                "t.yaml");
  REQUIRE(document.ok());
  auto whole = read_template(*std::move(document));
  REQUIRE(whole.ok());
  const Deployment deployment;
  Resolver resolver(*whole, deployment);
  CHECK(
      to_json(*without_loops(whole->document.root->member("Resources"), resolver)) ==
      R"({"OrdersTopic":{"Type":"AWS::SNS::Topic","Properties":{"TopicName":{"Fn::Sub":"Orders-x"},"DisplayName":"Orders"}},)"
      R"("MailsTopic":{"Type":"AWS::SNS::Topic","Properties":{"TopicName":{"Fn::Sub":"Mails-x"},"DisplayName":"Mails"}},)"
      R"("Other":{"Type":"T"}})");
}
