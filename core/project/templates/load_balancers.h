// Application Load Balancers before functions: each listener with its rules is a front end.
// Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ElasticLoadBalancingV2.html
#pragma once

#include "core/project/templates/api_draft.h"

namespace lambdalocal::templates {

// All AWS::ElasticLoadBalancingV2::* resources of the template. A listener none of whose actions is for a function here is left
// out.
void add_load_balancers(ApiDrafts& drafts);

}  // namespace lambdalocal::templates
