// The stacks that a template nests: AWS::CloudFormation::Stack with a local TemplateURL, AWS::Serverless::Application with a local
// Location. Each is a template of its own, with the parameters that its parent gives it; its outputs go back up.
// Sources: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html,
// docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/templates/resolver.h"

namespace lambdalocal::templates {

class TemplateFile;

bool is_nested_stack(const Resource& resource);

class NestedStacks {
 public:
  // It must outlive this, and asks it for outputs (Resolver::set_nested_stacks).
  explicit NestedStacks(Resolver& resolver);
  ~NestedStacks();
  NestedStacks(const NestedStacks&) = delete;
  NestedStacks& operator=(const NestedStacks&) = delete;

  // All of the template that are created, read when they are not yet.
  void read_all();
  // Those that could be read, in the order of their resources.
  std::vector<TemplateFile*> all() const;

  // What Fn::GetAtt Child.Outputs.X gives; none when the child has no such output, or is not here.
  std::optional<std::string> output(const Resource& resource, std::string_view name);

  // Why stacks are left out: they lie on AWS, their file is not there, they nest one another in a circle.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  // Null when it cannot be read.
  TemplateFile* stack_of(const Resource& resource);
  std::unique_ptr<TemplateFile> read(const Resource& resource);
  void leave_out(const Resource& resource, std::string_view why);

  Resolver& resolver_;
  std::map<std::string, std::unique_ptr<TemplateFile>, std::less<>>
      stacks_;  // by logical id; null while read, or unreadable
  std::vector<std::string> warnings_;
};

}  // namespace lambdalocal::templates
