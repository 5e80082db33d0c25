// Expectations that are files of their own. `./dev accept` sets LAMBDALOCAL_ACCEPT: then a test writes what it got into the
// file, and a person reads the difference before it is committed. The name of such a test says "golden", so that it is found.
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal::test {

// What `path` (from the top of the tree) holds: that is what `actual` must be. An absent file is empty.
std::string golden(const std::string& path, std::string_view actual);

}  // namespace lambdalocal::test
