#include "emulator/functions/package_check.h"

#include <unistd.h>

#include <fstream>

#include "core/function/limits.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
namespace fs = std::filesystem;

namespace {

// The first bytes of a 64-bit ELF file, as far as they tell its machine.
std::string elf_for(unsigned char machine) {
  std::string head("\177ELF\2\1\1", 7);
  head.resize(16, '\0');
  return head + std::string("\3\0", 2) + static_cast<char>(machine) + '\0';
}
constexpr unsigned char kX86_64 = 62, kArm64 = 183;

class Package {
 public:
  Package() {
    std::string name = (fs::temp_directory_path() / "lambdalocal-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    root = fs::canonical(name);
    fs::create_directory(root / "code");
    wanted.name = "fn";
    wanted.code = root / "code";
    prepared.layout.task_root = root / "code";
    runtime("python3.13", "app.handler");
    file("app.py", "def handler(event, context):\n    return 1\n");
  }
  ~Package() { fs::remove_all(root); }

  void runtime(std::string_view id, std::string handler) {
    prepared.function.runtime = *find_runtime(id);
    prepared.function.handler = std::move(handler);
  }
  void architecture(std::string json) { wanted.settings.without_effect = {{"Architectures", std::move(json)}}; }
  void file(const fs::path& path, std::string_view text) const {
    fs::create_directories((root / "code" / path).parent_path());
    std::ofstream(root / "code" / path) << text;
  }

  // What AWS would refuse; empty when nothing.
  std::string refused() {
    bundle::Bundle code;
    code.root = prepared.layout.task_root;
    code.bytes = unpacked_bytes;
    code.unpacked = unpacked_bytes > 0;
    prepared.packages = std::make_shared<const Packages>(Packages{std::move(code), {}});
    std::string all;
    for (const Refusal& refusal : check_package(wanted, prepared)) {
      CHECK(refusal.function == "fn");
      all += refusal.what + "\n";
    }
    return all;
  }

  fs::path root;
  ProjectFunction wanted;
  PreparedFunction prepared;
  std::uintmax_t unpacked_bytes = 0;
};

}  // namespace

TEST_CASE("AWS refuses nothing of a plain package") { CHECK(Package().refused().empty()); }

TEST_CASE("AWS would refuse a handler whose file or function is not there") {
  Package package;
  package.runtime("python3.13", "other.handler");
  CHECK(package.refused() == "its handler is other.handler, and there is no file of that name in " +
                                 (package.root / "code").string() + "\n");
  package.runtime("python3.13", "app.lambda_handler");
  CHECK(package.refused() == "its handler is app.lambda_handler, and app.py has no lambda_handler\n");
  package.file("todos/update.ts", "export const update = async () => 1;\n");
  package.runtime("nodejs22.x", "todos/update.update");
  CHECK(package.refused() ==
        "its handler is todos/update.update, of which there is only todos/update.ts: TypeScript is built before it is "
        "deployed\n");
  package.wanted.settings.build = BuildStep{"npx esbuild todos/update.ts", {}, {}};
  CHECK(package.refused() ==
        "its handler is todos/update.update, of which there is only todos/update.ts: it is not built yet\n"
        "with --build it is built first: npx esbuild todos/update.ts\n");
  package.file("src/index.mjs", "export const handle = async () => 1;\n");
  package.runtime("nodejs22.x", "src/index.handler");
  CHECK(package.refused() == "its handler is src/index.handler, and src/index.mjs has no handler\n");
}

TEST_CASE("a handler that comes from another file is not called missing") {
  for (const char* text : {"from other import *\n", "globals()['hand' + 'ler'] = 1\n", "from other import handler\n",
                           "handler = make()\n", "def __getattr__(name): return make(name)\n"}) {
    CAPTURE(text);
    Package package;
    package.file("app.py", text);
    CHECK(package.refused().empty());
  }
  for (const char* text :
       {"module.exports = require('./other');", "export * from './other.mjs';", "module.exports = build();",
        "exports.handler = 1", "module.exports = { handler };", "Object.assign(exports, make())"}) {
    CAPTURE(text);
    Package package;
    package.file("index.js", text);
    package.runtime("nodejs22.x", "index.handler");
    CHECK(package.refused().empty());
  }
}

TEST_CASE("a handler of a layer, and one of a custom runtime, is not looked for in the package") {
  Package package;
  package.runtime("nodejs22.x", "/opt/nodejs/node_modules/wrapper/index.handler");
  CHECK(package.refused().empty());
  package.file("bootstrap", "#!/bin/sh\n");
  package.runtime("provided.al2023", "whatever");
  CHECK(package.refused().empty());
  package.file("run.sh", "#!/bin/sh\n");
  package.runtime("python3.13", "run.sh");
  CHECK(package.refused().empty());
  package.runtime("python3.13", "of_layer.handler");
  package.prepared.layout.opt = package.root / "opt";
  CHECK(package.refused().empty());
}

TEST_CASE("AWS would refuse native code of another architecture") {
  Package package;
  package.file("fast.so", elf_for(kArm64));
  CHECK(package.refused() == "fast.so is built for arm64, and its Architectures say x86_64\n");
  package.architecture(R"(["arm64"])");
  CHECK(package.refused().empty());
  for (const char* name : {"a.so", "b/c.so", "d.node", "bootstrap"}) package.file(name, elf_for(kX86_64));
  CHECK(package.refused() ==
        "a.so, b/c.so, bootstrap and 1 others are built for x86_64, and its Architectures say arm64\n");
}

TEST_CASE("a package that brings several architectures along is taken") {
  Package package;
  package.file("node_modules/x/prebuilds/linux-x64/x.node", elf_for(kX86_64));
  package.file("node_modules/x/prebuilds/linux-arm64/x.node", elf_for(kArm64));
  CHECK(package.refused().empty());
}

TEST_CASE("AWS would refuse packages that are too large, zipped or unpacked") {
  Package package;
  package.unpacked_bytes = limits::kUnpackedBytes + 1;
  CHECK(package.refused() == "it has more than 250 MB unpacked, with its layers\n");
  package.unpacked_bytes = limits::kUnpackedBytes;
  CHECK(package.refused().empty());
  package.wanted.code = package.root / "code.zip";
  std::ofstream(package.wanted.code) << "PK";
  fs::resize_file(package.wanted.code, limits::kUploadedBytes + 1);
  CHECK(package.refused() == "code.zip has more than 50 MB: AWS takes larger ones from S3 only\n");
}

TEST_CASE("the file that a handler of Java, Ruby or a custom runtime needs is missed") {
  Package package;
  const std::string in = ", which is not in " + (package.root / "code").string();
  package.runtime("java21", "hello.App::handleRequest");
  CHECK(package.refused() == "its handler hello.App::handleRequest needs hello/App.class" + in + "\n");
  package.wanted.settings.build = BuildStep{"mvn -B package", package.root, "", ""};
  CHECK(package.refused().ends_with("\nwith --build it is built first: mvn -B package\n"));
  package.file("hello/App.class", "");
  CHECK(package.refused().empty());
  package.runtime("java21", "other.App");
  package.file("lib/other.jar", "");
  CHECK(package.refused().empty());
  package.wanted.settings.build.reset();
  package.runtime("ruby3.3", "lib/app.Orders.create");
  CHECK(package.refused() == "its handler lib/app.Orders.create needs lib/app.rb" + in + "\n");
  package.file("lib/app.rb", "");
  CHECK(package.refused().empty());
  package.runtime("provided.al2023", "anything");
  CHECK(package.refused() == "it needs bootstrap" + in + "\n");
  package.prepared.layout.opt = package.root / "opt";
  fs::create_directory(package.root / "opt");
  std::ofstream(package.root / "opt/bootstrap") << "";
  CHECK(package.refused().empty());
}
