#include "core/project/templates/user_pools.h"

namespace lambdalocal::templates {
namespace {

gateway::UserPoolConfiguration pool_in(const ValuePtr& arn, Resolver& resolver) {
  gateway::UserPoolConfiguration configuration;
  const std::string text = resolver.text(arn).value_or("");
  const auto pool = gateway::user_pool_of(text);
  if (pool) configuration.pool = *pool;
  configuration.name = pool ? pool->id : text;
  configuration.is_stand_in = !pool;
  const Resource* resource = resolver.resource_in(arn);
  if (resource != nullptr && resource->type == "AWS::Cognito::UserPool") {
    configuration.name = resource->logical_id;
    configuration.is_stand_in = true;
  }
  return configuration;
}

}  // namespace

gateway::UserPoolAuthorizer user_pool_authorizer(const ValuePtr& arns, Resolver& resolver) {
  gateway::UserPoolAuthorizer authorizer;
  if (!arns) return authorizer;
  // A list as it is written says of which resources they are; one that a function gives does not.
  const ValuePtr worked_out = arns->is_list() || resolver.resource_in(arns) != nullptr ? arns : resolver.resolve(arns);
  if (!worked_out) return authorizer;
  if (!worked_out->is_list()) authorizer.pools.push_back(pool_in(worked_out, resolver));
  for (const ValuePtr& arn : worked_out->items) authorizer.pools.push_back(pool_in(arn, resolver));
  return authorizer;
}

}  // namespace lambdalocal::templates
