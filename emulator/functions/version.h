// One version of a function: what was prepared once, never changes, and has execution environments of its own. Here there is
// $LATEST only, which becomes another one whenever its code or configuration changes; what runs ends in the one it began in.
// Source: docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/project/project.h"
#include "emulator/building/builder.h"
#include "emulator/environment/pool.h"

namespace lambdalocal {

struct FunctionVersion {
  ProjectFunction configured;  // what it was made of
  std::shared_ptr<environment::Pool> pool;
  std::string revision_id;  // a UUID
  std::chrono::system_clock::time_point last_modified;
  std::shared_ptr<const building::BuiltPackage> built = {};  // null: it runs from the package that was given

  const Function& function() const { return pool->function().function; }
};

}  // namespace lambdalocal
