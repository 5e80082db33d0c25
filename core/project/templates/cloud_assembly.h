// What `cdk synth` writes into cdk.out, as far as templates are found by it: the manifest names the stacks' templates and further
// assemblies (one per stage), the list of a stack's assets tells where the packages lie that its functions name by S3 keys.
// Source: docs.aws.amazon.com/cdk/v2/guide/deploy.html, the schema of aws-cdk-lib/cloud-assembly-schema
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace lambdalocal::templates {

struct CloudAssembly {
  std::vector<std::string> templates;   // file names in its directory
  std::vector<std::string> assemblies;  // directories in it
};

// Errors are BadConfiguration with the place.
Result<CloudAssembly> read_cloud_assembly(std::string_view manifest, const std::filesystem::path& path);

// Stack.template.json -> Stack.assets.json.
std::filesystem::path assets_of(const std::filesystem::path& template_path);

// By S3 key; relative sources lie beside `path`, that of the list.
Result<std::map<std::string, std::filesystem::path>> read_assets(std::string_view text,
                                                                 const std::filesystem::path& path);

}  // namespace lambdalocal::templates
