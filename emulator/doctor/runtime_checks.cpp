#include "emulator/doctor/runtime_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/function/runtime_support.h"
#include "emulator/functions/prepare.h"
#include "emulator/runtimes/family.h"
#include "emulator/runtimes/resolve.h"
#include "emulator/runtimes/sdk.h"

namespace lambdalocal::doctor {
namespace {

using runtimes::Family;
using runtimes::Interpreter;
using runtimes::Interpreters;

constexpr std::size_t kNamesShown = 3;

std::string names_of(const std::vector<const ProjectFunction*>& functions) {
  std::vector<std::string_view> names;
  for (const ProjectFunction* function : functions) names.push_back(function->name);
  const std::size_t more = names.size() > kNamesShown ? names.size() - kNamesShown : 0;
  names.resize(names.size() - more);
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  return more == 0 ? text : text + fmt::format(" and {} more", more);
}

VersionMatch match_of(const std::vector<const ProjectFunction*>& functions) {
  const bool is_exact = std::ranges::any_of(
      functions, [](const ProjectFunction* one) { return one->local.version_match == VersionMatch::Exact; });
  return is_exact ? VersionMatch::Exact : VersionMatch::Nearest;
}

Check of_error(std::string name, Level level, const Error& error, std::string effect) {
  const std::size_t end = error.message.find('\n');
  std::string found = error.message.substr(0, end);
  if (const std::size_t reason = found.find(": "); reason != std::string::npos) found.erase(0, reason + 2);
  std::string remedy = end == std::string::npos ? "" : error.message.substr(end + 1);
  return {std::move(name), level, std::move(found), std::move(effect), std::move(remedy), true};
}

std::string shown(const Interpreters& interpreters, const runtimes::ResolvedRuntime& resolved, RuntimeFamily family) {
  const auto& all = interpreters.all(family);
  const auto found = std::ranges::find(all, resolved.interpreter, &Interpreter::path);
  if (found == all.end()) return fmt::format("{} {}", resolved.version.text(), resolved.interpreter.string());
  const Interpreter full = interpreters.with_full_version(*found);
  return fmt::format("{} {} ({})", full.version.text(), full.path.string(), full.found_by);
}

// What lies beside the runtime on Lambda. None: nothing does.
std::optional<Check> beside(const Interpreters& interpreters, const RuntimeId& runtime,
                            const runtimes::Version& version) {
  const Family& family = *runtimes::family_of(runtime.family);
  const auto& data = interpreters.machine().data_directory;
  if (runtimes::sdk_directory(data, runtime, version).empty() || family.install_name().empty()) return std::nullopt;
  std::string name = fmt::format("{} SDK", family.install_name());
  auto installed = runtimes::installed_sdk(data, runtime, version);
  if (!installed) return of_error(std::move(name), Level::Problem, installed.error(), "its functions do not run");
  if (*installed)
    return Check{std::move(name),
                 Level::Ok,
                 fmt::format("{} in {}", family.brought_along(), (*installed)->string()),
                 {},
                 {},
                 true};
  if (family.not_ready(interpreters.machine())) return std::nullopt;  // told with the runtime
  return Check{std::move(name),
               Level::Info,
               fmt::format("{} is not installed", family.brought_along()),
               "functions that do not bring it along, and need not on Lambda, do not find it",
               fmt::format("lambdalocal runtimes install {}", family.install_name()),
               true};
}

// Some packages bring along what is missing.
bool all_run(const std::vector<const ProjectFunction*>& functions, const runtimes::Machine& machine) {
  return std::ranges::all_of(functions, [&](const ProjectFunction* function) {
    Notices notices;
    const auto prepared = prepare(*function, machine, notices);
    return prepared.ok() || prepared.error().kind != ErrorKind::RuntimeMissing;
  });
}

Check check_needed(const Interpreters& interpreters, const NeededRuntime& needed,
                   std::optional<runtimes::Version>& version) {
  const RuntimeId& runtime = needed.runtime;
  std::string name(runtime.id);
  const std::string names = names_of(needed.functions);
  auto resolved = runtimes::resolve(runtime, interpreters, match_of(needed.functions));
  if (!resolved) {
    return of_error(std::move(name), Level::Problem, resolved.error(), fmt::format("{} cannot run", names));
  }
  const Family& family = *runtimes::family_of(runtime.family);
  if (family.interpreters() == nullptr)
    return {std::move(name), Level::Ok, fmt::format("its functions bring their own: {}", names), {}, {}, true};
  version = resolved->version;
  if (const auto missing = family.not_ready(interpreters.machine());
      missing && !all_run(needed.functions, interpreters.machine())) {
    const std::size_t remedy = missing->find(": ");
    return {std::move(name),
            Level::Problem,
            missing->substr(0, remedy),
            fmt::format("{} cannot run", names),
            remedy == std::string::npos ? "" : missing->substr(remedy + 2),
            true};
  }
  std::string found = shown(interpreters, *resolved, runtime.family);
  if (!resolved->warning) return {std::move(name), Level::Ok, std::move(found), {}, {}, true};
  return {std::move(name),
          Level::Warning,
          std::move(found) + ", the nearest version",
          fmt::format("{}: syntax and libraries are another version's", names),
          fmt::format("install {} {}; 'lambdalocal runtimes' lists what is found", family_name(runtime.family),
                      support_of(runtime.family).minor_counts ? fmt::format("{}.{}", runtime.major, runtime.minor)
                                                              : fmt::format("{}", runtime.major)),
          true};
}

// The newest runtime of a family that AWS has.
const RuntimeId* newest_of(RuntimeFamily family) {
  const RuntimeId* newest = nullptr;
  for (const RuntimeId& runtime : known_runtimes()) {
    if (runtime.family == family && generally_available(runtime)) newest = &runtime;
  }
  return newest;
}

void add_family(const Interpreters& interpreters, const Family& family, bool has_project, std::vector<Check>& checks) {
  const RuntimeId* newest = newest_of(family.id());
  std::string name(family_name(family.id()));
  const auto& all = interpreters.all(family.id());
  if (newest == nullptr) return;
  if (const auto resolved = runtimes::resolve(*newest, interpreters, VersionMatch::Nearest); !resolved) {
    std::string effect = fmt::format("functions of {} do not run", name);
    checks.push_back(of_error(std::move(name), Level::Info, resolved.error(), std::move(effect)));
    return;
  }
  const Interpreter full = interpreters.with_full_version(all.front());
  std::string found = fmt::format("{} {} ({})", full.version.text(), full.path.string(), full.found_by);
  std::vector<std::string> others;
  for (std::size_t at = 1; at < all.size(); ++at) others.push_back(all[at].version.text());
  if (!others.empty()) found += fmt::format("; also {}", fmt::join(others, ", "));
  Check& check = checks.emplace_back(Check{std::move(name), Level::Ok, std::move(found), {}, {}, true});
  if (const auto missing = family.not_ready(interpreters.machine())) {
    const std::size_t remedy = missing->find(": ");
    check.level = Level::Info;
    check.effect = missing->substr(0, remedy);
    if (remedy != std::string::npos) check.remedy = missing->substr(remedy + 2);
  }
  if (has_project) return;
  if (auto sdk = beside(interpreters, *newest, all.front().version)) checks.push_back(*std::move(sdk));
}

}  // namespace

std::vector<Check> runtime_checks(const Interpreters& interpreters, const Needs& needs) {
  std::vector<Check> checks;
  std::vector<Check> sdks;
  for (const NeededRuntime& needed : needs.runtimes) {
    std::optional<runtimes::Version> version;
    checks.push_back(check_needed(interpreters, needed, version));
    if (!version) continue;
    auto sdk = beside(interpreters, needed.runtime, *version);
    const auto same = [&](const Check& one) { return one.name == sdk->name && one.found == sdk->found; };
    if (sdk && std::ranges::none_of(sdks, same)) sdks.push_back(*std::move(sdk));
  }
  std::ranges::move(sdks, std::back_inserter(checks));
  for (const std::string& name : needs.untold) {
    checks.push_back({name, Level::Info, "its runtime is not told here", "", "lambdalocal validate", true});
  }
  for (const Family* family : runtimes::families()) {
    const auto is_of_it = [&](const NeededRuntime& one) { return one.runtime.family == family->id(); };
    if (family->interpreters() == nullptr || std::ranges::any_of(needs.runtimes, is_of_it)) continue;
    add_family(interpreters, *family, needs.has_project, checks);
  }
  return checks;
}

}  // namespace lambdalocal::doctor
