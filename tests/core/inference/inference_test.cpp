#include "core/inference/inference.h"

#include <map>

#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;

namespace {

constexpr const char* kPython = "def lambda_handler(event, context):\n    return event\n";
constexpr const char* kNode = "export const handler = async (event) => event;\n";

// A bundle held in memory: path -> text.
class FakeBundle : public BundleListing {
 public:
  FakeBundle(std::initializer_list<std::pair<const std::string, std::string>> files) : files_(files) {}

  std::vector<BundleEntry> entries(std::string_view directory) const override {
    const std::string prefix = directory.empty() ? "" : std::string(directory) + "/";
    std::map<std::string, bool> found;
    for (const auto& [path, text] : files_) {
      if (!path.starts_with(prefix)) continue;
      const std::string rest = path.substr(prefix.size());
      const std::size_t slash = rest.find('/');
      found[rest.substr(0, slash)] = slash != std::string::npos;
    }
    std::vector<BundleEntry> entries;
    for (const auto& [name, is_directory] : found) entries.push_back({name, is_directory});
    return entries;
  }
  bool is_file(std::string_view path) const override { return files_.count(std::string(path)) == 1; }
  std::string read(std::string_view path) const override {
    const auto file = files_.find(std::string(path));
    return file == files_.end() ? "" : file->second;
  }

 private:
  std::map<std::string, std::string> files_;
};

class FakeMachine : public InstalledVersions {
 public:
  std::vector<InstalledVersion> versions(RuntimeFamily family) const override {
    if (family == RuntimeFamily::Python) return {{family, 3, 9}, {family, 3, 12}, {family, 3, 16}};
    return {{family, 20, 11}, {family, 22, 3}};
  }
};

// "runtime handler", or "! " and the error.
std::string inferred(const FakeBundle& bundle, std::optional<std::string_view> runtime = {},
                     std::optional<std::string> handler = {}) {
  const auto id = runtime ? find_runtime(*runtime) : std::nullopt;
  const auto result = infer(bundle, id, std::move(handler), FakeMachine());
  if (!result) return "! " + result.error().message;
  return std::string(result->runtime.id) + " " + result->handler;
}

}  // namespace

TEST_CASE("a bootstrap makes a custom runtime, whatever lies beside it") {
  CHECK(inferred({{"bootstrap",
                   "\x7f"
                   "ELF"}}) == "provided.al2023 bootstrap");
  CHECK(inferred({{"bootstrap", "#!/bin/sh"}, {"function.sh", ""}, {"app.py", kPython}}) ==
        "provided.al2023 bootstrap");
  CHECK(inferred({{"bootstrap", ""}}, "provided.al2") == "provided.al2 bootstrap");
  CHECK(inferred({{"bootstrap", ""}}, {}, "function.handler") == "provided.al2023 function.handler");
}

TEST_CASE("the usual files give runtime and handler") {
  CHECK(inferred({{"lambda_function.py", kPython}}) == "python3.12 lambda_function.lambda_handler");
  CHECK(inferred({{"app.py", kPython}, {"requirements.txt", ""}}) == "python3.12 app.lambda_handler");
  CHECK(inferred({{"handler.py", "def handler(event, context): pass"}}) == "python3.12 handler.handler");
  CHECK(inferred({{"index.mjs", kNode}}) == "nodejs22.x index.handler");
  CHECK(inferred({{"index.js", "exports.handler = async () => 1"}}) == "nodejs22.x index.handler");
  CHECK(inferred({{"app.mjs", "export const lambdaHandler = async (event) => 1"}}) == "nodejs22.x app.lambdaHandler");
}

TEST_CASE("a file of another name is found when it is the only one") {
  CHECK(inferred({{"thumbnail.py", kPython}, {"helpers.py", "def resize(image, size): pass"}}) ==
        "python3.12 thumbnail.lambda_handler");
}

