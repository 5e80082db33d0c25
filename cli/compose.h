// From what a person typed to a function that can be started: the bundle opened, layers laid out, runtime and handler told
// by the bundle where nobody named them, the interpreter found.
#pragma once

#include "cli/configuration.h"
#include "cli/function_options.h"
#include "cli/output/messages.h"
#include "core/result.h"
#include "emulator/bundle/bundle.h"
#include "emulator/functions/prepared_function.h"

namespace lambdalocal {

struct ComposedFunction {
  PreparedFunction prepared;
  bundle::Bundle code;  // in use as long as this lives, and so are the layers
  std::optional<bundle::Bundle> layers;
};

// Says on stderr what differs from Lambda: another version of the interpreter, settings without effect here.
Result<ComposedFunction> compose(const FunctionOptions& options, const ChosenFunction& chosen,
                                 const output::Messages& messages);

}  // namespace lambdalocal
