#include "core/project/templates/document.h"

#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;

namespace {

std::string json_of(std::string_view text, const char* path = "template.yaml") {
  auto document = read_document(text, path);
  REQUIRE(document.ok());
  return to_json(*document->root);
}

std::string error_of(std::string_view text, const char* path = "template.yaml") {
  auto document = read_document(text, path);
  REQUIRE_FALSE(document.ok());
  CHECK(document.error().kind == ErrorKind::BadConfiguration);
  return document.error().message;
}

}  // namespace

TEST_CASE("a template's short forms are CloudFormation's long ones") {
  struct Row {
    const char* yaml;
    const char* json;
  };
  const Row rows[] = {
      {"a: !Ref Table", R"({"a":{"Ref":"Table"}})"},
      {"a: !Condition IsProd", R"({"a":{"Condition":"IsProd"}})"},
      {"a: !GetAtt Queue.Arn", R"({"a":{"Fn::GetAtt":["Queue","Arn"]}})"},
      {"a: !GetAtt Nested.Outputs.Url", R"({"a":{"Fn::GetAtt":["Nested","Outputs.Url"]}})"},
      {"a: !GetAtt [Queue, Arn]", R"({"a":{"Fn::GetAtt":["Queue","Arn"]}})"},
      {"a: !Sub '${AWS::Region}-x'", R"({"a":{"Fn::Sub":"${AWS::Region}-x"}})"},
      {"a: !Sub\n  - '${B}'\n  - B: !Ref C", R"({"a":{"Fn::Sub":["${B}",{"B":{"Ref":"C"}}]}})"},
      {"a: !Join ['-', [!Ref A, b]]", R"({"a":{"Fn::Join":["-",[{"Ref":"A"},"b"]]}})"},
      {"a: !Select [0, !GetAZs '']", R"({"a":{"Fn::Select":[0,{"Fn::GetAZs":""}]}})"},
      {"a: !If [C, !Ref A, !Ref 'AWS::NoValue']", R"({"a":{"Fn::If":["C",{"Ref":"A"},{"Ref":"AWS::NoValue"}]}})"},
      {"a: !Base64\n  Fn::Sub: x", R"({"a":{"Fn::Base64":{"Fn::Sub":"x"}}})"},
      {"a: !Transform {Name: AWS::Include, Parameters: {Location: api.yaml}}",
       R"({"a":{"Fn::Transform":{"Name":"AWS::Include","Parameters":{"Location":"api.yaml"}}}})"},
      {"a: !Not [!Equals [!Ref A, '']]", R"({"a":{"Fn::Not":[{"Fn::Equals":[{"Ref":"A"},""]}]}})"},
      {"a: !!str 5", R"({"a":"5"})"},
  };
  for (const Row& row : rows) CHECK(json_of(row.yaml) == row.json);
}

TEST_CASE("a template's YAML is 1.1 as CloudFormation reads it") {
  CHECK(json_of("a: yes\nb: No\nc: on\nd: OFF\ne: true\nf: 'yes'\ng: y") ==
        R"({"a":true,"b":false,"c":true,"d":false,"e":true,"f":"yes","g":"y"})");
  CHECK(json_of("Version: 2012-10-17\na: 012345678901\nb: 0x1F\nc: 1_000\nd: 1.10\ne: -3\nf: 1e3\ng: .5") ==
        R"({"Version":"2012-10-17","a":"012345678901","b":"0x1F","c":"1_000","d":1.10,"e":-3,"f":1e3,"g":".5"})");
  CHECK(json_of("on: 1\n2012: 2\n'yes': 3") == R"({"on":1,"2012":2,"yes":3})");
  CHECK(json_of("a: ~\nb:\nc: null\nd: ''") == R"({"a":null,"b":null,"c":null,"d":""})");
  CHECK(json_of("a: |\n  x\n  y\nb: >-\n  x\n  y") == R"({"a":"x\ny\n","b":"x y"})");
}

TEST_CASE("a template may have a byte order mark, CRLF, a document mark, anchors and merge keys") {
  CHECK(json_of("\xef\xbb\xbf---\r\na: 1\r\nb: |\r\n  x\r\n  y\r\n") == R"({"a":1,"b":"x\ny\n"})");
  CHECK(json_of("a: &x {b: 1, c: 2}\nd: *x\ne:\n  <<: *x\n  c: 3") ==
        R"({"a":{"b":1,"c":2},"d":{"b":1,"c":2},"e":{"c":3,"b":1}})");
  CHECK(json_of("a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne:\n  <<: [*x, *y]") ==
        R"({"a":{"b":1},"c":{"b":2,"d":3},"e":{"b":1,"d":3}})");
}

TEST_CASE("of a key that stands twice in a template the last one counts, with a warning that names its place") {
  auto document = read_document("a: 1\nb:\n  c: 2\n  c: 3\n", "t.yaml");
  REQUIRE(document.ok());
  CHECK(to_json(*document->root) == R"({"a":1,"b":{"c":3}})");
  REQUIRE(document->warnings.size() == 1);
  CHECK(document->warnings[0] == "t.yaml:4:3: the key c stands there twice: the last one counts");
  document = read_document("{\"a\": 1,\n \"a\": 2}", "t.json");
  REQUIRE(document.ok());
  CHECK(document->warnings ==
        std::vector<std::string>{"t.json:2:2: the key a stands there twice: the last one counts"});
}

TEST_CASE("a template in JSON is read with its places") {
  auto document = read_document(
      "{\n  \"Resources\": {\"F\": {\"Type\": \"a\\u00e9b\", \"n\": [1, -2.5, null, false]}}\n}", "t.json");
  REQUIRE(document.ok());
  CHECK(to_json(*document->root) ==
        "{\"Resources\":{\"F\":{\"Type\":\"a\xc3\xa9"
        "b\",\"n\":[1,-2.5,null,false]}}}");
  const Value* type = document->root->find("Resources", "F", "Type");
  REQUIRE(type != nullptr);
  CHECK(type->at.line == 2);
  CHECK(type->at.column == 31);
  CHECK(json_of("{Resources: {a: !Ref b}}") == R"({"Resources":{"a":{"Ref":"b"}}})");
}

TEST_CASE("a template that cannot be read is refused with its place and what to do") {
  CHECK(error_of("a: b: c") ==
        "template.yaml:1:5: not valid YAML: illegal map value\n"
        "put a text that holds \": \" in quotes, and see that the line is indented like its neighbours");
  CHECK(error_of("a:\n\tb: 1\n").find("template.yaml:2:") == 0);
  CHECK(error_of("a:\n\tb: 1\n").find("indent the line with spaces") != std::string::npos);
  CHECK(error_of("a: [1, 2").find("template.yaml:1:") == 0);
  CHECK(error_of("? [a]\n: b") == "template.yaml:1:3: a key must be a string, not a list");
  CHECK(error_of("a: &x [*x]") == "template.yaml:1:8: an alias stands inside of what it names");
  CHECK(error_of("a: 1\nb: \xb2\n") == "template.yaml:2:4: this is no UTF-8 text\nsave the file as UTF-8");
  CHECK(error_of("  \n") == "template.yaml is empty\na template has at least Resources");
  CHECK(error_of("{\"a\": }", "t.json") == "t.json:1:7: not valid JSON: found '}', expected a value");
  CHECK(error_of(std::string(100'000, '[')).find("template.yaml:1:") == 0);
  CHECK(error_of("a: " + std::string(100'000, '[')).find("it nests too deeply for YAML\nwrite what") !=
        std::string::npos);
}
