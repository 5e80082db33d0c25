// Catch2, version 2 or 3.
#pragma once

#ifdef LAMBDALOCAL_CATCH2_V2
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
#endif