TEST_CASE("a usual name goes before another, a handler's name before a likely one") {
  CHECK(inferred({{"app.py", kPython}, {"thumbnail.py", kPython}}) == "python3.12 app.lambda_handler");
  CHECK(inferred({{"app.py", "def run(event, context): pass\n" + std::string(kPython)}}) ==
        "python3.12 app.lambda_handler");
  CHECK(inferred({{"app.py", "def run(event, context): pass"}, {"x.py", kPython}}) == "python3.12 x.lambda_handler");
}

TEST_CASE("two files that one handler names are no choice: the runtime picks") {
  CHECK(inferred({{"index.mjs", kNode}, {"index.js", "exports.handler = 1"}}) == "nodejs22.x index.handler");
}

TEST_CASE("package.json names the file among several") {
  CHECK(inferred({{"package.json", R"({"main": "./lib/api.js"})"},
                  {"lib/api.js", "exports.handler = 1"},
                  {"index.js", "exports.handler = 1"}}) == "nodejs22.x lib/api.handler");
  CHECK(inferred({{"package.json", R"({"main": "index.js"})"}, {"app.mjs", kNode}}) == "nodejs22.x app.handler");
  CHECK(inferred({{"package.json", R"({"main": "server"})"}, {"server.js", "exports.handler = 1"}}) ==
        "nodejs22.x server.handler");
  CHECK(inferred({{"package.json", "not json"}, {"index.mjs", kNode}}) == "nodejs22.x index.handler");
  CHECK(inferred({{"package.json", R"({"main": 3})"}, {"index.mjs", kNode}}) == "nodejs22.x index.handler");
}

TEST_CASE("sub folders are looked into when the root has no handler") {
  CHECK(inferred({{"src/app.py", kPython}, {"tests/test_app.py", kPython}}) == "python3.12 src/app.lambda_handler");
  CHECK(inferred({{"src/handlers/put.js", "exports.handler = 1"}}) == "nodejs22.x src/handlers/put.handler");
  CHECK(inferred({{"app.py", kPython}, {"src/app.py", kPython}}) == "python3.12 app.lambda_handler");
}

TEST_CASE("dependencies and tests offer no handler") {
  CHECK(contains(inferred({{"node_modules/x/index.js", "exports.handler = 1"}}), "find the function's handler"));
  CHECK(contains(inferred({{"boto/app.py", kPython}, {"boto-1.0.dist-info/METADATA", ""}}),
                 "find the function's handler"));
  CHECK(contains(inferred({{".venv/app.py", kPython}, {"test_app.py", kPython}}), "find the function's handler"));
}

TEST_CASE("several candidates are an error that lists them and the flag") {
  const std::string error = inferred({{"app.py", kPython}, {"index.mjs", kNode}});
  CHECK(contains(error, "--handler app.lambda_handler  (app.py)"));
  CHECK(contains(error, "--handler index.handler  (index.mjs)"));
  CHECK(contains(error, "name the one to run: --handler app.lambda_handler"));
  CHECK(contains(inferred({{"app.py", kPython}, {"main.py", kPython}}), "main.lambda_handler"));
  CHECK(contains(inferred({{"index.js", "exports.handler = 1"}, {"index.py", "def handler(event, context): pass"}}),
                 "--runtime"));
  CHECK(contains(inferred({{"package.json", R"({"main": "index.mjs"})"}, {"index.mjs", kNode}, {"app.py", kPython}}),
                 "app.lambda_handler"));
}

TEST_CASE("ambiguity and emptiness are errors of the configuration") {
  const FakeBundle two = {{"app.py", kPython}, {"main.py", kPython}};
  CHECK(infer(two, {}, {}, FakeMachine()).error().kind == ErrorKind::BadConfiguration);
  CHECK(infer(FakeBundle{}, {}, {}, FakeMachine()).error().kind == ErrorKind::BadConfiguration);
}

TEST_CASE("an empty bundle's error says what was looked for") {
  const std::string error = inferred({{"README.md", ""}});
  CHECK(contains(error, "bootstrap"));
  CHECK(contains(error, "lambda_function.py"));
  CHECK(contains(error, "index.mjs"));
  CHECK(contains(error, "--handler"));
}

