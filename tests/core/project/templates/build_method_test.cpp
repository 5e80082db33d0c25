#include "core/project/templates/build_method.h"

#include <set>

#include "core/project/templates/java_build.h"
#include "core/project/templates/template_file.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;

namespace {

// The only function of a template whose metadata and properties these are.
TemplateFunction function_with(const std::string& metadata, const std::string& properties) {
  const std::string text = "Resources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Metadata: " + metadata +
                           "\n    Properties: " + properties + "\n";
  auto file = TemplateFile::read(text, "/project/template.yaml", {});
  if (!file) FAIL(file.error().message);
  return file->functions().front();
}

std::string command_of(const std::string& metadata, const std::string& properties) {
  const auto function = function_with(metadata, properties);
  REQUIRE(function.settings.build.has_value());
  return function.settings.build->command;
}

const std::string kNode = "{CodeUri: src/, Handler: app.handler, Runtime: nodejs22.x}";
const std::string kInstall =
    "[ ! -e package.json ] || [ node_modules/.package-lock.json -nt package.json ] || "
    "npm install --no-audit --no-fund && npx esbuild ";

}  // namespace

TEST_CASE("esbuild is called as sam build does, from the handler's file when no entry points are given") {
  CHECK(command_of("{BuildMethod: esbuild}", kNode) ==
        kInstall +
            "app.ts --bundle --platform=node --minify --target=es2020 --format=cjs --main-fields=main,module "
            "--outdir=\"$ARTIFACTS_DIR\"");
  CHECK(function_with("{BuildMethod: esbuild}", kNode).settings.build->directory == "/project/src");
}

TEST_CASE("the properties of esbuild become its flags, quoted for the shell") {
  const std::string properties =
      "{BuildMethod: esbuild, BuildProperties: {EntryPoints: [a.ts, 'b c.ts'], Minify: false, Target: node22, Format: "
      "esm, Sourcemap: true, SourcesContent: false, MainFields: module, External: ['@aws-sdk/*', \"it's\"], Loader: "
      "[.json=json], OutExtension: [.js=.mjs]}}";
  CHECK(command_of(properties, kNode) ==
        kInstall +
            "a.ts 'b c.ts' --bundle --platform=node --sourcemap --sources-content=false --target=node22 "
            "--format=esm --main-fields=module '--external:@aws-sdk/*' '--external:it'\\''s' "
            "--loader:.json=json --out-extension:.js=.mjs --outdir=\"$ARTIFACTS_DIR\"");
}

TEST_CASE("source maps are made where the function's variables ask node to read them") {
  const std::string properties =
      "{CodeUri: ., Handler: app.handler, Environment: {Variables: {NODE_OPTIONS: --enable-source-maps}}}";
  CHECK(command_of("{BuildMethod: esbuild}", properties).find(" --sourcemap ") != std::string::npos);
  CHECK(command_of("{BuildMethod: esbuild, BuildProperties: {Sourcemap: false}}", properties).find("--sourcemap") ==
        std::string::npos);
}

TEST_CASE("node reads the source maps that the build properties ask for") {
  const std::string metadata = "{BuildMethod: esbuild, BuildProperties: {Sourcemap: true}}";
  CHECK(function_with(metadata, kNode).settings.environment.at("NODE_OPTIONS") == "--enable-source-maps");
  const std::string options = "{CodeUri: ., Environment: {Variables: {NODE_OPTIONS: --no-warnings}}}";
  CHECK(function_with(metadata, options).settings.environment.at("NODE_OPTIONS") ==
        "--no-warnings --enable-source-maps");
  CHECK(function_with("{BuildMethod: esbuild}", kNode).settings.environment.empty());
}

TEST_CASE("a property that is not passed on is told") {
  const auto function = function_with("{BuildMethod: esbuild, BuildProperties: {Splitting: true}}", kNode);
  REQUIRE(function.warnings.size() == 1);
  CHECK(function.warnings.front().starts_with("BuildProperties.Splitting is not passed on by --build"));
}

