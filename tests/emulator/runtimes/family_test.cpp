#include "emulator/runtimes/family.h"

#include "core/function/runtime_support.h"
#include "core/inference/language.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

TEST_CASE("the families that have a folder are those that are said to run here") {
  for (const RuntimeId& runtime : known_runtimes()) {
    CHECK((family_of(runtime.family) != nullptr) == support_of(runtime.family).runs_here);
    CHECK(support_of(runtime.family).family == runtime.family);  // rows stand where they are looked up
  }
}

TEST_CASE("a family has interpreters, and a bootstrap of ours or AWS's client, or its functions bring both") {
  for (const Family* family : families()) {
    const FamilySupport& support = support_of(family->id());
    CHECK((family->interpreters() == nullptr) == support.is_custom);
    CHECK(family->install_name().empty() == support.is_custom);
    if (family->bootstrap_folder().empty() && !support.is_custom) CHECK(family->sdk({}, {}));
    CHECK((support.oldest_major == 0) == support.is_custom);
    if (family->interpreters() != nullptr) CHECK(family->interpreters()->family == family->id());
  }
}

TEST_CASE("each language's runtimes run here, its default one included") {
  for (const Language& language : languages()) {
    CHECK(family_of(language.family) != nullptr);
    CHECK(find_runtime(language.default_runtime)->family == language.family);
  }
}