TEST_CASE("only the handler given: the file it names tells the runtime") {
  CHECK(inferred({{"app.py", ""}, {"index.mjs", kNode}}, {}, "app.run") == "python3.12 app.run");
  CHECK(inferred({{"src/app.cjs", ""}}, {}, "src/app.run") == "nodejs22.x src/app.run");
  CHECK(inferred({{"pkg/mod.py", ""}}, {}, "pkg.mod.run") == "python3.12 pkg.mod.run");
  CHECK(inferred({{"pkg/__init__.py", ""}}, {}, "pkg.run") == "python3.12 pkg.run");
  CHECK(inferred({{"bootstrap", ""}, {"app.py", ""}}, {}, "app.run") == "python3.12 app.run");
  CHECK(contains(inferred({{"app.py", ""}}, {}, "ap.run"), "'ap.run'"));
  CHECK(contains(inferred({{"app.py", ""}, {"app.js", ""}}, {}, "app.run"), "--runtime"));
}

TEST_CASE("only the runtime given: candidates of its family count") {
  CHECK(inferred({{"app.py", kPython}, {"index.mjs", kNode}}, "python3.9") == "python3.9 app.lambda_handler");
  CHECK(inferred({{"app.py", kPython}, {"index.mjs", kNode}}, "nodejs18.x") == "nodejs18.x index.handler");
  CHECK(contains(inferred({{"app.py", kPython}}, "nodejs22.x"), "exports.handler"));
}

TEST_CASE("both given: both are kept, nothing is looked at") {
  CHECK(inferred({}, "python3.8", "no.where") == "python3.8 no.where");
}

TEST_CASE("families are told by what is built, and one that is not emulated is refused") {
  const auto id = find_runtime("go1.x");
  CHECK(infer(FakeBundle{}, id, "a.b", FakeMachine()).error().kind == ErrorKind::NotEmulated);
  CHECK(inferred({{"lambda_function.rb", "def lambda_handler(event:, context:) = 1\n"}}) ==
        "ruby3.4 lambda_function.lambda_handler");
  CHECK(inferred({{"Shop.dll", ""}}, {}, "Shop::Shop.Orders::Add") == "dotnet10 Shop::Shop.Orders::Add");
  CHECK(inferred({{"lib/function.jar", ""}}, {}, "example.Handler::handleRequest") ==
        "java21 example.Handler::handleRequest");
  CHECK(contains(inferred({}, "go1.x"), "provided.al2023"));
}

TEST_CASE("compiled packages tell the version of Python they were installed for") {
  const auto wheel = [](std::string_view tags) { return "Wheel-Version: 1.0\n" + std::string(tags) + "\n"; };
  const auto with = [&](const std::string& path, const std::string& text) {
    return inferred({{"app.py", kPython}, {path, text}});
  };
  CHECK(with("numpy-2.0.dist-info/WHEEL", wheel("Tag: cp311-cp311-manylinux_2_17_x86_64")) ==
        "python3.11 app.lambda_handler");
  CHECK(with("numpy-2.0.dist-info/WHEEL", wheel("Tag: cp39-cp39-a\nTag: cp39-cp39-b")) ==
        "python3.9 app.lambda_handler");
  CHECK(with("_cffi.cpython-310-x86_64-linux-gnu.so", "") == "python3.10 app.lambda_handler");
  CHECK(with("yaml/_yaml.cpython-38-x86_64-linux-gnu.so", "") == "python3.8 app.lambda_handler");
  for (const char* any : {"Tag: py3-none-any", "Tag: cp37-abi3-manylinux_2_17_x86_64", "Tag: cp", "Tag: cp3-cp3", ""}) {
    INFO(any);
    CHECK(with("package-1.dist-info/WHEEL", wheel(any)) == "python3.12 app.lambda_handler");
  }
  CHECK(with("yaml/_yaml.abi3.so", "") == "python3.12 app.lambda_handler");
  CHECK(with("yaml/_yaml.cpython-399-x86_64-linux-gnu.so", "") == "python3.12 app.lambda_handler");
  CHECK(inferred({{"app.py", kPython}, {"yaml/_yaml.cpython-38-x86_64-linux-gnu.so", ""}}, {}, "app.other") ==
        "python3.8 app.other");
  CHECK(inferred({{"app.py", kPython}, {"yaml/_yaml.cpython-38-x86_64-linux-gnu.so", ""}}, "python3.13") ==
        "python3.13 app.lambda_handler");
}

