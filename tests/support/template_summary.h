// What a template file says, in lines that a person can check against it.
#pragma once

#include <string>

#include "core/project/templates/template_file.h"

namespace lambdalocal::templates {

std::string summary_of(const TemplateFile& file);

}  // namespace lambdalocal::templates
