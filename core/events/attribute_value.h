// Items of DynamoDB: {"id": {"N": "42"}}, also from plain JSON, {"id": 42}, as people write them.
// Sources: docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html,
// docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
#pragma once

#include <cstdint>
#include <string_view>

#include "core/events/json.h"
#include "core/result.h"

namespace lambdalocal::events {

// The item of a JSON text in DynamoDB's form: as it is when each of its attributes has that form already. Numbers keep their digits, of
// which DynamoDB takes 38. Errors are Usage.
Result<Json> dynamodb_item(std::string_view text);

// The size of an item in DynamoDB's form, in bytes as DynamoDB counts them.
std::int64_t item_size(const Json& item);

}  // namespace lambdalocal::events
