// How a Ruby function is started: our embedded bootstrap (bootstrap/) under an interpreter of this machine.
// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-ruby.html, ruby-package.html, ruby-layers.html
#pragma once

#include "core/function/runtime_id.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/family.h"

namespace lambdalocal::runtimes {

// Gems are looked for as on Lambda: vendor/bundle of the function, ruby/gems of the layers, the SDK's directory; where packages
// outside may be seen, the interpreter's own gems last. A folder's version is the interpreter's, then the runtime id's.
Result<Command> ruby_command(const RuntimeId& runtime, const ResolvedRuntime& resolved, const Layout& layout);

const Family& ruby_family();

}  // namespace lambdalocal::runtimes
