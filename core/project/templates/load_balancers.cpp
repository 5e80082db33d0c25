// Rules refer to their listener, actions to a target group, and that to its function. They stand anywhere in the template, so
// they are gathered first and put in order at the end.
#include "core/project/templates/load_balancers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>

#include "core/project/templates/api_resources.h"

namespace lambdalocal::templates {
namespace {

using gateway::ConditionField;
using gateway::FrontEnd;
using gateway::ListenerCondition;
using gateway::RouteConfiguration;

constexpr std::size_t kMostRules = 1000;  // of one template; a load balancer has 100, or more when asked
constexpr int kLast = std::numeric_limits<int>::max();

struct FieldRow {
  std::string_view name, config;
  ConditionField field;
};
constexpr std::array kFields = {
    FieldRow{"path-pattern", "PathPatternConfig", ConditionField::PathPattern},
    FieldRow{"host-header", "HostHeaderConfig", ConditionField::HostHeader},
    FieldRow{"http-request-method", "HttpRequestMethodConfig", ConditionField::HttpRequestMethod},
    FieldRow{"http-header", "HttpHeaderConfig", ConditionField::HttpHeader},
    FieldRow{"query-string", "QueryStringConfig", ConditionField::QueryString},
    FieldRow{"source-ip", "SourceIpConfig", ConditionField::SourceIp},
};

bool takes_expressions(ConditionField field) {
  return field == ConditionField::PathPattern || field == ConditionField::HostHeader ||
         field == ConditionField::HttpHeader;
}

class LoadBalancerReader : public ApiResources {
 public:
  explicit LoadBalancerReader(ApiDrafts& drafts) : ApiResources(drafts) {}

  void read() {
    each("AWS::ElasticLoadBalancingV2::Listener", &LoadBalancerReader::read_listener);
    each("AWS::ElasticLoadBalancingV2::ListenerRule", &LoadBalancerReader::read_rule);
    std::ranges::stable_sort(rules_, {}, &Rule::priority);
    for (Rule& rule : rules_) rule.listener->configuration.routes.push_back(std::move(rule.route));
    for (ApiDraft& draft : drafts_.all()) {
      auto& routes = draft.configuration.routes;
      const bool is_for_some = std::ranges::any_of(routes, [](const auto& route) { return !route.own_answer; });
      if (draft.configuration.kind == FrontEnd::Alb && !is_for_some) routes.clear();
    }
    for (const auto& [listener, what] : told_) {
      if (!listener->configuration.routes.empty()) drafts_.not_emulated(what);
    }
  }

 private:
  struct Rule {
    int priority;
    ApiDraft* listener;
    RouteConfiguration route;
  };

  void tell(ApiDraft& listener, std::string what) { told_.emplace_back(&listener, std::move(what)); }

  void read_listener(const Resource& resource) {
    const std::string protocol = text(resource, "Protocol");
    if (protocol != "HTTP" && protocol != "HTTPS" && !protocol.empty()) return;  // of a network load balancer
    ApiDraft& listener = drafts_.api(resource.logical_id, FrontEnd::Alb);
    add(kLast, listener, {}, property(resource, "DefaultActions"), resource.logical_id);
  }

  void read_rule(const Resource& resource) {
    ApiDraft* listener = api_of(resource, "ListenerArn");
    if (listener == nullptr) return;
    if (resolved(resource, "Transforms")) {
      tell(*listener, fmt::format("the transforms of the rule {} are not emulated", resource.logical_id));
    }
    std::vector<ListenerCondition> conditions;
    if (const ValuePtr list = resolved(resource, "Conditions")) {
      for (const ValuePtr& item : list->items) {
        auto condition = condition_of(*item);
        if (!condition) {
          return tell(*listener,
                      fmt::format("the rule {} has a condition that is not emulated: it is left out (use Values or "
                                  "RegexValues of one of the documented fields)",
                                  resource.logical_id));
        }
        conditions.push_back(*std::move(condition));
      }
    }
    if (conditions.empty()) return resolver_.problem(resource.at, "a rule of a listener has conditions");
    const int priority = number_of(resolved(resource, "Priority").get()).value_or(kLast - 1);
    add(priority, *listener, std::move(conditions), property(resource, "Actions"), resource.logical_id);
  }

  static std::optional<ListenerCondition> condition_of(const Value& value) {
    const auto row = std::ranges::find(kFields, value.text_of("Field"), &FieldRow::name);
    if (row == kFields.end()) return std::nullopt;
    ListenerCondition condition;
    condition.field = row->field;
    const Value* config = value.find(row->config);
    const Value* expressions = config == nullptr ? value.find("RegexValues") : config->find("RegexValues");
    condition.expressions = texts_of(expressions);
    if (!condition.expressions.empty() && (!takes_expressions(row->field) || !check_expressions(condition)))
      return std::nullopt;
    const Value* values = config == nullptr ? value.find("Values") : config->find("Values");
    if (row->field == ConditionField::QueryString && values != nullptr) {
      for (const ValuePtr& query : values->items) {
        condition.queries.emplace_back(query->text_of("Key"), query->text_of("Value"));
      }
    } else {
      condition.values = texts_of(values);
    }
    if (config != nullptr) condition.header_name = config->text_of("HttpHeaderName");
    const bool is_header = row->field == ConditionField::HttpHeader;
    if (condition.values.empty() && condition.queries.empty() && condition.expressions.empty()) return std::nullopt;
    if (is_header && condition.header_name.empty()) return std::nullopt;
    return condition;
  }

