// What a source file offers as a function's handler: found by reading, never by running. Good enough for inference;
// comments and strings are told from code, but this is no parser of Python or JavaScript.
// Source: docs.aws.amazon.com/lambda/latest/dg/python-handler.html, nodejs-handler.html, ruby-handler.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lambdalocal {

enum class CandidateStrength {
  Likely,  // has another name but looks like a handler: lambdaHandler, (event, context)
  Named,   // has the name AWS's own examples use: lambda_handler, handler
};

struct HandlerCandidate {
  std::string handler;  // "src/app.lambda_handler", as --handler takes it; empty: the file's module alone, a Java class
  CandidateStrength strength = CandidateStrength::Named;
};

// The handlers that a file of a bundle offers, in the order they stand in it, each once. `file` is its path in the
// bundle
// ("src/app.py"); what is of no language known, or cannot be named in a handler, offers none.
std::vector<HandlerCandidate> handler_candidates(std::string_view file, std::string_view text);

// The same for the text alone: function names instead of handlers.
std::vector<HandlerCandidate> python_candidates(std::string_view text);
std::vector<HandlerCandidate> nodejs_candidates(std::string_view text);
std::vector<HandlerCandidate> ruby_candidates(std::string_view text);

// The part of a handler before the dot that names this file ("src/app" for "src/app.py", "src" for "src/__init__.py");
// empty when no handler can name it.
std::string handler_module(std::string_view file);

}  // namespace lambdalocal
