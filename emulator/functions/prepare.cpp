#include "emulator/functions/prepare.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "core/function/function_check.h"
#include "core/function/runtime_support.h"
#include "core/parameters_and_secrets/answer.h"
#include "emulator/functions/function_view.h"
#include "emulator/functions/passed_environment.h"
#include "emulator/layers/layer_store.h"
#include "emulator/runtimes/family.h"
#include "emulator/runtimes/gate.h"
#include "emulator/runtimes/inference.h"
#include "emulator/runtimes/interpreters/interpreters.h"
#include "emulator/runtimes/layout.h"
#include "emulator/runtimes/resolve.h"
#include "emulator/runtimes/start.h"
#include "emulator/system/digest.h"

namespace lambdalocal {
namespace {

using runtimes::Interpreters;
using runtimes::Layout;
using runtimes::Machine;
using runtimes::ResolvedRuntime;

Result<std::optional<RuntimeId>> runtime_named(const FunctionSettings& settings) {
  if (!settings.runtime) return std::optional<RuntimeId>();
  const auto runtime = find_runtime(*settings.runtime);
  if (runtime) return runtime;
  return Error{ErrorKind::BadConfiguration,
               fmt::format("AWS Lambda has no runtime '{}'; did you mean {}?\n'lambdalocal runtimes' lists them all",
                           *settings.runtime, closest_runtime(*settings.runtime))};
}

void warn_of_settings(const ProjectFunction& wanted, Notices& notices) {
  if (wanted.settings.without_effect.empty()) return;
  std::vector<std::string_view> names;
  for (const KeptSetting& kept : wanted.settings.without_effect) names.push_back(kept.name);
  std::string text = fmt::format("{}: without effect here: {}",
                                 wanted.file ? wanted.file->string() : "lambdalocal.json", fmt::join(names, ", "));
  wanted.is_of_template ? notices.note(std::move(text)) : notices.warning(std::move(text));
}

Result<void> pass_environment(const ProjectFunction& wanted, const Machine& machine, Notices& notices,
                              PreparedFunction& prepared) {
  TRY(passed, passed_variables(wanted.local.passed_variables, machine.environment, notices));
  prepared.passed_environment = std::move(passed);
  if (!wanted.local.pass_aws_credentials) return {};
  TRY(credentials, callers_credentials(machine.environment));
  prepared.credentials = std::move(credentials);
  if (const auto region = callers_region(machine.environment); region && !wanted.region) {
    prepared.function.region = *region;
  }
  return {};
}

// Those that lie on AWS as the files they were fetched to; without those that are built in.
Result<std::vector<std::filesystem::path>> local_layers(const Function& function, const Machine& machine) {
  const layers::LayerStore store(machine.data_directory);
  std::vector<std::filesystem::path> here;
  for (const auto& layer : function.layers) {
    const std::string arn = layer.string();
    if (parameters_and_secrets::is_layer(arn)) continue;
    if (!arn.starts_with("arn:")) {
      here.push_back(layer);
      continue;
    }
    TRY(fetched, store.find(arn));
    if (!fetched) {
      return Error{
          ErrorKind::NotEmulated,
          fmt::format(
              "the layer {0} lies on AWS\nfetch it with your aws: lambdalocal layers pull {0}\nor name what stands "
              "for it: --layer-path {0}=FILE",
              arn)};
    }
    here.push_back(*std::move(fetched));
  }
  return here;
}

Result<Packages> open_packages(const Function& function, const Machine& machine, Notices& notices,
                               bundle::Compare compare) {
  TRY(layers_here, local_layers(function, machine));
  const bundle::Cache cache(machine.cache_directory);
  TRY(code, bundle::open_bundle(function.code, cache, limits::kUnpackedBytes, compare));
  if (!code.warning.empty()) notices.warning(code.warning);
  TRY(layers, bundle::open_layers(layers_here, cache, limits::kUnpackedBytes - code.bytes));
  if (layers && !layers->warning.empty()) notices.warning(layers->warning);
  return Packages{std::move(code), std::move(layers)};
}

// Every file of /opt/extensions is one, whether it can be executed or not.
std::vector<std::filesystem::path> extensions_of(const Layout& layout) {
  std::vector<std::filesystem::path> extensions;
  if (!layout.opt) return extensions;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(*layout.opt / "extensions", failed), end; !failed && entry != end;
       entry.increment(failed)) {
    std::error_code unknown;
    if (!entry->is_directory(unknown)) extensions.push_back(entry->path());
  }
  std::ranges::sort(extensions);
  return extensions;
}

// What was not found may be there once it is built.
Error with_build_step(Error error, const ProjectFunction& wanted) {
  if (error.kind != ErrorKind::BadConfiguration || wanted.local.build || !wanted.settings.build) return error;
  error.message += fmt::format("\nwith --build it is built first: {}", wanted.settings.build->command);
  return error;
}

// A build step makes the file that the handler names; a layer may have it, too.
void warn_of_unbuilt(const ProjectFunction& wanted, const Function& function, const std::filesystem::path& root,
                     Notices& notices) {
  if (wanted.local.build || !wanted.settings.build || !wanted.settings.build->manifest.empty()) return;
  const bool is_custom = support_of(function.runtime.family).is_custom;
  std::string file = is_custom ? "bootstrap" : function.handler.substr(0, function.handler.rfind('.'));
  std::error_code error;
  if (function.runtime.family == RuntimeFamily::Java) {
    // Its class may be in a jar.
    if (!function.layers.empty() || std::filesystem::exists(root / "lib", error)) return;
    file = function.handler.substr(0, function.handler.find(':'));
    std::ranges::replace(file, '.', '/');
  }
  for (const char* ending : {"", ".js", ".mjs", ".cjs", ".py", ".rb", ".class"}) {
    if (std::filesystem::exists(root / (file + ending), error)) return;
  }
  notices.warning(fmt::format("{} is not built: there is no {} in {}\nwith --build it is built first: {}", wanted.name,
                              is_custom ? file : "file of its handler " + function.handler, root.string(),
                              wanted.settings.build->command));
}

void describe(const PreparedFunction& prepared, const ResolvedRuntime& resolved, Notices& notices) {
  const Function& function = prepared.function;
  notices.note(fmt::format("function {}: {}, handler {}, {} MB, {} s", function.name, function.runtime.id,
                           function.handler, function.memory_size_mb, function.timeout.count() / 1000));
  notices.note(fmt::format("bundle {}", prepared.layout.task_root.string()));
  if (prepared.layout.opt) notices.note(fmt::format("layers in {}", prepared.layout.opt->string()));
  if (!resolved.interpreter.empty()) {
    notices.note(fmt::format("interpreter {} ({})", resolved.interpreter.string(), resolved.version.text()));
  }
  const runtimes::Family& family = *runtimes::family_of(function.runtime.family);
  if (prepared.layout.sdk) {
    notices.note(fmt::format("{} in {}", family.brought_along(), prepared.layout.sdk->string()));
  } else if (!family.install_name().empty()) {
    notices.note(fmt::format("without {}, which 'lambdalocal runtimes install {}' puts beside the runtime",
                             family.brought_along(), family.install_name()));
  }
  for (const auto& directory : prepared.layout.outside_directories) {
    notices.note(fmt::format("packages outside the bundle: {}", directory.string()));
  }
  for (const auto& extension : prepared.extensions) {
    notices.note(fmt::format("extension {}", extension.filename().string()));
  }
  notices.note(fmt::format("runs {}", fmt::join(prepared.command.arguments, " ")));
  for (const std::string& note : prepared.command.notes) notices.note(note);
}

Result<void> set_isolation(const ProjectFunction& wanted, PreparedFunction& prepared) {
  prepared.isolation = wanted.settings.isolation.value_or(wanted.local.isolation);
  prepared.network = wanted.settings.network.value_or(Network::Host);
  if (prepared.network == Network::Host) return {};
  if (wanted.settings.isolation == Isolation::Off) {
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("run {} without a network: that takes isolation\nleave out --isolation off", wanted.name)};
  }
  if (wanted.local.connect) {
    return Error{
        ErrorKind::BadConfiguration,
        fmt::format("run {} without a network: then it cannot call other functions\nleave out --connect, or give "
                    "it --network host",
                    wanted.name)};
  }
  prepared.isolation = Isolation::Strict;
  return {};
}