  // Whoever it is that authenticates comes before the action that answers.
  void add(int priority, ApiDraft& listener, std::vector<ListenerCondition> conditions, const ValuePtr& actions,
           std::string_view logical_id) {
    if (!actions || !actions->is_list()) return;
    if (rules_.size() >= kMostRules) {
      return drafts_.not_emulated(
          fmt::format("there are more than {} rules of listeners: the rest is left out", kMostRules));
    }
    for (const ValuePtr& item : actions->items) {
      const std::string type = resolver_.text(resolver_.member(item, "Type")).value_or("");
      if (type.starts_with("authenticate-") || type == "jwt-validation") {
        tell(listener, fmt::format("{} of {} is not emulated: requests are taken without it", type, logical_id));
        continue;
      }
      RouteConfiguration route;
      if (type == "forward") {
        read_forward(item, logical_id, listener, route);
      } else if (type == "fixed-response") {
        route.own_answer = fixed_response(item);
      } else if (type == "redirect") {
        route.own_answer = redirect(item);
      } else {
        not_emulated(listener, route, fmt::format("the action of {} has the type {}", logical_id, type));
      }
      std::vector<std::string> texts;
      for (const ListenerCondition& condition : conditions) texts.push_back(gateway::text_of(condition));
      route.route.key = conditions.empty() ? "default" : fmt::format("{}", fmt::join(texts, ", "));
      route.conditions = std::move(conditions);
      rules_.push_back({priority, &listener, std::move(route)});
      return;
    }
  }

  void not_emulated(ApiDraft& listener, RouteConfiguration& route, const std::string& what) {
    route.own_answer = gateway::not_emulated(FrontEnd::Alb, fmt::format("{}: lambdalocal does not emulate it", what));
    tell(listener, fmt::format("{}: it answers 501", what));
  }

  void read_forward(const ValuePtr& action, std::string_view logical_id, ApiDraft& listener,
                    RouteConfiguration& route) {
    std::vector<ValuePtr> arns;
    if (const ValuePtr arn = resolver_.member(action, "TargetGroupArn")) arns.push_back(arn);
    const ValuePtr groups = resolver_.member(resolver_.member(action, "ForwardConfig"), "TargetGroups");
    if (groups && arns.empty()) {
      for (const ValuePtr& group : groups->items) {
        if (number_of(resolver_.resolve(resolver_.member(group, "Weight")).get()) == 0) continue;
        if (const ValuePtr arn = resolver_.member(group, "TargetGroupArn")) arns.push_back(arn);
      }
    }
    if (arns.size() > 1) {
      tell(listener, fmt::format("of the target groups of {} the first takes all requests", logical_id));
    }
    const Resource* group = arns.empty() ? nullptr : resolver_.resource_in(arns.front());
    if (group == nullptr || !read_target_group(*group, route)) {
      not_emulated(listener, route, fmt::format("{} forwards to what is no function here", logical_id));
    }
  }

  bool read_target_group(const Resource& group, RouteConfiguration& route) {
    if (group.type != "AWS::ElasticLoadBalancingV2::TargetGroup" || text(group, "TargetType") != "lambda") return false;
    const ValuePtr targets = property(group, "Targets");
    if (!targets || targets->items.empty()) return false;
    const auto function = drafts_.function_in(resolver_.member(targets->items.front(), "Id"));
    if (!function) return false;
    route.route.function = *function;
    gateway::TargetGroup target_group{resolver_.reference_to(group), false};
    if (const ValuePtr attributes = resolved(group, "TargetGroupAttributes")) {
      for (const ValuePtr& attribute : attributes->items) {
        if (attribute->text_of("Key") != "lambda.multi_value_headers.enabled") continue;
        target_group.multi_value_headers = is_true(attribute->find("Value"));
      }
    }
    route.target_group = std::move(target_group);
    return true;
  }

  gateway::OwnAnswer fixed_response(const ValuePtr& action) {
    gateway::HttpResponse response;
    const ValuePtr config = resolver_.resolve(resolver_.member(action, "FixedResponseConfig"));
    response.headers.emplace_back("Server", "awselb/2.0");
    if (!config) return {std::move(response), ""};
    const int status = number_of(config->find("StatusCode")).value_or(200);
    response.status = status >= 200 && status <= 599 ? status : 200;
    const std::string_view type = config->text_of("ContentType");
    const bool is_one_line = type.find_first_of("\r\n") == std::string_view::npos;
    response.headers.emplace_back("Content-Type", type.empty() || !is_one_line ? "text/plain" : type);
    response.body = config->text_of("MessageBody");
    return {std::move(response), ""};
  }

  gateway::OwnAnswer redirect(const ValuePtr& action) {
    gateway::Redirect redirect;
    const ValuePtr config = resolver_.resolve(resolver_.member(action, "RedirectConfig"));
    if (!config) return {std::move(redirect), ""};
    const auto take = [&](std::string_view name, std::string& part) {
      const std::string_view text = config->text_of(name);
      if (!text.empty() && text.find_first_of("\r\n") == std::string_view::npos) part = text;
    };
    redirect.status = config->text_of("StatusCode") == "HTTP_301" ? 301 : 302;
    take("Protocol", redirect.protocol);
    take("Host", redirect.host);
    take("Port", redirect.port);
    take("Path", redirect.path);
    take("Query", redirect.query);
    return {std::move(redirect), ""};
  }

  std::vector<Rule> rules_;
  std::vector<std::pair<ApiDraft*, std::string>> told_;  // of listeners that may be left out
};

}  // namespace

void add_load_balancers(ApiDrafts& drafts) { LoadBalancerReader(drafts).read(); }

}  // namespace lambdalocal::templates