TEST_CASE("makefiles, Go and Rust are built with their own tools") {
  const std::string provided = "{CodeUri: src, Handler: bootstrap, Runtime: provided.al2023}";
  CHECK(command_of("{BuildMethod: makefile}", provided) == "make build-Hello");
  CHECK(function_with("{BuildMethod: makefile, WorkingDirectory: ../make}", provided).settings.build->directory ==
        "/project/make");
  CHECK(command_of("{BuildMethod: go1.x}", provided) ==
        "CGO_ENABLED=0 GOOS=linux go build -tags lambda.norpc -o \"$ARTIFACTS_DIR/bootstrap\" .");
  CHECK(command_of("{BuildMethod: rust-cargolambda, BuildProperties: {Binary: hello}}", provided) ==
        "cargo lambda build --release --bin hello --lambda-dir \"$ARTIFACTS_DIR\" && "
        "mv \"$ARTIFACTS_DIR\"/*/bootstrap \"$ARTIFACTS_DIR\"");
}

TEST_CASE("without a method the runtime's dependencies are fetched") {
  const auto python = function_with("{}", "{CodeUri: src, Handler: a.b, Runtime: python3.13}").settings.build;
  REQUIRE(python.has_value());
  CHECK(python->manifest == "requirements.txt");
  CHECK(python->command.starts_with("\"$PYTHON\" -m pip install "));
  const auto node = function_with("{}", kNode).settings.build;
  REQUIRE(node.has_value());
  CHECK(node->manifest == "package.json");
}

TEST_CASE("Java is built by the project's own Maven or Gradle, or their wrappers") {
  const auto command = [](std::set<std::filesystem::path> files, const std::filesystem::path& code,
                          JavaBuild which = JavaBuild::Any) {
    const auto step =
        java_build_step(code, which, [&](const auto& path) { return files.contains(path.lexically_normal()); });
    return step ? step->directory.string() + ": " + step->command : "none";
  };
  const std::string copies =
      " -B package dependency:copy-dependencies -DskipTests -DincludeScope=runtime "
      "-DoutputDirectory=\"$ARTIFACTS_DIR/lib\" && "
      "cp -R target/classes/. \"$ARTIFACTS_DIR\"";
  CHECK(command({"/p/fn/pom.xml"}, "/p/fn") == "/p/fn: mvn" + copies);
  CHECK(command({"/p/fn/pom.xml", "/p/mvnw"}, "/p/fn") == "/p/fn: ../mvnw" + copies);
  CHECK(command({"/p/fn/pom.xml", "/p/fn/mvnw"}, "/p/fn") == "/p/fn: ./mvnw" + copies);
  CHECK(command({"/p/fn/pom.xml"}, "/p/fn/target/fn.jar") == "/p/fn: mvn -B package -DskipTests");
  CHECK(command({"/p/fn/build.gradle.kts", "/p/gradlew"}, "/p/fn") ==
        "/p/fn: ../gradlew --no-daemon --console=plain --init-script \"$BUILD_SCRIPT\" lambdaPackage");
  CHECK(command({"/p/fn/build.gradle"}, "/p/fn/build/distributions/fn.zip") ==
        "/p/fn: gradle --no-daemon --console=plain build -x test");
  CHECK(command({"/p/fn/build.gradle", "/p/fn/pom.xml"}, "/p/fn", JavaBuild::Gradle).find("gradle") !=
        std::string::npos);
  CHECK(command({"/p/fn/build.gradle", "/p/fn/pom.xml"}, "/p/fn").find("mvn") != std::string::npos);
  CHECK(command({"/p/fn/build.gradle"}, "/p/fn", JavaBuild::Maven) == "none");
  CHECK(command({"/p/pom.xml"}, "/p/fn") == "none");
  CHECK(command({}, "/a/b.jar") == "none");
}

TEST_CASE("what cannot be built has no step") {
  CHECK_FALSE(function_with("{BuildMethod: alchemy}", kNode).settings.build.has_value());
  CHECK_FALSE(function_with("{SkipBuild: true}", kNode).settings.build.has_value());
  CHECK_FALSE(function_with("{}", "{CodeUri: 's3://b/k', Runtime: nodejs22.x}").settings.build.has_value());
  CHECK_FALSE(function_with("{}", "{CodeUri: src, Runtime: provided.al2023}").settings.build.has_value());
}
