// Items of DynamoDB: {"id": {"N": "42"}}, also from plain JSON, {"id": 42}, as people write them.
// Sources: docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html,
// docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
#pragma once

#include <cstdint>

#include "core/events/json.h"
#include "core/result.h"

namespace lambdalocal::events {

// The item in DynamoDB's form. It is taken as it is when each of its attributes has that form already. Errors are Usage.
Result<Json> dynamodb_item(const Json& item);

// The size of an item in DynamoDB's form, in bytes as DynamoDB counts them.
std::int64_t item_size(const Json& item);

}  // namespace lambdalocal::events
