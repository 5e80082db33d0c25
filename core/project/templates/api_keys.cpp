#include "core/project/templates/api_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/project/templates/api_resources.h"

namespace lambdalocal::templates {
namespace {

constexpr std::size_t kMostKeys = 1000;  // of one API
constexpr std::size_t kValueLength = 40;

class ApiKeyReader : public ApiResources {
 public:
  explicit ApiKeyReader(ApiDrafts& drafts) : ApiResources(drafts) {}

  void read() {
    for (ApiDraft& draft : drafts_.all()) {
      if (needs_key(draft) && !draft.usage_plan_key.empty()) add(draft, key_called(draft.usage_plan_key, ""));
    }
    each("AWS::ApiGateway::ApiKey", &ApiKeyReader::read_key);
    each("AWS::ApiGateway::UsagePlanKey", &ApiKeyReader::read_plan_key);
    each("AWS::ApiGateway::UsagePlan", &ApiKeyReader::read_plan);
    for (const ApiDraft& draft : drafts_.all()) tell_without_key(draft);
  }

 private:
  static bool needs_key(const ApiDraft& draft) {
    return std::ranges::any_of(draft.configuration.routes, [](const auto& route) { return route.api_key_required; });
  }

  static gateway::ApiKey key_called(const std::string& logical_id, std::string value) {
    const bool is_stand_in = value.empty();
    if (is_stand_in) value = stable_id(logical_id + ".value", kValueLength);
    return {logical_id, stable_id(logical_id, 10), std::move(value), is_stand_in};
  }

  static void add(ApiDraft& draft, gateway::ApiKey key) {
    auto& keys = draft.configuration.api_keys;
    const bool is_there = std::ranges::find(keys, key.name, &gateway::ApiKey::name) != keys.end();
    if (!is_there && keys.size() < kMostKeys) keys.push_back(std::move(key));
  }

  // None: it is not enabled.
  std::optional<gateway::ApiKey> key_of(const Resource& resource) {
    const ValuePtr enabled = resolved(resource, "Enabled");
    if (enabled && !is_true(enabled.get())) return std::nullopt;
    return key_called(resource.logical_id, text(resource, "Value"));
  }

  // StageKeys: how a key was given to a stage before there were usage plans.
  void read_key(const Resource& resource) {
    const ValuePtr stages = property(resource, "StageKeys");
    const auto key = key_of(resource);
    if (!stages || !key) return;
    for (const ValuePtr& stage : stages->items) add_to_api(resolver_.member(stage, "RestApiId"), *key);
  }

  void add_to_api(const ValuePtr& id, const gateway::ApiKey& key) {
    ApiDraft* draft = drafts_.api_in(id);
    if (draft != nullptr && needs_key(*draft)) add(*draft, key);
  }

  void read_plan_key(const Resource& resource) {
    const Resource* key = resolver_.resource_in(property(resource, "KeyId"));
    const Resource* plan = resolver_.resource_in(property(resource, "UsagePlanId"));
    if (key == nullptr || plan == nullptr || key->type != "AWS::ApiGateway::ApiKey") return;
    const ValuePtr stages = property(*plan, "ApiStages");
    const auto found = key_of(*key);
    if (!stages || !found) return;
    for (const ValuePtr& stage : stages->items) add_to_api(resolver_.member(stage, "ApiId"), *found);
  }

  void read_plan(const Resource& resource) {
    if (property(resource, "Throttle") || property(resource, "Quota")) {
      drafts_.not_emulated(
          fmt::format("Throttle and Quota of the usage plan {} are not enforced", resource.logical_id));
    }
  }

  void tell_without_key(const ApiDraft& draft) {
    if (!needs_key(draft) || !draft.configuration.api_keys.empty()) return;
    drafts_.not_emulated(
        fmt::format("{}: no key of the template is for it, so its routes with ApiKeyRequired answer 403 "
                    "(give one under ApiKeys of lambdalocal.json)",
                    draft.logical_id));
  }
};

}  // namespace

void add_api_keys(ApiDrafts& drafts) { ApiKeyReader(drafts).read(); }

}  // namespace lambdalocal::templates
