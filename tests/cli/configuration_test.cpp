#include "cli/configuration.h"

#include <unistd.h>

#include <fstream>

#include "tests/support/catch.h"

using namespace lambdalocal;
namespace fs = std::filesystem;

namespace {

class Project {
 public:
  Project() {
    std::string name = (fs::temp_directory_path() / "lambdalocal-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    root = fs::canonical(name);
  }
  ~Project() { fs::remove_all(root); }

  void file(const fs::path& path, std::string_view text) const {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text;
  }

  ChosenFunction chosen(const std::string& argument, const fs::path& from = ".") const {
    auto function = choose_function(argument, (root / from).lexically_normal());
    if (!function) FAIL(function.error().message);
    return *std::move(function);
  }

  Error refused(const std::string& argument) const {
    auto function = choose_function(argument, root);
    REQUIRE_FALSE(function.ok());
    return function.error();
  }

  fs::path root;
};

}  // namespace

TEST_CASE("a bundle without a configuration file stands for itself") {
  const Project project;
  project.file("hello/app.py", "");
  const ChosenFunction function = project.chosen("hello/");
  CHECK(function.code == project.root / "hello");
  CHECK(function.settings == FunctionSettings{});
  CHECK_FALSE(function.file);
  CHECK(project.chosen((project.root / "hello").string(), "/").code == project.root / "hello");
}

TEST_CASE("the configuration file beside the bundle counts before the one in the current directory") {
  const Project project;
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
  const Project project;
  project.file("lambdalocal.json", R"({"Handler": "parent.handler"})");
  project.file("fn/lambdalocal.json", R"({"Handler": "own.handler"})");
  project.file("bare/app.py", "");
  CHECK(project.chosen(".", "fn").settings.handler == "own.handler");
  CHECK(project.chosen(".", "bare").settings.handler == "parent.handler");
}

TEST_CASE("a function is invoked by its name in the configuration file") {
  const Project project;
  project.file("lambdalocal.json", R"({"Functions": {"orders": {"CodeUri": "src/orders", "Timeout": 5},
                                                     "mails": {"CodeUri": "src/mails"}}})");
  project.file("src/orders/app.py", "");
  project.file("orders/app.py", "");
  const ChosenFunction function = project.chosen("orders");
  CHECK(function.code == project.root / "src/orders");
  CHECK(function.settings.timeout == std::chrono::seconds(5));
  // A path is always a path.
  CHECK(project.chosen("./orders").code == project.root / "orders");
  CHECK(project.chosen("./orders").settings == FunctionSettings{});
}

TEST_CASE("a bundle that is some function's code gets that function's settings") {
  const Project project;
  project.file("lambdalocal.json", R"({"Functions": {"orders": {"CodeUri": "src/orders", "Timeout": 5}}})");
  project.file("src/orders/app.py", "");
  project.file("src/mails/app.py", "");
  CHECK(project.chosen("src/orders").settings.function_name == "orders");
  CHECK_FALSE(project.chosen("src/mails").file);
}

TEST_CASE("a bundle that is the code of several functions must be invoked by name") {
  const Project project;
  project.file("lambdalocal.json", R"({"Functions": {"a": {"CodeUri": "src"}, "b": {"CodeUri": "src"}}})");
  project.file("src/app.py", "");
  const Error error = project.refused("src");
  CHECK(error.kind == ErrorKind::BadConfiguration);
  CHECK(error.message.find("is the CodeUri of several functions") != std::string::npos);
  CHECK(error.message.find("a, b\ninvoke one of them by its name") != std::string::npos);
  CHECK(project.chosen("b").code == project.root / "src");
}

TEST_CASE("without a name the only function of the configuration file is meant") {
  const Project project;
  CHECK(project.refused("").kind == ErrorKind::Usage);
  project.file("lambdalocal.json", R"({"CodeUri": "src", "Handler": "a.b"})");
  CHECK(project.chosen("").code == project.root / "src");
  project.file("lambdalocal.json", R"({"Functions": {"one": {"CodeUri": "one"}}})");
  CHECK(project.chosen("").settings.function_name == "one");
  project.file("lambdalocal.json", R"({"Functions": {"one": {"CodeUri": "one"}, "two": {"CodeUri": "two"}}})");
  CHECK(project.refused("").message == "which function? lambdalocal.json has one, two");
}

TEST_CASE("a function that is not there gets a suggestion") {
  const Project project;
  project.file("lambdalocal.json", R"({"Functions": {"orders": {"CodeUri": "src"}}})");
  project.file("build/hello.zip", "");
  CHECK(project.refused("ordres").message ==
        "there is no function, directory or archive 'ordres'; did you mean orders?");
  CHECK(project.refused("build/helo.zip").message ==
        "there is no function, directory or archive 'build/helo.zip'; did you mean build/hello.zip?");
  CHECK(project.refused("thumbnails").message ==
        "there is no function, directory or archive 'thumbnails'\nname a directory with the function's code, a .zip, "
        "or a "
        "function of the lambdalocal.json here");
}

TEST_CASE("a broken configuration file is an error, even for a bundle elsewhere in the directory") {
  const Project project;
  project.file("lambdalocal.json", "{");
  project.file("fn/app.py", "");
  CHECK(project.refused("fn").kind == ErrorKind::BadConfiguration);
}
