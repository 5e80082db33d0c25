#include "core/inference/inference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "core/function/runtime_support.h"
#include "core/inference/bundle_candidates.h"
#include "core/inference/language.h"
#include "core/inference/unbuilt_sources.h"

namespace lambdalocal {
namespace {

constexpr std::string_view kCustomRuntime = "provided.al2023";
constexpr std::string_view kBootstrap = "bootstrap";
constexpr std::size_t kListedCandidates = 10;

RuntimeId known_runtime(std::string_view id) {
  const auto runtime = find_runtime(id);
  assert(runtime);
  return *runtime;
}

Error bad_configuration(std::string message) { return Error{ErrorKind::BadConfiguration, std::move(message)}; }

Error ambiguous(const std::vector<BundleCandidate>& candidates) {
  std::string message = "choose a handler: the bundle offers several";
  const std::size_t listed = std::min(candidates.size(), kListedCandidates);
  for (std::size_t i = 0; i < listed; ++i) {
    message += fmt::format("\n  --handler {}  ({})", candidates[i].handler, candidates[i].file);
  }
  if (listed < candidates.size()) message += fmt::format("\n  and {} more", candidates.size() - listed);
  const bool same_handler = std::ranges::all_of(
      candidates, [&](const BundleCandidate& candidate) { return candidate.handler == candidates.front().handler; });
  if (same_handler) return bad_configuration(message + "\nname the runtime too: --runtime python3.13 or nodejs22.x");
  return bad_configuration(message + "\nname the one to run: --handler " + candidates.front().handler);
}

// The error for a bundle whose files are of a family that does not run here.
std::optional<Error> other_family_refused(const BundleListing& bundle) {
  const auto other = family_told_by_files(bundle);
  return other ? not_emulated(*other) : std::nullopt;
}

// A template says what to run; it is not read where a directory of code was asked for.
std::optional<std::string> template_found(const BundleListing& bundle) {
  for (const std::string_view name : {"template.yaml", "template.yml"}) {
    if (bundle.is_file(name)) {
      return fmt::format("there is a {0}: name one of its functions, in that directory or with -t DIRECTORY/{0}", name);
    }
  }
  return std::nullopt;
}

Error nothing_found(const BundleListing& bundle, std::optional<RuntimeFamily> family) {
  if (!family) {
    if (auto refusal = other_family_refused(bundle)) return std::move(*refusal);
  }
  std::string looked_for;
  if (!family) looked_for += "\n  an executable file `bootstrap` (a custom runtime)";
  for (const Language& language : languages()) {
    if (!family || *family == language.family) looked_for += fmt::format("\n  {}", language.looked_for);
  }
  auto unbuilt = unbuilt_sources(bundle);
  if (!unbuilt) unbuilt = template_found(bundle);
  return bad_configuration("find the function's handler in the bundle; looked in its root and in its folders for" +
                           looked_for + "\n" +
                           unbuilt.value_or("name it: --handler FILE.FUNCTION, as in --handler app.lambda_handler"));
}

Error no_such_file(const BundleListing& bundle, const std::string& handler) {
  const std::string file = handler.substr(0, handler.rfind('.'));
  for (const std::string_view ending : {".ts", ".tsx", ".mts", ".cts"}) {
    if (!bundle.is_file(fmt::format("{}{}", file, ending))) continue;
    return bad_configuration(
        fmt::format("infer the runtime: of the handler '{0}' there is only {1}{2}, TypeScript, which must be built "
                    "first\nnpx esbuild "
                    "{1}{2} --bundle --platform=node --outfile=dist/{1}.js, or npx tsc; then name the directory of "
                    "what comes of it",
                    handler, file, ending));
  }
  return bad_configuration(fmt::format(
      "infer the runtime: no file of the bundle fits the handler '{}' (FILE.FUNCTION, where FILE.py, FILE.mjs, FILE.js "
      "or "
      "FILE.cjs exists), and there is no `bootstrap`\nname the runtime: --runtime python3.13, or correct --handler",
      handler));
}

bool names(const RuntimeId& id, RuntimeFamily family, const InstalledVersion& version) {
  return id.family == family && id.major == version.major &&
         (!support_of(family).minor_counts || id.minor == version.minor);
}

const Language* language_of(RuntimeFamily family) {
  const auto found = std::ranges::find(languages(), family, &Language::family);
  return found == languages().end() ? nullptr : &*found;
}

RuntimeId runtime_of(RuntimeFamily family, const BundleListing& bundle, const InstalledVersions& installed) {
  const Language* language = language_of(family);
  if (language != nullptr && language->made_for != nullptr) {
    if (const auto runtime = language->made_for(bundle)) return *runtime;
  }
  if (const auto chosen = installed.chosen(family); chosen && bootstrap_runs_on(family, chosen->major, chosen->minor)) {
    for (const RuntimeId& id : known_runtimes()) {
      if (names(id, family, *chosen)) return id;
    }
  }
  return default_runtime(family, installed.versions(family));
}

// Of index.mjs and index.js with the same handler the runtime picks one: that is no choice for the person.
bool is_one_handler(const std::vector<BundleCandidate>& candidates) {
  return std::ranges::all_of(candidates, [&](const BundleCandidate& candidate) {
    return candidate.handler == candidates.front().handler && candidate.family == candidates.front().family;
  });
}

Result<Inferred> choose(const BundleListing& bundle, std::optional<RuntimeId> runtime,
                        const InstalledVersions& installed) {
  const auto family = runtime ? std::optional(runtime->family) : std::nullopt;
  const std::vector<BundleCandidate> candidates = best_candidates(bundle, family);
  if (candidates.empty()) return nothing_found(bundle, family);
  if (!is_one_handler(candidates)) return ambiguous(candidates);
  const BundleCandidate& only = candidates.front();
  return Inferred{runtime ? *runtime : runtime_of(only.family, bundle, installed), only.handler};
}

Result<Inferred> runtime_for_handler(const BundleListing& bundle, std::string handler,
                                     const InstalledVersions& installed) {
  const std::vector<BundleCandidate> files = files_of_handler(bundle, handler);
  if (files.empty()) {
    if (bundle.is_file(kBootstrap)) return Inferred{known_runtime(kCustomRuntime), std::move(handler)};
    if (auto refusal = other_family_refused(bundle)) return std::move(*refusal);
    // Classes and assemblies may lie in an archive that is not looked into.
    if (const auto family = family_told_by_files(bundle))
      return Inferred{runtime_of(*family, bundle, installed), handler};
    return no_such_file(bundle, handler);
  }
  const bool one_family =
      std::ranges::all_of(files, [&](const BundleCandidate& file) { return file.family == files.front().family; });
  if (!one_family) return ambiguous(files);
  return Inferred{runtime_of(files.front().family, bundle, installed), std::move(handler)};
}

}  // namespace

Result<Inferred> infer(const BundleListing& bundle, std::optional<RuntimeId> runtime,
                       std::optional<std::string> handler, const InstalledVersions& installed) {
  if (runtime) {
    if (auto error = not_emulated(runtime->family)) return std::move(*error);
    if (handler) return Inferred{*runtime, std::move(*handler)};
    if (support_of(runtime->family).is_custom) return Inferred{*runtime, std::string(kBootstrap)};
    return choose(bundle, runtime, installed);
  }
  if (handler) return runtime_for_handler(bundle, std::move(*handler), installed);
  if (bundle.is_file(kBootstrap)) return Inferred{known_runtime(kCustomRuntime), std::string(kBootstrap)};
  return choose(bundle, std::nullopt, installed);
}

RuntimeId default_runtime(RuntimeFamily family, std::span<const InstalledVersion> installed) {
  const auto exact = [&](const RuntimeId& id) {
    return std::ranges::any_of(installed, [&](const InstalledVersion& version) {
      return version.family == family && names(id, family, version);
    });
  };
  int newest_major = 0;
  for (const InstalledVersion& version : installed) newest_major = std::max(newest_major, version.major);

  std::optional<RuntimeId> newest_exact, newest_below;
  for (const RuntimeId& id : known_runtimes()) {  // oldest first
    if (id.family != family || !generally_available(id) || !bootstrap_runs_on(family, id.major, id.minor)) continue;
    // Of two ids with the same version (java17, java17.al2023) it is the plain one.
    const bool again = newest_exact && newest_exact->major == id.major && newest_exact->minor == id.minor;
    if (exact(id) && !again) newest_exact = id;
    if (id.major <= newest_major) newest_below = id;
  }
  if (newest_exact) return *newest_exact;
  if (!support_of(family).minor_counts && newest_below) return *newest_below;
  if (const Language* language = language_of(family)) return known_runtime(language->default_runtime);
  RuntimeId newest = known_runtime(kCustomRuntime);
  for (const RuntimeId& id : known_runtimes()) {
    if (id.family == family && generally_available(id)) newest = id;
  }
  return newest;
}

}  // namespace lambdalocal
