// The Application Load Balancer of lambdalocal.json: the target of all requests, and rules that come before it.
//   {"Function": "web", "Rules": {"api": {"Priority": 10, "PathPattern": "/api/*", "Function": "api"}}}
// Conditions are called as CloudFormation calls them: docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
#pragma once

#include "core/json/object_reader.h"
#include "core/project/front_ends.h"
#include "core/result.h"

namespace lambdalocal::gateway {

// `place` is that of the section. Errors are BadConfiguration.
Result<FrontEndConfiguration> read_alb(const JsonPlace& place, const nlohmann::json& section);

}  // namespace lambdalocal::gateway
