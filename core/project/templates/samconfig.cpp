#include "core/project/templates/samconfig.h"

#include <fmt/format.h>

// What toml++ asserts of its own state does not hold for each input ("[[["); without the assertion it reports the error.
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#undef NDEBUG
#include <toml++/toml.h>

#include "core/project/templates/parameter_overrides.h"

namespace lambdalocal::templates {
namespace {

// SAM takes one string, or a list of them.
Result<void> read_overrides(const toml::node& node, std::map<std::string, std::string>& parameters) {
  if (const auto* text = node.as_string()) return read_parameter_overrides(text->get(), parameters);
  if (const auto* list = node.as_array()) {
    for (const toml::node& item : *list) {
      if (const auto* text = item.as_string()) TRY_VOID(read_parameter_overrides(text->get(), parameters));
    }
  }
  if (const auto* table = node.as_table()) {
    for (const auto& [name, value] : *table) {
      if (const auto text = value.value<std::string>()) {
        parameters.insert_or_assign(std::string(name.str()), *text);
      } else if (const auto number = value.value<std::int64_t>()) {
        parameters.insert_or_assign(std::string(name.str()), fmt::format("{}", *number));
      }
    }
  }
  return {};
}

enum class Taken { All, OfDeployment };

Result<void> read_section(const toml::table& parameters, Taken taken, SamConfiguration& configuration) {
  const auto read = [&parameters](std::string_view name, std::optional<std::string>& into) {
    if (const auto text = parameters[name].value<std::string>()) into = *text;
  };
  read("stack_name", configuration.stack_name);
  if (taken == Taken::All) {
    read("region", configuration.region);
    read("template_file", configuration.template_file);
    read("template", configuration.template_file);
    read("env_vars", configuration.env_vars);
  }
  const toml::node* overrides = parameters.get("parameter_overrides");
  return overrides == nullptr ? Result<void>() : read_overrides(*overrides, configuration.parameter_overrides);
}

}  // namespace

Result<SamConfiguration> read_samconfig(std::string_view text, const std::filesystem::path& path, SamCommand command,
                                        std::string_view environment) {
  const auto bad = [&path](const toml::source_region& at, std::string_view what) {
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("{}:{}:{}: {}", path.string(), at.begin.line, at.begin.column, what)};
  };
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) return bad(parsed.error().source(), fmt::format("not valid TOML: {}", parsed.error().description()));
  SamConfiguration configuration;
  const std::string_view own = command == SamCommand::LocalInvoke ? "local_invoke" : "local_start_api";
  for (const std::string_view section : {std::string_view("deploy"), std::string_view("global"), own}) {
    const auto parameters = parsed[environment][section]["parameters"];
    const toml::table* table = parameters.as_table();
    if (table == nullptr) continue;
    const Taken taken = section == "deploy" ? Taken::OfDeployment : Taken::All;
    if (auto read = read_section(*table, taken, configuration); !read)
      return bad(table->source(), read.error().message);
  }
  return configuration;
}

}  // namespace lambdalocal::templates
