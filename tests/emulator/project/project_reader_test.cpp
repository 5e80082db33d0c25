#include "emulator/project/project_reader.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "tests/support/catch.h"

using namespace lambdalocal;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

class Directory {
 public:
  Directory() {
    std::string name = (fs::temp_directory_path() / "lambdalocal-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    root = fs::canonical(name);
  }
  ~Directory() { fs::remove_all(root); }

  void file(const fs::path& path, std::string_view text) const {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text;
  }

  ProjectFunction chosen(const std::string& argument, const fs::path& from = ".",
                         const FunctionOverrides& overrides = {}) const {
    auto project = read_project_of(argument, overrides, (root / from).lexically_normal());
    if (!project) FAIL(project.error().message);
    REQUIRE(project->functions.size() == 1);
    return project->functions.begin()->second;
  }

  Error refused(const std::string& argument, const FunctionOverrides& overrides = {}) const {
    auto project = read_project_of(argument, overrides, root);
    REQUIRE_FALSE(project.ok());
    return project.error();
  }

  fs::path root;
};

}  // namespace

TEST_CASE("a bundle without a configuration file stands for itself") {
  const Directory project;
  project.file("hello/app.py", "");
  const ProjectFunction function = project.chosen("hello/");
  CHECK(function.code == project.root / "hello");
  CHECK(function.settings == FunctionSettings{});
  CHECK_FALSE(function.file);
  CHECK(project.chosen((project.root / "hello").string(), "/").code == project.root / "hello");
}

TEST_CASE("the configuration file beside the bundle counts before the one in the current directory") {
  const Directory project;
  project.file("lambdalocal.json", R"({"Handler": "far.handler"})");
  project.file("near/lambdalocal.json", R"({"Handler": "near.handler"})");
  project.file("near/fn/app.py", "");
  project.file("other/deep/fn.zip", "");
  CHECK(project.chosen("near/fn").settings.handler == "near.handler");
  CHECK(project.chosen("near/fn").file == project.root / "near/lambdalocal.json");
  CHECK(project.chosen("other/deep/fn.zip").settings.handler == "far.handler");
  CHECK(project.chosen("fn", "near").settings.handler == "near.handler");
}

TEST_CASE("the current directory's own configuration file counts first when it is the bundle") {
  const Directory project;
  project.file("lambdalocal.json", R"({"Handler": "parent.handler"})");
  project.file("fn/lambdalocal.json", R"({"Handler": "own.handler"})");
  project.file("bare/app.py", "");
  CHECK(project.chosen(".", "fn").settings.handler == "own.handler");
  CHECK(project.chosen(".", "bare").settings.handler == "parent.handler");
}

TEST_CASE("a function is invoked by its name in the configuration file") {
  const Directory project;
  project.file("lambdalocal.json", R"({"Functions": {"orders": {"CodeUri": "src/orders", "Timeout": 5},
                                                     "mails": {"CodeUri": "src/mails"}}})");
  project.file("src/orders/app.py", "");
  project.file("orders/app.py", "");
  const ProjectFunction function = project.chosen("orders");
  CHECK(function.code == project.root / "src/orders");
  CHECK(function.settings.timeout == std::chrono::seconds(5));
  // A path is always a path.
  CHECK(project.chosen("./orders").code == project.root / "orders");
  CHECK(project.chosen("./orders").settings == FunctionSettings{});
}

TEST_CASE("a bundle that is some function's code gets that function's settings") {
  const Directory project;
  project.file("lambdalocal.json", R"({"Functions": {"orders": {"CodeUri": "src/orders", "Timeout": 5}}})");
  project.file("src/orders/app.py", "");
  project.file("src/mails/app.py", "");
  CHECK(project.chosen("src/orders").settings.function_name == "orders");
  CHECK_FALSE(project.chosen("src/mails").file);
}

TEST_CASE("a bundle that is the code of several functions must be invoked by name") {
  const Directory project;
  project.file("lambdalocal.json", R"({"Functions": {"a": {"CodeUri": "src"}, "b": {"CodeUri": "src"}}})");
  project.file("src/app.py", "");
  const Error error = project.refused("src");
  CHECK(error.kind == ErrorKind::BadConfiguration);
  CHECK(error.message.find("is the CodeUri of several functions") != std::string::npos);
  CHECK(error.message.find("a, b\ninvoke one of them by its name") != std::string::npos);
  CHECK(project.chosen("b").code == project.root / "src");
}

