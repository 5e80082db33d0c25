#include "core/inference/inference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "core/function/runtime_support.h"
#include "core/inference/bundle_candidates.h"
#include "core/inference/python_packages.h"

namespace lambdalocal {
namespace {

constexpr std::string_view kDefaultPython = "python3.13";
constexpr std::string_view kDefaultNode = "nodejs22.x";
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
  const auto other = other_family(bundle);
  return other ? not_emulated(*other) : std::nullopt;
}

Error nothing_found(const BundleListing& bundle, std::optional<RuntimeFamily> family) {
  if (!family) {
    if (auto refusal = other_family_refused(bundle)) return std::move(*refusal);
  }
  std::string looked_for;
  if (!family) looked_for += "\n  an executable file `bootstrap` (a custom runtime)";
  if (!family || *family == RuntimeFamily::Python) {
    looked_for +=
        "\n  `def lambda_handler(event, context)` or `def handler(event, context)` in *.py (lambda_function.py, "
        "app.py...)";
  }
  if (!family || *family == RuntimeFamily::NodeJs) {
    looked_for +=
        "\n  `export const handler`, `exports.handler` or the like in *.mjs, *.js, *.cjs (index.mjs, app.js...)";
  }
  return bad_configuration("find the function's handler in the bundle; looked in its root and in its folders for" +
                           looked_for + "\nname it: --handler FILE.FUNCTION, as in --handler app.lambda_handler");
}

Error no_such_file(const std::string& handler) {
  return bad_configuration(fmt::format(
      "infer the runtime: no file of the bundle fits the handler '{}' (FILE.FUNCTION, where FILE.py, FILE.mjs, FILE.js "
      "or "
      "FILE.cjs exists), and there is no `bootstrap`\nname the runtime: --runtime python3.13, or correct --handler",
      handler));
}

RuntimeId runtime_of(RuntimeFamily family, const BundleListing& bundle, const InstalledVersions& installed) {
  if (family == RuntimeFamily::Python) {
    if (const auto runtime = runtime_of_python_packages(bundle)) return *runtime;
    if (const auto chosen = installed.chosen(family)) {
      const auto runtime = find_runtime(fmt::format("python{}.{}", chosen->major, chosen->minor));
      if (runtime && bootstrap_runs_on(family, chosen->major, chosen->minor)) return *runtime;
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
    return no_such_file(handler);
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
    if (runtime->family == RuntimeFamily::Provided) return Inferred{*runtime, std::string(kBootstrap)};
    return choose(bundle, runtime, installed);
  }
  if (handler) return runtime_for_handler(bundle, std::move(*handler), installed);
  if (bundle.is_file(kBootstrap)) return Inferred{known_runtime(kCustomRuntime), std::string(kBootstrap)};
  return choose(bundle, std::nullopt, installed);
}

RuntimeId default_runtime(RuntimeFamily family, std::span<const InstalledVersion> installed) {
  const auto exact = [&](const RuntimeId& id) {
    return std::ranges::any_of(installed, [&](const InstalledVersion& version) {
      return version.family == family && version.major == id.major &&
             (family == RuntimeFamily::NodeJs || version.minor == id.minor);
    });
  };
  int newest_major = 0;
  for (const InstalledVersion& version : installed) newest_major = std::max(newest_major, version.major);

  std::optional<RuntimeId> newest_exact, newest_below;
  for (const RuntimeId& id : known_runtimes()) {  // oldest first
    if (id.family != family || !generally_available(id) || !bootstrap_runs_on(family, id.major, id.minor)) continue;
    if (exact(id)) newest_exact = id;
    if (id.major <= newest_major) newest_below = id;
  }
  if (newest_exact) return *newest_exact;
  if (family == RuntimeFamily::NodeJs) return newest_below ? *newest_below : known_runtime(kDefaultNode);
  return known_runtime(family == RuntimeFamily::Python ? kDefaultPython : kCustomRuntime);
}

}  // namespace lambdalocal
