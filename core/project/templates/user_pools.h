// Authorizers of a template that take the tokens of user pools: COGNITO_USER_POOLS of API Gateway, UserPoolArn of SAM.
#pragma once

#include "core/project/templates/api_draft.h"

namespace lambdalocal::templates {

// `arns`: of its pools, one or a list; may be null. They may be those of pools of this template, or not known before it is deployed.
gateway::UserPoolAuthorizer user_pool_authorizer(const ValuePtr& arns, Resolver& resolver);

}  // namespace lambdalocal::templates
