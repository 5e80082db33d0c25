// The manual page, made of the texts that --help prints: man lambdalocal. Source: man7.org/linux/man-pages/man7/man-pages.7.html
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal::commands {

// In the language of roff: for lambdalocal.1.
std::string man_page(std::string_view version);

}  // namespace lambdalocal::commands
