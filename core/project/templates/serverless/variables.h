// The variables of a serverless.yml: ${self:custom.table}, ${opt:stage, 'dev'}, ${file(./tables.yml):orders}, one inside of another.
// Source: serverless.com/framework/docs/guides/variables
//
//   self             of the file itself; ${self:} is all of it
//   opt, param       what --parameter-overrides says of the name; param: else the file's params and stages
//   env              of the caller's environment, or of .env where the file has useDotenv
//   file             YAML, JSON or text beside the file; programs are not run
//   sls, aws         the stage; region, account and partition
//   ssm, cf, s3 ...  what --secrets says of "ssm:/app/table" or "/app/table"
//
// There is always an answer: what is not known here has its last word for a stand-in and is listed in the findings, as with
// intrinsic functions (templates/resolver.h). ${AWS::Region} and ${Name} are no variables: Fn::Sub has them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/templates/deployment.h"
#include "core/project/templates/document.h"
#include "core/project/templates/resolver.h"

namespace lambdalocal::templates::serverless {

class Variables {
 public:
  // Both must outlive it.
  Variables(const Document& document, const Deployment& deployment);

  // Null for null, and for what is not there. Nulls stay inside of objects: an environment has them.
  ValuePtr resolve(const ValuePtr& value);
  // "provider.stage" of the file; null when it is not there.
  ValuePtr at(std::string_view path);
  // The text of a scalar there; empty when there is none.
  std::string text_at(std::string_view path);

  const std::string& stage() const { return stage_; }
  const std::string& region() const { return region_; }

  // Those since the last call.
  Findings take_findings();

 private:
  // What a variable gives: a value, or why there is none.
  struct Answer {
    ValuePtr value;
    bool is_unknown = false;  // it would be known on AWS, or on another machine
    bool is_null = false;     // none is wanted
    std::string stand_in = {};
  };
  // One of several that follow each other after commas.
  struct Source {
    std::string type, parameters, address;
    ValuePtr literal;
  };

  std::string given_or_at(std::string_view option, std::string_view path, std::string_view otherwise);
  ValuePtr resolve_text(const ValuePtr& value);
  // Of what stands between ${ and }.
  ValuePtr variable(std::string_view body, TextPosition at);
  Answer answer_of(std::string_view body, TextPosition at);
  std::string substituted(std::string_view text, TextPosition at);
  Source source_of(std::string_view text, TextPosition at);

  Answer answer(const Source& source, TextPosition at);
  Answer of_self(const std::string& path, TextPosition at);
  Answer parameter(const std::string& name);
  Answer of_params(const std::string& name);
  Answer environment_variable(const std::string& name);
  Answer file(const Source& source, TextPosition at);
  Answer of_aws(const std::string& name) const;
  Answer stored(const Source& source);
  // Along a path of names and places in lists; what is a variable itself is worked out on the way.
  Answer walk(ValuePtr from, std::string_view path, TextPosition at);

  void problem(TextPosition at, std::string_view what);
  void too_deep(TextPosition at);
  bool spend(std::size_t bytes);

  const Document& document_;
  const Deployment& deployment_;
  std::string stage_ = "dev", region_;
  std::map<std::filesystem::path, ValuePtr> files_;  // null: there is none
  std::optional<std::map<std::string, std::string>> dotenv_;
  Findings findings_;
  std::size_t depth_ = 0, spent_ = 0;
  bool is_exhausted_ = false;
  bool is_too_deep_ = false;  // something of what is being worked out
};

}  // namespace lambdalocal::templates::serverless
