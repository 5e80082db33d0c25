#include "emulator/runtimes/nodejs/nodejs.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "emulator/runtimes/bootstrap_settings.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;
namespace fs = std::filesystem;

namespace {

// A directory of its own with a function, a runtime directory and, when asked for, layers and an SDK.
struct Place {
  fs::path root;
  Layout layout;

  Place() {
    std::string name = (fs::temp_directory_path() / "lambdalocal-nodejs-XXXXXX").string();
    root = fs::canonical(::mkdtemp(name.data()));
    layout.task_root = root / "work" / "task";
    layout.runtime_directory = root / "runtime";
    fs::create_directories(layout.task_root);
    fs::create_directories(layout.runtime_directory);
  }
  ~Place() {
    std::error_code ignored;
    fs::remove_all(root, ignored);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
};

constexpr RuntimeId kNode16{"nodejs16.x", RuntimeFamily::NodeJs, 16, 0, true};
constexpr RuntimeId kNode20{"nodejs20.x", RuntimeFamily::NodeJs, 20, 0, true};
constexpr RuntimeId kNode22{"nodejs22.x", RuntimeFamily::NodeJs, 22, 0, false};
constexpr RuntimeId kNode24{"nodejs24.x", RuntimeFamily::NodeJs, 24, 0, false};

bool has(const Command& command, const std::string& argument) {
  return std::find(command.arguments.begin(), command.arguments.end(), argument) != command.arguments.end();
}

bool has_prefix(const Command& command, const std::string& prefix) {
  return std::any_of(command.arguments.begin(), command.arguments.end(),
                     [&](const std::string& argument) { return argument.rfind(prefix, 0) == 0; });
}

// Whether one of the bootstrap's settings begins so.
bool has_setting(const Command& command, const std::string& beginning) {
  const auto found = command.environment.find(BootstrapSettings::kVariable);
  if (found == command.environment.end()) return false;
  return (BootstrapSettings::kSeparator + found->second).find(BootstrapSettings::kSeparator + beginning) !=
         std::string::npos;
}

// A node in `place`, so that no global package folder of this machine is next to it.
fs::path node_of(const Place& place) { return place.root / "node/bin/node"; }

Command command_of(const Place& place, const RuntimeId& runtime, const NodejsOptions& options = {}) {
  auto command = nodejs_command(node_of(place), runtime, place.layout, options);
  REQUIRE(command.ok());
  return *command;
}

}  // namespace

TEST_CASE("node runs the bootstrap of the runtime directory") {
  const Place place;
  const Command command = command_of(place, kNode22);
  CHECK(command.executable == node_of(place));
  CHECK(command.arguments.front() == node_of(place).string());
  CHECK(has(command, (place.root / "runtime/callbacks.cjs").string()));
}

TEST_CASE("the runtime id chooses the script: callbacks up to nodejs22.x, promises only from nodejs24.x on") {
  const Place place;
  CHECK(has(command_of(place, kNode16), (place.root / "runtime/callbacks.cjs").string()));
  CHECK(has(command_of(place, kNode22), (place.root / "runtime/callbacks.cjs").string()));
  CHECK(has(command_of(place, kNode24), (place.root / "runtime/promises.cjs").string()));
}

TEST_CASE("NODE_PATH has Lambda's order: layers of this version, layers, SDK, runtime, function") {
  Place place;
  CHECK(command_of(place, kNode22).environment.at("NODE_PATH") ==
        (place.root / "runtime").string() + ":" + (place.root / "work/task").string());
  place.layout.opt = place.root / "opt";
  place.layout.sdk = place.root / "sdk";
  const std::string root = place.root.string();
  CHECK(command_of(place, kNode22).environment.at("NODE_PATH") ==
        root + "/opt/nodejs/node22/node_modules:" + root + "/opt/nodejs/node_modules:" + root +
            "/sdk/node_modules:" + root + "/runtime:" + root + "/work/task");
}

TEST_CASE("require() of ES modules and module detection are switched off as on Lambda, when node knows the flags") {
  const Place place;
  NodejsOptions options;
  options.version = NodeVersion{22, 12};
  CHECK(has(command_of(place, kNode22, options), "--no-experimental-require-module"));
  CHECK(has(command_of(place, kNode22, options), "--no-experimental-detect-module"));
  CHECK(has(command_of(place, kNode20, options), "--no-experimental-require-module"));
  CHECK_FALSE(has(command_of(place, kNode20, options), "--no-experimental-detect-module"));
  CHECK_FALSE(has(command_of(place, kNode16, options), "--no-experimental-require-module"));
  options.version = NodeVersion{18, 20};
  CHECK_FALSE(has_prefix(command_of(place, kNode22, options), "--no-experimental"));
  options.version = NodeVersion{20, 16};
  CHECK_FALSE(has(command_of(place, kNode22, options), "--no-experimental-require-module"));
  CHECK(has(command_of(place, kNode22, options), "--no-experimental-detect-module"));
  CHECK_FALSE(has_prefix(command_of(place, kNode22), "--no-experimental"));
}

TEST_CASE("NODE_OPTIONS of the function switches a feature on again") {
  const Place place;
  NodejsOptions options;
  options.version = NodeVersion{24, 0};
  options.node_options = "--enable-source-maps --experimental-require-module";
  CHECK_FALSE(has(command_of(place, kNode24, options), "--no-experimental-require-module"));
  CHECK(has(command_of(place, kNode24, options), "--no-experimental-detect-module"));
}

TEST_CASE("the heap is sized by the function's memory unless NODE_OPTIONS does or it would slow the start down") {
  const Place place;
  NodejsOptions options;
  options.memory_size_mb = 1024;
  CHECK_FALSE(has_prefix(command_of(place, kNode22, options), "--max-"));
  options.version = NodeVersion{22, 23};
  CHECK_FALSE(has_prefix(command_of(place, kNode22, options), "--max-"));
  options.version = NodeVersion{24, 0};
  CHECK(has(command_of(place, kNode22, options), "--max-semi-space-size=51"));
  CHECK(has(command_of(place, kNode22, options), "--max-old-space-size=922"));
  options.node_options = "--max_old_space_size=300";
  CHECK_FALSE(has_prefix(command_of(place, kNode22, options), "--max-"));
}

TEST_CASE("the bootstrap looks after packages only when some lie above the function") {
  Place place;
  const bool machine_has_packages = has_setting(command_of(place, kNode22), "packages=");
  fs::create_directories(place.root / "work/node_modules");
  CHECK(has_setting(command_of(place, kNode22), "packages=hidden"));
  CHECK(has_setting(command_of(place, kNode22), "roots=" + (place.root / "work/task").string() + ":"));
  place.layout.outside_packages = OutsidePackages::Visible;
  CHECK(has_setting(command_of(place, kNode22), "packages=visible"));
  CHECK(has_setting(command_of(place, kNode22), "above=1"));
  fs::remove_all(place.root / "work/node_modules");
  CHECK_FALSE(has_setting(command_of(place, kNode22), "above=1"));
  fs::create_directories(place.layout.task_root / "node_modules");
  CHECK(has_setting(command_of(place, kNode22), "packages=") == machine_has_packages);
}

TEST_CASE("imports search NODE_PATH from nodejs18.x on, when it holds packages") {
  Place place;
  place.layout.sdk = place.root / "sdk";
  CHECK_FALSE(has_setting(command_of(place, kNode22), "paths=1"));
  CHECK(has_setting(command_of(place, kNode22), "sdk=1"));
  fs::create_directories(place.root / "sdk/node_modules");
  CHECK(has_setting(command_of(place, kNode22), "paths=1"));
  CHECK_FALSE(has_setting(command_of(place, kNode16), "paths=1"));
}