TEST_CASE("without a name the only function of the configuration file is meant") {
  const Directory project;
  CHECK(project.refused("").kind == ErrorKind::Usage);
  project.file("lambdalocal.json", R"({"CodeUri": "src", "Handler": "a.b"})");
  CHECK(project.chosen("").code == project.root / "src");
  project.file("lambdalocal.json", R"({"Functions": {"one": {"CodeUri": "one"}}})");
  CHECK(project.chosen("").settings.function_name == "one");
  project.file("lambdalocal.json", R"({"Functions": {"one": {"CodeUri": "one"}, "two": {"CodeUri": "two"}}})");
  CHECK(project.refused("").message == "which function? lambdalocal.json has one, two");
}

TEST_CASE("a function that is not there gets a suggestion") {
  const Directory project;
  project.file("lambdalocal.json", R"({"Functions": {"orders": {"CodeUri": "src"}}})");
  project.file("build/hello.zip", "");
  CHECK(project.refused("ordres").message ==
        "there is no function, directory or archive 'ordres'; did you mean orders?");
  CHECK(project.refused("build/helo.zip").message ==
        "there is no function, directory or archive 'build/helo.zip'; did you mean build/hello.zip?");
  CHECK(project.refused("thumbnails").message ==
        "there is no function, directory or archive 'thumbnails'\nname a directory with the function's code, a .zip, "
        "or a "
        "function of the lambdalocal.json or template.yaml here");
}

TEST_CASE("a broken configuration file is an error, even for a bundle elsewhere in the directory") {
  const Directory project;
  project.file("lambdalocal.json", "{");
  project.file("fn/app.py", "");
  CHECK(project.refused("fn").kind == ErrorKind::BadConfiguration);
}

TEST_CASE("a function nobody configured has AWS's defaults and the name of its bundle") {
  const Directory project;
  project.file("hello/app.py", "");
  const Function function = function_of(project.chosen("hello"));
  CHECK(function.name == "hello");
  CHECK(function.code == project.root / "hello");
  CHECK(function.timeout == 3s);
  CHECK(function.memory_size_mb == 128);
  CHECK(function.ephemeral_storage_mb == 512);
  CHECK(function.region == "us-east-1");
  CHECK(function.account_id == "123456789012");
  CHECK(function.version == "$LATEST");
  CHECK_FALSE(function.qualifier);
  CHECK(function.logging.format == LogFormat::Text);
}

TEST_CASE("what is said beside the configuration file beats it") {
  const Directory project;
  project.file("hello/app.py", "");
  project.file("lambdalocal.json", R"({"FunctionName": "from-file", "Timeout": 10, "MemorySize": 512, "Handler": "f.h",
                                       "LoggingConfig": {"LogFormat": "JSON", "ApplicationLogLevel": "WARN"},
                                       "Layers": ["layer"]})");
  const Function of_file = function_of(project.chosen("hello"));
  CHECK(of_file.name == "from-file");
  CHECK(of_file.timeout == 10s);
  CHECK(of_file.memory_size_mb == 512);
  CHECK(of_file.handler == "f.h");
  CHECK(of_file.layers == std::vector<fs::path>{project.root / "layer"});
  CHECK(of_file.logging.format == LogFormat::JSON);
  CHECK(of_file.logging.application_log_level == "WARN");

  FunctionOverrides overrides;
  overrides.settings.function_name = "flag";
  overrides.settings.timeout = 20s;
  overrides.settings.handler = "flag.handler";
  overrides.settings.layers = {"l.zip"};
  overrides.settings.ephemeral_storage_mb = 1024;
  overrides.settings.log_format = LogFormat::Text;
  overrides.region = "eu-west-1";
  overrides.account_id = "999999999999";
  const Function overridden = function_of(project.chosen("hello", ".", overrides));
  CHECK(overridden.name == "flag");
  CHECK(overridden.timeout == 20s);
  CHECK(overridden.memory_size_mb == 512);
  CHECK(overridden.handler == "flag.handler");
  CHECK(overridden.layers == std::vector<fs::path>{"l.zip"});
  CHECK(overridden.ephemeral_storage_mb == 1024);
  CHECK(overridden.logging.format == LogFormat::Text);
  CHECK(overridden.region == "eu-west-1");
  CHECK(overridden.account_id == "999999999999");
}

