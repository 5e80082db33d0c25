#include "core/project/templates/serverless/api_keys.h"

#include <fmt/format.h>

#include "core/project/templates/serverless/events.h"
#include "core/text/ascii.h"

namespace lambdalocal::templates::serverless {
namespace {

ValuePtr reference(std::string_view logical_id) {
  return make_object({{"Ref", make_text(std::string(logical_id)), {}}});
}

class KeyResources {
 public:
  explicit KeyResources(Variables& variables) : variables_(variables) {
    plans_ = first_of({"provider.apiGateway.usagePlan", "provider.usagePlan"});
  }

  std::vector<Member> made() {
    const ValuePtr keys = first_of({"provider.apiGateway.apiKeys", "provider.apiKeys"});
    if (!keys) return {};
    for (const ValuePtr& item : keys->items) {
      if (const Member* group = plan_in(*item)) {
        for (const ValuePtr& key : group->value->items) add_key(key, group->name);
      } else {
        add_key(item, "");
      }
    }
    return std::move(resources_);
  }

 private:
  ValuePtr first_of(std::initializer_list<std::string_view> paths) {
    for (const std::string_view path : paths) {
      if (ValuePtr value = variables_.at(path)) return value;
    }
    return nullptr;
  }

  // `- free: [key, key]`; null for a key.
  static const Member* plan_in(const Value& item) {
    const bool is_plan = item.members.size() == 1 && item.members.front().value->is_list();
    return is_plan ? &item.members.front() : nullptr;
  }

  void add(const std::string& logical_id, std::string_view type, std::vector<Member> properties, TextPosition at) {
    resources_.push_back(
        {logical_id,
         make_object(
             {{"Type", make_text(std::string(type)), at}, {"Properties", make_object(std::move(properties)), at}}, at),
         at});
  }

  void add_key(const ValuePtr& key, const std::string& plan) {
    const std::string suffix = normalized(plan);
    if (counts_[suffix]++ == 0) add_plan(plan, suffix, key->at);
    const std::string number = fmt::format("{}{}", suffix, counts_[suffix]);
    std::vector<Member> properties;
    const auto take = [&](std::string_view member, std::string_view property) {
      if (const ValuePtr& value = key->member(member)) properties.push_back({std::string(property), value, value->at});
    };
    if (key->is_scalar()) properties.push_back({"Name", key, key->at});
    take("name", "Name");
    take("value", "Value");
    take("enabled", "Enabled");
    const std::string id = "ApiGatewayApiKey" + number;
    add(id, "AWS::ApiGateway::ApiKey", std::move(properties), key->at);
    add("ApiGatewayUsagePlanKey" + number, "AWS::ApiGateway::UsagePlanKey",
        {{"KeyId", reference(id), {}},
         {"KeyType", make_text("API_KEY"), {}},
         {"UsagePlanId", reference("ApiGatewayUsagePlan" + suffix), {}}},
        key->at);
  }

  void add_plan(const std::string& plan, const std::string& suffix, TextPosition at) {
    std::vector<Member> properties = {
        {"ApiStages",
         make_list({make_object({{"ApiId", reference(kRestApi), {}}, {"Stage", make_text(variables_.stage()), {}}})}),
         {}}};
    ValuePtr settings = plans_;
    if (plans_ && plans_->is_list()) {
      settings = nullptr;
      for (const ValuePtr& one : plans_->items) {
        if (const ValuePtr& named = one->member(plan)) settings = named;
      }
    }
    for (const auto& [name, property] : {std::pair{"quota", "Quota"}, std::pair{"throttle", "Throttle"}}) {
      if (settings && settings->find(name) != nullptr) properties.push_back({property, settings->member(name), at});
    }
    add("ApiGatewayUsagePlan" + suffix, "AWS::ApiGateway::UsagePlan", std::move(properties), at);
  }

  Variables& variables_;
  ValuePtr plans_;
  std::map<std::string, int> counts_;  // of keys, by plan
  std::vector<Member> resources_;
};

}  // namespace

std::vector<Member> api_key_resources(Variables& variables) { return KeyResources(variables).made(); }

}  // namespace lambdalocal::templates::serverless
