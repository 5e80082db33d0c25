// The names of a zip's central directory as they are in the file. libzip shows a NUL inside a name as a space, so these
// names cannot be told apart through it; they are looked up here when a name has a space in it. And how many there are,
// before libzip takes 300 bytes of memory for each.
// Source: PKWARE's APPNOTE 4.3.12, 4.3.14 to 4.3.16.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace lambdalocal::bundle {

// Entries whose names hold a NUL, by index. Empty also when the directory cannot be made out: libzip judges that.
std::map<std::uint64_t, std::string> names_with_nul(int fd, std::uint64_t size);

// How many entries the end record declares.
// 0 when the directory cannot be made out.
std::uint64_t declared_entries(int fd);

}  // namespace lambdalocal::bundle
