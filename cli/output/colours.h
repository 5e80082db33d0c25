// What sets colours on a terminal (ECMA-48, "select graphic rendition").
#pragma once

namespace lambdalocal::output {

inline constexpr const char* kPlain = "\x1b[0m";
inline constexpr const char* kBold = "\x1b[1m";
inline constexpr const char* kDim = "\x1b[2m";
inline constexpr const char* kRed = "\x1b[31m";
inline constexpr const char* kGreen = "\x1b[32m";
inline constexpr const char* kYellow = "\x1b[33m";

}  // namespace lambdalocal::output