TEST_CASE("of variables, --env beats --env-file, a later file beats an earlier one, both beat the configuration file") {
  const Directory project;
  project.file("hello/app.py", "");
  project.file("lambdalocal.json", R"({"Environment": {"Variables": {"A": "c", "B": "c", "C": "c", "D": "c"}}})");
  project.file("first.env", "B=first\nC=first\nD=first\n");
  project.file("second.json", R"({"Parameters": {"C": "second"}, "hello": {"D": "second"}, "other": {"A": "x"}})");
  FunctionOverrides overrides;
  overrides.environment_files = {project.root / "first.env", project.root / "second.json"};
  overrides.settings.environment = {{"D", "flag"}};
  CHECK(function_of(project.chosen("hello", ".", overrides)).environment ==
        std::map<std::string, std::string>{{"A", "c"}, {"B", "first"}, {"C", "second"}, {"D", "flag"}});
}

TEST_CASE("an environment file that cannot be read is a configuration error") {
  const Directory project;
  project.file("hello/app.py", "");
  FunctionOverrides overrides;
  overrides.environment_files = {"/no/such/.env"};
  CHECK(project.refused("hello", overrides).kind == ErrorKind::BadConfiguration);
  CHECK(project.refused("hello", overrides).message == "cannot read /no/such/.env: No such file or directory");
  overrides.environment_files = {"/"};
  CHECK(project.refused("hello", overrides).message == "cannot read /: Is a directory");
}

TEST_CASE("a qualifier that is a number is the version executed, an alias executes $LATEST") {
  const Directory project;
  project.file("hello/app.py", "");
  FunctionOverrides overrides;
  overrides.qualifier = "7";
  CHECK(function_of(project.chosen("hello", ".", overrides)).version == "7");
  overrides.qualifier = "prod";
  const Function alias = function_of(project.chosen("hello", ".", overrides));
  CHECK(alias.version == "$LATEST");
  CHECK(alias.qualifier == "prod");
}

TEST_CASE("the name of a bundle becomes one that AWS takes") {
  CHECK(name_of_bundle("/x/my function.v2.zip") == "my-function-v2");
  CHECK(name_of_bundle("/x/orders_1.jar") == "orders_1");
  CHECK(name_of_bundle("/") == "function");
  CHECK(name_of_bundle("/x/" + std::string(100, 'a') + ".zip").size() == 64);
}

TEST_CASE("what is served is all of the file, with its front ends, or what is named, without them") {
  const Directory directory;
  directory.file("a/app.py", "");
  directory.file("b/app.py", "");
  directory.file("lambdalocal.json", R"({"Functions": {"a": {"CodeUri": "a", "FunctionUrlConfig": {"AuthType": "NONE"}},
                                                       "b": {"CodeUri": "b"}},
                                         "HttpApi": {"Routes": {"GET /": "a"}}, "Alb": {"Function": "b"}})");
  const auto all = read_project({}, {}, directory.root);
  REQUIRE(all.ok());
  CHECK(all->functions.size() == 2);
  std::vector<std::string> front_ends;
  for (const auto& [name, front_end] : all->front_ends) front_ends.push_back(name);
  CHECK(front_ends == std::vector<std::string>{"ALB", "Function URL of a", "HTTP API"});
  const auto one = read_project({"b"}, {}, directory.root);
  REQUIRE(one.ok());
  CHECK(one->functions.size() == 1);
  CHECK(one->front_ends.empty());
  // Wherever the settings are, or may come, is to be looked at for changes.
  CHECK(std::ranges::count(one->sources, directory.root / "lambdalocal.json") == 1);
}

TEST_CASE("two functions of one name are refused with both places") {
  const Directory directory;
  directory.file("x/f/app.py", "");
  directory.file("y/f/app.py", "");
  const auto both = read_project({"x/f", "y/f"}, {}, directory.root);
  REQUIRE_FALSE(both.ok());
  CHECK(both.error().message ==
        fmt::format("{0}/x/f and {0}/y/f are both called f\nname them apart in a lambdalocal.json",
                    directory.root.string()));
}

TEST_CASE("what is read twice without a change in between is equal, and nothing need be made ready anew") {
  const Directory directory;
  directory.file("a/app.py", "");
  directory.file("lambdalocal.json",
                 R"({"Functions": {"a": {"CodeUri": "a", "Timeout": 5, "Role": "arn:aws:iam::1:role/x"}}})");
  const auto first = read_project({}, {}, directory.root);
  const auto second = read_project({}, {}, directory.root);
  REQUIRE(first.ok());
  REQUIRE(second.ok());
  CHECK(first->functions == second->functions);
  directory.file("lambdalocal.json", R"({"Functions": {"a": {"CodeUri": "a", "Timeout": 6}}})");
  CHECK(read_project({}, {}, directory.root)->functions != first->functions);
}
