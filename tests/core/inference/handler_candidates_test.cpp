#include "core/inference/handler_candidates.h"

#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

// "name" for a named candidate, "name?" for a likely one.
std::string shown(const std::vector<HandlerCandidate>& candidates) {
  std::string text;
  for (const HandlerCandidate& candidate : candidates) {
    if (!text.empty()) text += ' ';
    text += candidate.handler + (candidate.strength == CandidateStrength::Named ? "" : "?");
  }
  return text;
}

std::string python(std::string_view text) { return shown(python_candidates(text)); }
std::string node(std::string_view text) { return shown(nodejs_candidates(text)); }

}  // namespace

TEST_CASE("Python functions named lambda_handler or handler are handlers") {
  CHECK(python("def lambda_handler(event, context):\n    return 1\n") == "lambda_handler");
  CHECK(python("import json\r\ndef handler(event, context):\r\n  pass") == "handler");
  CHECK(python("async def handler(event, context): ...") == "handler");
  CHECK(python("def lambda_handler(\n    event: dict[str, int],\n    context: LambdaContext,\n) -> dict:\n") ==
        "lambda_handler");
  CHECK(python("def handler(*args): pass") == "handler");
  CHECK(python("def   handler (event,context):pass") == "handler");
  CHECK(python("handler = Mangum(app)") == "handler");
  CHECK(python("handler: Callable = Mangum(app)") == "handler");
}

TEST_CASE("Python functions of another name that take event and context are likely handlers") {
  CHECK(python("def process(event, context): pass") == "process?");
  CHECK(python("def process(event, _): pass") == "process?");
  CHECK(python("def api_handler(request, context): pass") == "api_handler?");
  CHECK(python("def process(items, flag): pass") == "");
  CHECK(python("def handler(): pass") == "handler?");
  CHECK(python("def process(event, *, context): pass") == "");
}

TEST_CASE("Python comments, strings, methods and nested functions offer no handler") {
  CHECK(python("# def lambda_handler(event, context):\n") == "");
  CHECK(python("\"\"\"\ndef lambda_handler(event, context):\n\"\"\"\n") == "");
  CHECK(python("x = '''\ndef handler(event, context): pass\n'''\n") == "");
  CHECK(python("class A:\n    def handler(self, event, context): pass\n") == "");
  CHECK(python("def outer():\n    def handler(event, context): pass\n") == "");
  CHECK(python("s = 'it\\'s'\ndef handler(event, context): pass\n") == "handler");
  CHECK(python("s = \"# no comment\"\ndef handler(event, context): pass\n") == "handler");
  CHECK(python("s = 'not closed\ndef handler(event, context): pass\n") == "handler");
  CHECK(python("defhandler(event, context)") == "");
}

TEST_CASE("a Python logging handler is no Lambda handler") {
  CHECK(python("handler = logging.StreamHandler()\n") == "");
  CHECK(python("handler = RotatingFileHandler('x')\n") == "");
  CHECK(python("handler == 3\n") == "");
  CHECK(python("handlers = [1]\n") == "");
}

TEST_CASE("ECMAScript exports are handlers") {
  CHECK(node("export const handler = async (event) => ({});") == "handler");
  CHECK(node("export async function handler(event, context) {}") == "handler");
  CHECK(node("export function handler(event) {}") == "handler");
  CHECK(node("async function h() {}\nexport { h as handler };") == "handler");
  CHECK(node("export{a as handler,b as other};") == "handler");
  CHECK(node("export { handler } from './lib/app.mjs';") == "handler");
  CHECK(node("export const handler: Handler = async () => {}") == "handler");
  CHECK(node("export default { handler: async () => {} }") == "handler");
}

TEST_CASE("CommonJS exports are handlers") {
  CHECK(node("exports.handler = async (event) => {}") == "handler");
  CHECK(node("module.exports.handler = function (event, context, callback) {}") == "handler");
  CHECK(node("module.exports = { handler };") == "handler");
  CHECK(node("module.exports = { a: 1, async handler(event) { return { b: 2 } }, c }") == "handler");
  CHECK(node("exports['handler'] = f") == "handler");
  CHECK(node("const main = exports.handler = async () => {}") == "handler");
}

TEST_CASE("what compilers and bundlers write is read") {
  CHECK(node("\"use strict\";\nObject.defineProperty(exports, \"__esModule\", { value: true });\n"
             "exports.handler = void 0;\nconst handler = async () => {};\nexports.handler = handler;") == "handler");
  CHECK(node("0 && (module.exports = {\n  handler\n});") == "handler");
  CHECK(node("var index_exports = {};\n__export(index_exports, {\n  handler: () => handler\n});") == "handler");
  CHECK(node("Object.defineProperty(exports, \"handler\", { enumerable: true, get: function() { return h; } });") ==
        "handler");
}

TEST_CASE("other names are likely handlers when they look like one") {
  CHECK(node("export const lambdaHandler = async (event, context) => {}") == "lambdaHandler?");
  CHECK(node("exports.putItemHandler = async (e) => {}") == "putItemHandler?");
  CHECK(node("exports.process = async event => {}") == "process?");
  CHECK(node("export const stream = awslambda.streamifyResponse(async () => {})") == "stream?");
  CHECK(node("export default async (event) => {}") == "default?");
  CHECK(node("exports.helper = (x) => x") == "");
  CHECK(node("exports['my handler'] = (event) => 1") == "");
}

TEST_CASE("JavaScript comments, strings, templates and regular expressions offer no handler") {
  CHECK(node("// exports.handler = 1\n/* exports.handler = 2 */") == "");
  CHECK(node("const s = 'exports.handler = 1'; const t = \"export const handler = 1\";") == "");
  CHECK(node("const t = `exports.handler = ${ `nested ${ {a: 1}.a }` } export const handler = 1`;") == "");
  CHECK(node("const r = /exports.handler = '/; exports.handler = 1") == "handler");
  CHECK(node("const r = a / b; exports.handler = 1 / 2") == "handler");
  CHECK(node("const s = 'not closed\nexports.handler = 1") == "handler");
  CHECK(node("if (exports.handler == null) {}") == "");
  CHECK(node("const handler = 1; x.exports.handler = 1") == "");
}

TEST_CASE("a file's handlers carry its path in the bundle") {
  CHECK(shown(handler_candidates("src/app.py", "def lambda_handler(event, context): pass")) ==
        "src/app.lambda_handler");
  CHECK(shown(handler_candidates("index.mjs", "export const handler = 1")) == "index.handler");
  CHECK(shown(handler_candidates("pkg/__init__.py", "def handler(event, context): pass")) == "pkg.handler");
}

TEST_CASE("a file that no handler can name offers none") {
  const std::string code = "exports.handler = 1";
  CHECK(handler_candidates("app.test.js", code).empty());
  CHECK(handler_candidates("my app.js", code).empty());
  CHECK(handler_candidates("notes.txt", code).empty());
  CHECK(handler_candidates(".js", code).empty());
  CHECK(handler_candidates(std::string(200, 'a') + ".js", code).empty());
  CHECK(handler_module("process-email.py") == "process-email");
  CHECK(handler_module("a.b/app.js") == "a.b/app");
  CHECK(handler_module("a.b/app.py").empty());
}
