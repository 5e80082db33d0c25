#include "core/project/templates/api_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/text/ascii.h"

namespace lambdalocal::templates {
namespace {

constexpr std::size_t kMostRoutes = 1000;  // API Gateway has 300, or more when asked
constexpr std::size_t kMostWarnings = 100;

// arn:...:function:NAME, with whatever stands around it.
std::string_view name_in_arn(std::string_view text) {
  constexpr std::string_view kBefore = ":function:";
  const auto at = text.find(kBefore);
  if (at == std::string_view::npos) return text;
  text.remove_prefix(at + kBefore.size());
  return text.substr(0, text.find_first_of(":/"));
}

}  // namespace

ApiDraft& ApiDrafts::api(std::string_view logical_id, gateway::FrontEnd kind) {
  if (ApiDraft* known = find(logical_id)) return *known;
  ApiDraft& draft = drafts_.emplace_back();
  draft.logical_id = logical_id;
  draft.configuration.kind = kind;
  draft.configuration.name = logical_id;
  draft.configuration.api.region = resolver_.deployment().region;
  draft.configuration.api.account_id = resolver_.deployment().account_id;
  draft.configuration.api.id = stable_id(logical_id, 10);
  if (kind == gateway::FrontEnd::RestApi) draft.configuration.api.stage = "Prod";
  return draft;
}

ApiDraft* ApiDrafts::find(std::string_view logical_id) {
  const auto found = std::ranges::find(drafts_, logical_id, &ApiDraft::logical_id);
  return found == drafts_.end() ? nullptr : &*found;
}

ApiDraft* ApiDrafts::api_in(const ValuePtr& id) {
  if (const Resource* resource = resolver_.resource_in(id)) return find(resource->logical_id);
  const auto text = resolver_.text(id);
  const auto is_called = [&text](const ApiDraft& draft) {
    return draft.logical_id == *text || stable_id(draft.logical_id, 10) == *text;
  };
  const auto found = text ? std::ranges::find_if(drafts_, is_called) : drafts_.end();
  return found == drafts_.end() ? nullptr : &*found;
}

void ApiDrafts::add_route(ApiDraft& api, RouteDraft route) {
  using gateway::ApiKind;
  const ApiKind kind = api.configuration.kind == gateway::FrontEnd::RestApi ? ApiKind::Rest : ApiKind::Http;
  std::string key = "$default";
  if (!route.path.empty()) {
    const std::string method = upper_case(route.method);
    key = fmt::format("{} {}{}", method == "*" || method.empty() ? "ANY" : method,
                      route.path.starts_with('/') ? "" : "/", route.path);
  }
  auto parsed = gateway::parse_route_key(key, kind);
  if (!parsed) {
    const auto& message = parsed.error().message;
    return resolver_.problem(route.at, message.substr(0, message.find('\n')));
  }
  const std::string function = route.settings.route.function;
  const std::pair permission(function, fmt::format("{} {}", api.logical_id, key));
  if (route.is_permitted) permission_needed_.erase(permission);  // of a body that has the route, too
  if (!route.is_permitted && !function.empty()) permission_needed_.insert(permission);
  if (api.configuration.routes.size() >= kMostRoutes) {
    return not_emulated(fmt::format("{} has more than {} routes: the rest is left out", api.logical_id, kMostRoutes));
  }
  for (const auto& other : api.configuration.routes) {
    if (other.route.method != parsed->method || other.route.path != parsed->path) continue;
    if (other.route.function == function) return;
    return resolver_.problem(route.at,
                             fmt::format("{} of {} is for {} already", key, api.logical_id, target_of(other)));
  }
  gateway::RouteConfiguration configured = std::move(route.settings);
  if (configured.api_key_required && api.keys_of_authorizer) {
    configured.api_key_required = false;
    not_emulated(fmt::format("API keys that an authorizer says are not checked: {}", api.logical_id));
  }
  configured.route = *std::move(parsed);
  configured.route.function = function;
  api.configuration.routes.push_back(std::move(configured));
}

void ApiDrafts::add_not_emulated(ApiDraft& api, RouteDraft route, std::string_view what_it_has) {
  const std::string key = route.path.empty() ? "$default" : fmt::format("{} {}", upper_case(route.method), route.path);
  std::string what = fmt::format("{} has {}", key, what_it_has);
  route.settings.own_answer =
      gateway::not_emulated(api.configuration.kind, fmt::format("{}: lambdalocal does not emulate it", what));
  if (std::ranges::find(api.not_emulated, what) == api.not_emulated.end()) api.not_emulated.push_back(std::move(what));
  add_route(api, std::move(route));
}

void ApiDrafts::finish_not_emulated() {
  for (ApiDraft& draft : drafts_) {
    auto& routes = draft.configuration.routes;
    const bool is_served = std::ranges::any_of(routes, [](const auto& route) { return !route.own_answer; });
    if (!is_served) routes.clear();
    for (const std::string& what : draft.not_emulated) {
      not_emulated(fmt::format("{}: it {}", what, is_served ? "answers 501" : "is not served"));
    }
  }
}

std::optional<std::string> ApiDrafts::function_in(const ValuePtr& value) {
  const Resource* resource = resolver_.resource_in(value);
  for (int step = 0; resource != nullptr && !is_function(*resource) && step < 3; ++step) {
    if (resource->type != "AWS::Lambda::Alias" && resource->type != "AWS::Lambda::Version") break;
    const ValuePtr& properties = resource->properties();
    resource = properties ? resolver_.resource_in(properties->member("FunctionName")) : nullptr;
  }
  if (resource != nullptr && is_function(*resource)) {
    const auto found = std::ranges::find(functions_, resource->logical_id, &TemplateFunction::logical_id);
    return found == functions_.end() ? std::nullopt : std::optional(found->name);
  }
  const auto text = resolver_.text(value);
  if (!text) return std::nullopt;
  const TemplateFunction* called = function_called(name_in_arn(*text));
  return called == nullptr ? std::nullopt : std::optional(called->name);
}

const TemplateFunction* ApiDrafts::function_called(std::string_view name) const {
  const auto found = std::ranges::find(functions_, name, &TemplateFunction::name);
  return found == functions_.end() ? nullptr : &*found;
}

std::set<std::string> ApiDrafts::functions_of_routes() const {
  std::set<std::string> functions;
  for (const auto& [function, route] : permission_needed_) functions.insert(function);
  return functions;
}

void ApiDrafts::not_emulated(std::string what) {
  if (warnings_.size() < kMostWarnings && std::ranges::find(warnings_, what) == warnings_.end())
    warnings_.push_back(std::move(what));
}

std::vector<std::string> ApiDrafts::take_warnings() { return std::exchange(warnings_, {}); }

std::string what_instead_of_function(std::string_view integration_type) {
  if (integration_type.empty()) return "no integration that is here";
  if (integration_type == "AWS_PROXY") return "no function that is here";
  return fmt::format("an integration of type {}", integration_type);
}

std::string authorizer_named(std::string_view name) { return name == "NONE" ? std::string() : std::string(name); }

std::vector<std::string> texts_of(const Value* value) {
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (value->is_scalar()) texts.push_back(value->text);
  for (const ValuePtr& item : value->items) {
    if (item->is_scalar()) texts.push_back(item->text);
  }
  return texts;
}

std::vector<std::string> header_words(std::string_view quoted) {
  if (quoted.size() >= 2 && quoted.starts_with('\'') && quoted.ends_with('\'')) {
    quoted = quoted.substr(1, quoted.size() - 2);
  }
  std::vector<std::string> words;
  while (!quoted.empty()) {
    std::string_view word = quoted.substr(0, quoted.find(','));
    quoted.remove_prefix(std::min(word.size() + 1, quoted.size()));
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

std::optional<int> number_of(const Value* value) {
  if (value == nullptr || !value->is_scalar()) return std::nullopt;
  std::string_view text = value->text;
  if (text.size() >= 2 && text.starts_with('\'') && text.ends_with('\'')) text = text.substr(1, text.size() - 2);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace lambdalocal::templates
