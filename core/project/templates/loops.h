// Fn::ForEach of the AWS::LanguageExtensions transform, unrolled before anything else is read:
//   "Fn::ForEach::Topics": [Name, [Orders, Mails], {"${Name}Topic": {...{"Ref": "Name"}...}}]
// Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
#pragma once

#include "core/project/templates/resolver.h"

namespace lambdalocal::templates {

// Whether a loop stands in the text at all: nearly no template has one.
bool has_loops(std::string_view text);

// `value` with its loops unrolled; their collections are worked out by the resolver, which gets the problems.
ValuePtr without_loops(const ValuePtr& value, Resolver& resolver);

}  // namespace lambdalocal::templates