TEST_CASE("the default runtime is the newest that is installed exactly") {
  using enum RuntimeFamily;
  const auto chosen = [](RuntimeFamily family, std::vector<InstalledVersion> installed) {
    return default_runtime(family, installed).id;
  };
  CHECK(chosen(Python, {{Python, 3, 11}, {Python, 3, 14}}) == "python3.14");
  CHECK(chosen(Python, {{Python, 3, 15}}) == "python3.13");
  CHECK(chosen(Python, {{Python, 3, 8}, {Python, 2, 7}}) == "python3.8");
  CHECK(chosen(Python, {{Python, 3, 7}}) == "python3.13");
  CHECK(chosen(Python, {}) == "python3.13");
  CHECK(chosen(NodeJs, {{NodeJs, 20, 1}}) == "nodejs20.x");
  CHECK(chosen(NodeJs, {{NodeJs, 22, 1}, {NodeJs, 25, 0}}) == "nodejs22.x");
  CHECK(chosen(NodeJs, {{NodeJs, 25, 0}}) == "nodejs24.x");
  CHECK(chosen(NodeJs, {{NodeJs, 26, 0}}) == "nodejs24.x");
  CHECK(chosen(NodeJs, {}) == "nodejs22.x");
}

TEST_CASE("sources that must be built first are named with the command that builds them") {
  const auto says = [](const char* file, const char* command) {
    const std::string error = inferred({{file, "something"}});
    return contains(error, std::string(file) + " is ") && contains(error, command);
  };
  CHECK(says("src/app.ts", "npx esbuild src/app.ts"));
  CHECK(says("handler.mts", "npx esbuild handler.mts"));
  CHECK(says("go.mod", "go build -tags lambda.norpc -o build/bootstrap"));
  CHECK(says("Cargo.toml", "cargo lambda build --release"));
  CHECK(says("pom.xml", "mvn package"));
  CHECK(says("build.gradle", "./gradlew build"));
  CHECK(contains(inferred({{"go.mod", ""}, {"main.ts", ""}}), "go.mod is a Go module"));
  CHECK_FALSE(contains(inferred({{"types.d.ts", ""}}), "TypeScript"));
  CHECK(inferred({{"app.ts", ""}, {"app.js", kNode}}) == "nodejs22.x app.handler");
}

TEST_CASE("a handler of which there is only TypeScript is told as one to be built") {
  const std::string told = inferred({{"src/handler.ts", ""}}, {}, "src/handler.log");
  CHECK(contains(told, "of the handler 'src/handler.log' there is only src/handler.ts, TypeScript"));
  CHECK(contains(told, "npx esbuild src/handler.ts --bundle --platform=node --outfile=dist/src/handler.js"));
  CHECK(contains(inferred({{"src/other.ts", ""}}, {}, "src/handler.log"), "no file of the bundle fits"));
}

TEST_CASE("a template that was found is named when nothing else says what to run") {
  CHECK(contains(inferred({{"template.yaml", ""}}),
                 "there is a template.yaml: name one of its functions, in that directory or with -t"));
  CHECK(contains(inferred({{"template.yml", ""}, {"README.md", ""}}), "there is a template.yml"));
  CHECK(inferred({{"template.yaml", ""}, {"app.js", kNode}}) == "nodejs22.x app.handler");
}
