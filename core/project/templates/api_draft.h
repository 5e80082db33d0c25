// An API of a template while it is put together: resources and events add to it in the order in which they stand.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/front_ends.h"
#include "core/project/project.h"
#include "core/project/templates/function_resource.h"
#include "core/project/templates/resolver.h"

namespace lambdalocal::templates {

struct ApiDraft {
  std::string logical_id;
  gateway::FrontEndConfiguration configuration;
  std::string default_authorizer;                          // of routes that name none
  std::map<std::string, std::vector<std::string>> scopes;  // of routes that name none, by their authorizer
  bool api_key_required = false;                           // by routes that say nothing of it
  std::string usage_plan_key;                              // that SAM makes for it; empty: none
  bool keys_of_authorizer = false;                         // which says the key, in place of a header
  std::vector<std::string> not_emulated;  // what some routes have instead of a function: "GET /x has a ..."
};

// What a route is besides its key.
struct RouteDraft {
  std::string method;  // GET, ANY, any; empty for $default
  std::string path;
  gateway::RouteConfiguration settings;  // without the key
  TextPosition at;
  bool is_permitted = false;  // SAM lets API Gateway invoke the function, or it takes a role that may
};

// What all readers of front ends share.
class ApiDrafts {
 public:
  ApiDrafts(Resolver& resolver, const std::vector<TemplateFunction>& functions)
      : resolver_(resolver), functions_(functions) {}

  Resolver& resolver() { return resolver_; }
  const std::vector<TemplateFunction>& functions() const { return functions_; }

  // That of the logical id, made when it is new. References hold until the end.
  ApiDraft& api(std::string_view logical_id, gateway::FrontEnd kind);
  ApiDraft* find(std::string_view logical_id);
  // That a value refers to, also one that SAM makes without a resource; null when it is not in this template.
  ApiDraft* api_in(const ValuePtr& id);
  std::deque<ApiDraft>& all() { return drafts_; }

  // A key that API Gateway would not take, and one that is there already, are problems.
  void add_route(ApiDraft& api, RouteDraft route);

  // A route whose integration is none of a function here: it answers 501 by its name, so that no other takes its requests. `what` it
  // has: "an integration of type MOCK".
  void add_not_emulated(ApiDraft& api, RouteDraft route, std::string_view what);
  // Of each API what it answers 501, or, when that is all it has, that it is not served.
  void finish_not_emulated();

  // The name of the function that a value is about: its ARN, its name, an alias or version of it, an integration's URI. None when it
  // is about another thing, or one that lies elsewhere.
  std::optional<std::string> function_in(const ValuePtr& value);
  const TemplateFunction* function_called(std::string_view name) const;

  // The functions of routes for which SAM makes no permission, by name.
  std::set<std::string> functions_of_routes() const;

  // What is not emulated, once each.
  void not_emulated(std::string what);
  std::vector<std::string> take_warnings();

 private:
  Resolver& resolver_;
  const std::vector<TemplateFunction>& functions_;
  std::deque<ApiDraft> drafts_;
  std::set<std::pair<std::string, std::string>> permission_needed_;  // functions, and the API's id with the route's key
  std::vector<std::string> warnings_;
};

// "an integration of type MOCK", of one that is none of a function here.
std::string what_instead_of_function(std::string_view integration_type);

// An authorizer's name as it stands on a route; empty for NONE.
std::string authorizer_named(std::string_view name);

// Texts of a list, or one text; what is none is left out.
std::vector<std::string> texts_of(const Value* value);

// "'a,b'" -> a, b: how REST APIs write what goes into headers.
std::vector<std::string> header_words(std::string_view quoted);

std::optional<int> number_of(const Value* value);

}  // namespace lambdalocal::templates
