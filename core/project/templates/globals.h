// SAM's Globals: what is said once for all functions or APIs of a template.
// Source: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
#pragma once

#include <string_view>

#include "core/project/templates/template.h"

namespace lambdalocal::templates {

// The resource's properties with the Globals of its type laid under them: objects are merged, lists follow the global ones, the rest is
// replaced. Null when there are neither.
ValuePtr with_globals(const Template& of, const Resource& resource);
// The same for other properties of a resource of the type.
ValuePtr with_globals(const Template& of, std::string_view type, const ValuePtr& properties);

// The same for a section by its name: what an API has that no resource declares.
ValuePtr globals_of(const Template& of, std::string_view section);

}  // namespace lambdalocal::templates
