#include "core/inference/unbuilt_sources.h"

#include <fmt/format.h>

#include <array>

namespace lambdalocal {
namespace {

struct Source {
  std::string_view ending;  // of a file's name, or the whole of it
  std::string_view what;
  std::string_view command;  // {} stands for the file
};
// Build descriptions before single files: they say more.
constexpr std::array kSources = {
    Source{"go.mod", "a Go module",
           "GOOS=linux CGO_ENABLED=0 go build -tags lambda.norpc -o build/bootstrap . && lambdalocal invoke build"},
    Source{"Cargo.toml", "a Rust crate", "cargo lambda build --release, then lambdalocal invoke target/lambda/NAME"},
    Source{"pom.xml", "a Maven project", "mvn package, then lambdalocal invoke target/NAME.jar"},
    Source{"build.gradle", "a Gradle project", "./gradlew build, then lambdalocal invoke its .zip or .jar"},
    Source{"build.gradle.kts", "a Gradle project", "./gradlew build, then lambdalocal invoke its .zip or .jar"},
    Source{".ts", "TypeScript",
           "npx esbuild {} --bundle --platform=node --outdir=dist, or npx tsc; then lambdalocal invoke dist"},
    Source{".mts", "TypeScript",
           "npx esbuild {} --bundle --platform=node --format=esm --out-extension:.js=.mjs --outdir=dist; then "
           "lambdalocal invoke dist"},
};

}  // namespace

std::optional<std::string> unbuilt_sources(const BundleListing& bundle) {
  for (const Source& source : kSources) {
    for (const std::string_view folder : {"", "src", "app"}) {
      for (const BundleEntry& entry : bundle.entries(folder)) {
        const bool is_declaration = entry.name.ends_with(".d.ts");
        if (entry.is_directory || is_declaration || !entry.name.ends_with(source.ending)) continue;
        const std::string file = folder.empty() ? entry.name : fmt::format("{}/{}", folder, entry.name);
        return fmt::format("{} is {}, which must be built first: {}", file, source.what,
                           fmt::format(fmt::runtime(source.command), file));
      }
    }
  }
  return std::nullopt;
}

}  // namespace lambdalocal
