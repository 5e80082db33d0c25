#include "cli/function_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/command_arguments.h"
#include "core/function/layer_arn.h"
#include "core/project/templates/parameter_overrides.h"
#include "core/text/ascii.h"

namespace lambdalocal {
namespace {

Result<void> read_variables(const std::vector<std::string>& texts, FunctionSettings& settings) {
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return usage(fmt::format("--env takes NAME=VALUE, not '{}'", text));
    }
    settings.environment[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return {};
}

Result<void> read_logging(const std::string& log_format, const std::string& log_level, FunctionSettings& settings) {
  const auto lower = [](std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  };
  if (!log_format.empty()) {
    const std::string format = lower(log_format);
    if (format != "text" && format != "json") {
      return usage(fmt::format("--log-format takes text or json, not '{}'", log_format));
    }
    settings.log_format = format == "json" ? LogFormat::JSON : LogFormat::Text;
  }
  if (!log_level.empty()) {
    std::string level = log_level;
    for (char& c : level) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    settings.application_log_level = level;
  }
  return {};
}

// Any number of words behind one flag: what comes last may have been meant as the function.
Result<void> read_parameters(const std::vector<std::string>& texts, std::map<std::string, std::string>& parameters) {
  for (const std::string& text : texts) {
    if (text.find('=') == std::string::npos) {
      return usage(fmt::format("--parameter-overrides takes NAME=VALUE, not '{}'; name the function before it", text));
    }
    // A value that the shell has taken the quotes from is one word.
    const bool is_one = text.find_first_of("\"'\\") == std::string::npos &&
                        text.find("ParameterKey=") == std::string::npos &&
                        std::count(text.begin(), text.end(), '=') == 1;
    if (is_one) {
      parameters.insert_or_assign(text.substr(0, text.find('=')), text.substr(text.find('=') + 1));
    } else {
      TRY_VOID(templates::read_parameter_overrides(text, parameters));
    }
  }
  return {};
}

Result<void> read_layer_paths(const std::vector<std::string>& texts,
                              std::map<std::string, std::filesystem::path>& paths) {
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size() || !parse_layer_version_arn(text.substr(0, equals))) {
      return usage(fmt::format("--layer-path takes ARN=FILE, with the ARN of a layer's version, not '{}'", text));
    }
    paths.insert_or_assign(text.substr(0, equals), text.substr(equals + 1));
  }
  return {};
}

Result<Isolation> isolation_named(const std::string& name) {
  if (name == "auto") return Isolation::Auto;
  if (name == "strict") return Isolation::Strict;
  if (name == "off") return Isolation::Off;
  return usage(fmt::format("--isolation is auto, strict or off, not '{}'", name));
}

Result<Network> network_named(const std::string& name) {
  if (name == "host") return Network::Host;
  if (name == "none") return Network::None;
  return usage(fmt::format("--network is none or host, not '{}'", name));
}

}  // namespace

void FunctionFlags::add_to(CLI::App& app) {
  app.add_option("--handler", options_.settings.handler);
  app.add_option("--runtime", options_.settings.runtime);
  app.add_flag("--strict-runtime", strict_runtime_);
  app.add_option("--timeout", timeout_);
  app.add_option("--memory", memory_);
  app.add_option("--tmp-size", tmp_size_);
  add_repeatable(app, "--env", environment_);
  add_repeatable(app, "-n,--env-file,--env-vars", environment_files_);
  add_repeatable(app, "--layer", layers_);
  add_repeatable(app, "--layer-path", layer_paths_);
  app.add_option("--function-name", options_.settings.function_name);
  app.add_option("--region", options_.region);
  app.add_option("--account-id", options_.account_id);
  app.add_option("--log-format", log_format_);
  app.add_option("--log-level", log_level_);
  add_repeatable(app, "--pass-env", options_.passed_variables);
  app.add_flag("--pass-aws-credentials", options_.pass_aws_credentials);
  app.add_flag("--isolated", isolated_);
  app.add_flag("--snap-start", options_.snap_start);
  app.add_flag("--no-extensions", options_.no_extensions);
  app.add_option("--isolation", isolation_);
  app.add_option("--network", network_);
  app.add_option("-t,--template,--template-file", options_.of_template.file);
  app.add_option("--secrets", options_.of_template.secrets);
  app.add_option("--parameter-overrides", parameters_)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void FunctionFlags::add_build(CLI::App& app) { app.add_flag("--build", options_.build); }

Result<FunctionOverrides> FunctionFlags::read() const {
  FunctionOverrides options = options_;
  options.of_template.from_sources = options.build;
  if (!timeout_.empty()) {
    TRY(seconds, whole_number("--timeout", timeout_, "s", "whole seconds, as on AWS"));
    options.settings.timeout = std::chrono::seconds(seconds);
  }
  if (!memory_.empty()) {
    TRY(megabytes, whole_number("--memory", memory_, "MB", "a whole number of megabytes"));
    options.settings.memory_size_mb = megabytes;
  }
  if (!tmp_size_.empty()) {
    TRY(megabytes, whole_number("--tmp-size", tmp_size_, "MB", "a whole number of megabytes"));
    options.settings.ephemeral_storage_mb = megabytes;
  }
  if (options.account_id && (options.account_id->size() != 12 ||
                             !std::all_of(options.account_id->begin(), options.account_id->end(), is_digit))) {
    return usage(fmt::format("--account-id takes twelve digits, not '{}'", *options.account_id));
  }
  TRY_VOID(read_variables(environment_, options.settings));
  TRY_VOID(read_logging(log_format_, log_level_, options.settings));
  TRY_VOID(read_parameters(parameters_, options.of_template.parameters));
  TRY_VOID(read_layer_paths(layer_paths_, options.layer_paths));
  if (!layers_.empty()) options.settings.layers.emplace(layers_.begin(), layers_.end());
  options.environment_files.assign(environment_files_.begin(), environment_files_.end());
  if (strict_runtime_) options.version_match = VersionMatch::Exact;
  if (isolated_) options.outside_packages = OutsidePackages::Hidden;
  if (!isolation_.empty()) {
    TRY(isolation, isolation_named(isolation_));
    options.isolation = isolation;
    options.settings.isolation = isolation;
  }
  if (!network_.empty()) {
    TRY(network, network_named(network_));
    options.settings.network = network;
  }
  return options;
}

}  // namespace lambdalocal
