// UTF-16 where UTF-8 is expected: what PowerShell's > and Windows' editors write.
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal {

// Whether it is UTF-16 beyond doubt: by its byte order mark (FF FE, FE FF), or because of its first bytes every second one, and
// no other, is NUL, as no text in UTF-8 has it.
bool is_utf16(std::string_view bytes);

// What to say of a file that is: "event.json is UTF-16, not UTF-8\n<how to write it anew>".
std::string utf16_message(std::string_view name);

}  // namespace lambdalocal
