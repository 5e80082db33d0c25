// How a Python function is started: our embedded bootstrap (bootstrap/) under an interpreter of this machine.
// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-python.html and python-package.html ("search path").
#pragma once

#include <filesystem>

#include "core/function/runtime_id.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/family.h"

namespace lambdalocal::runtimes {

// The command line and family environment for `runtime` under `interpreter` (absolute, the real binary). Expects the
// embedded files of "python/" in `layout.runtime_directory`.
//
// The bootstrap's settings (bootstrap_settings.h):
//   packages=hidden|visible   hidden: started with -S, so the interpreter's site-packages and .pth files are out of reach
//   opt=DIR                   where the layers lie (/opt on Lambda)
//   sdk=DIR                   holds boto3, searched where Lambda has /var/runtime
//   outside=DIR               searched last, only when visible; a module taken from there is named once on stderr
Result<Command> python_command(const std::filesystem::path& interpreter, const RuntimeId& runtime,
                               const Layout& layout);

const Family& python_family();

}  // namespace lambdalocal::runtimes
