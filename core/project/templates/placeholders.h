// What Ref and Fn::GetAtt give for a resource that is not there before the template is deployed: a name, an ARN, a URL of the form
// that AWS would give it, the same in each run.
// Source: the "Return values" of each type in docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
//
//   the physical name is the one that the template declares, else the logical id (lower case for buckets)
//   Ref: the name for most; the ARN of topics, state machines, secrets; the URL of queues; an id of APIs, user pools, keys
//   GetAtt X.Arn: the ARN; others by a table; what is in none is "X.Attribute" and not known
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/project/templates/deployment.h"

namespace lambdalocal::templates {

// The property that names resources of the type: "TableName"; empty when there is none.
std::string_view name_property_of(std::string_view type);

struct PlaceholderResource {
  std::string_view type;
  std::string_view logical_id;
  std::string_view declared_name;  // empty when there is none
  bool is_fifo = false;            // of a queue or a topic
};

// What stands behind the region in the id of a user pool.
std::string user_pool_stand_in(std::string_view logical_id);
// The id of a client of a user pool.
std::string user_pool_client_stand_in(std::string_view logical_id);

std::string physical_name_of(const PlaceholderResource& resource);
std::string reference_to(const PlaceholderResource& resource, const Deployment& deployment);

struct AttributeValue {
  std::string text;
  bool is_known;  // false: of no form that is known here
};
AttributeValue attribute_of(const PlaceholderResource& resource, std::string_view attribute,
                            const Deployment& deployment);

}  // namespace lambdalocal::templates
