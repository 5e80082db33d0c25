#include "core/project/templates/user_pools.h"

namespace lambdalocal::templates {
namespace {

// What is no text is no pool.
void add_pool(const ValuePtr& arn, Resolver& resolver, gateway::UserPoolAuthorizer& authorizer) {
  const std::string text = resolver.text(arn).value_or("");
  if (text.empty()) return;
  gateway::UserPoolConfiguration& configuration = authorizer.pools.emplace_back();
  const auto pool = gateway::user_pool_of(text);
  if (pool) configuration.pool = *pool;
  configuration.name = pool ? pool->id : text;
  configuration.is_stand_in = !pool;
  const Resource* resource = resolver.resource_in(arn);
  if (resource != nullptr && resource->type == "AWS::Cognito::UserPool") {
    configuration.name = resource->logical_id;
    configuration.is_stand_in = true;
  }
}

}  // namespace

gateway::UserPoolAuthorizer user_pool_authorizer(const ValuePtr& arns, Resolver& resolver) {
  gateway::UserPoolAuthorizer authorizer;
  if (!arns) return authorizer;
  // A list as it is written says of which resources they are; one that a function gives does not.
  const ValuePtr worked_out = arns->is_list() || resolver.resource_in(arns) != nullptr ? arns : resolver.resolve(arns);
  if (!worked_out) return authorizer;
  if (!worked_out->is_list()) add_pool(worked_out, resolver, authorizer);
  for (const ValuePtr& arn : worked_out->items) add_pool(arn, resolver, authorizer);
  return authorizer;
}

}  // namespace lambdalocal::templates
