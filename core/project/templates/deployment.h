// What only a deployment would know, as far as it is known here: pseudo parameters, values of parameters, secrets, files beside the
// template. Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/function/function.h"
#include "core/result.h"

namespace lambdalocal::templates {

inline constexpr std::string_view kDefaultStackName = "local";

struct Deployment {
  std::string region{kDefaultRegion};
  std::string account_id{kDefaultAccountId};
  bool is_region_given = false;  // by a person: it beats what a file says
  std::string stack_name{kDefaultStackName};
  // Of a nested stack: "Child/", "Child/Grandchild/", with the templates that it is nested in, from the outermost on. Empty for others,
  // but for a stack of an application with the same functions as another one: "ProdApi/".
  std::string stack_path;
  std::vector<std::filesystem::path> parents;
  std::shared_ptr<std::size_t> nested_stacks =
      std::make_shared<std::size_t>(0);  // how many were read, for all together
  // Of the template's parameters, by name; also of exports that are imported (Fn::ImportValue), by theirs.
  std::map<std::string, std::string> parameters;
  std::map<std::string, std::string> exports;  // of the other stacks that lie here
  // Of dynamic references, by what stands behind "resolve:" ("ssm:/app/table") or by the name alone ("/app/table").
  std::map<std::string, std::string> secrets;
  // Where the packages lie that S3 keys are about, by the key: CDK's list of assets.
  std::map<std::string, std::filesystem::path> assets;
  // A variable of the caller's environment; none when it is not set. Absent: there are none.
  std::function<std::optional<std::string>(const std::string&)> environment_variable;
  // The text of a file; an error when there is none. Absent: no files are read.
  std::function<Result<std::string>(const std::filesystem::path&)> read_file;

  std::string partition() const;   // aws, aws-cn, aws-us-gov
  std::string url_suffix() const;  // amazonaws.com, amazonaws.com.cn
  std::string stack_id() const;
  // "AWS::Region" and its like; AWS::NoValue and AWS::NotificationARNs are none of them.
  std::optional<std::string> pseudo_parameter(std::string_view name) const;
};

// Letters and digits that look random and are the same in each run.
std::string stable_hex(std::string_view of, std::size_t length);
std::string stable_id(std::string_view of, std::size_t length);  // a to z, 0 to 9, as ids of APIs are
std::string stable_uuid(std::string_view of);

}  // namespace lambdalocal::templates
