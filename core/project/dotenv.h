// .env files: NAME=value lines.
//
// - blank lines and lines that start with # are skipped; `export ` before a name is too; white space around = is no
// part;
// - a bare value ends at the line's end or before white space and #; its outer white space is no part of it;
// - in 'single quotes' \' and \\ are escapes, nothing else is; in "double quotes" \n \r \t \" \\ \$ are. Both may span
// lines;
// - nothing is expanded: $NAME and ${NAME} stay as they are;
// - of a name given twice the last value counts. CRLF line ends and a byte order mark are fine.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/result.h"

namespace lambdalocal {

// Errors are BadConfiguration and begin "source_name:line: ".
Result<std::map<std::string, std::string>> parse_dotenv(std::string_view text, std::string_view source_name);

}  // namespace lambdalocal