std::shared_ptr<Renewal> renewal_of(const ProjectFunction& wanted, const Machine& machine, const Packages& packages,
                                    const runtimes::Surroundings& surroundings,
                                    const std::vector<std::filesystem::path>& sealed) {
  Renewal::Entries entries{surroundings.bootstraps.entry, {}, packages.code.compared};
  for (const bundle::Bundle* bundle : {&packages.code, packages.layers ? &*packages.layers : nullptr}) {
    if (bundle == nullptr || bundle->entry.empty()) continue;
    entries.packages.push_back(bundle->entry);
  }
  auto prepare_again = [wanted, machine]() -> Result<RenewedFunction> {
    Notices notices;
    TRY(prepared, prepare(wanted, machine, notices, bundle::Compare::All));
    RenewedFunction renewed;
    renewed.warnings = prepared.restored;
    renewed.function = std::make_shared<const PreparedFunction>(std::move(prepared));
    return renewed;
  };
  std::ranges::copy(sealed, std::back_inserter(entries.packages));
  return std::make_shared<Renewal>(std::move(entries), std::move(prepare_again));
}

}  // namespace

Result<PreparedFunction> prepare(const ProjectFunction& wanted, const Machine& machine, Notices& notices,
                                 bundle::Compare compare) {
  const FunctionSettings& settings = wanted.settings;
  TRY(named, runtime_named(settings));
  warn_of_settings(wanted, notices);
  PreparedFunction prepared;
  Function& function = prepared.function;
  function = function_of(wanted);
  TRY_VOID(pass_environment(wanted, machine, notices, prepared));

  auto opened = open_packages(function, machine, notices, compare);
  if (!opened) return with_build_step(std::move(opened).error(), wanted);
  Packages& packages = *opened;
  Layout& layout = prepared.layout;
  layout.task_root = packages.code.root;
  if (const auto digest = system::digest_from_hex(packages.code.digest)) prepared.code_sha256 = system::base64(*digest);
  if (packages.layers) layout.opt = packages.layers->root;
  layout.outside_packages = packages.code.unpacked ? OutsidePackages::Hidden : OutsidePackages::Visible;
  if (wanted.local.outside_packages) layout.outside_packages = *wanted.local.outside_packages;

  const Interpreters interpreters(machine);
  const runtimes::VersionsBeside beside(layout.task_root, interpreters);
  const bool sees_outside = layout.outside_packages == OutsidePackages::Visible;
  const InstalledVersions& versions = sees_outside ? static_cast<const InstalledVersions&>(beside) : interpreters;
  auto inferred = runtimes::infer(layout.task_root, named, settings.handler, versions);
  if (!inferred) return with_build_step(std::move(inferred).error(), wanted);
  function.runtime = inferred->runtime;
  function.handler = std::move(inferred->handler);
  TRY_VOID(check_function(function));
  warn_of_unbuilt(wanted, function, layout.task_root, notices);
  TRY(resolved, runtimes::resolve(function.runtime, interpreters, wanted.local.version_match));
  if (resolved.warning) notices.warning(*resolved.warning);
  TRY(surroundings, runtimes::complete_layout(function, resolved, machine, layout));
  for (const std::string& warning : surroundings.warnings) notices.warning(warning);
  for (const std::string& note : surroundings.notes) notices.note(note);
  prepared.outside_files = std::move(surroundings.watched);
  TRY(command, runtimes::start_command(function, resolved, layout, machine));
  prepared.command = std::move(command);
  if (runtimes::preloads(function.environment) || runtimes::preloads(prepared.passed_environment)) {
    prepared.command.has_gate = prepared.command.can_be_held = false;
  }
  for (const std::string& warning : prepared.command.warnings) notices.warning(warning);
  if (prepared.command.problem) notices.warning(prepared.command.problem->hint);
  prepared.extensions_enabled = !wanted.local.no_extensions;
  if (prepared.extensions_enabled) prepared.extensions = extensions_of(layout);
  prepared.has_parameters_and_secrets =
      prepared.extensions_enabled && std::ranges::any_of(function.layers, [](const auto& layer) {
        return parameters_and_secrets::is_layer(layer.string());
      });
  if (prepared.has_parameters_and_secrets) prepared.secrets = wanted.local.secrets;
  describe(prepared, resolved, notices);
  prepared.restored = std::move(surroundings.warnings);
  if (packages.code.was_changed) prepared.restored.push_back(packages.code.warning);
  if (packages.layers && packages.layers->was_changed) prepared.restored.push_back(packages.layers->warning);
  TRY_VOID(set_isolation(wanted, prepared));
  if (prepared.isolation != Isolation::Off) prepared.view = view_of(prepared, machine);
  prepared.renewal = renewal_of(wanted, machine, packages, surroundings, prepared.command.sealed_entries);
  prepared.packages = std::make_shared<const Packages>(std::move(packages));
  prepared.bootstraps = std::move(surroundings.bootstraps.in_use);
  return prepared;
}

}  // namespace lambdalocal
