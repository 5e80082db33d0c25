// Where the code of a template's function lies: a directory or archive beside the template, text in the template, or on AWS only.
#pragma once

#include "core/project/templates/function_resource.h"

namespace lambdalocal::templates {

// Sets the code of `function.settings`, or `inline_code`, or `refused`.
void read_code(const Resource& resource, Resolver& resolver, TemplateFunction& function);

}  // namespace lambdalocal::templates
