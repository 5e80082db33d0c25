// The events of a serverless.yml's functions, as SAM has them; and the APIs that they make.
// Source: serverless.com/framework/docs/providers/aws/guide/events
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/project/templates/serverless/variables.h"
#include "core/project/templates/value.h"

namespace lambdalocal::templates::serverless {

// Logical ids of the framework.
inline constexpr std::string_view kRestApi = "ApiGatewayRestApi", kHttpApi = "HttpApi";
std::string normalized(std::string_view name);           // hello-world -> HelloDashworld
std::string function_logical_id(std::string_view name);  // HelloDashworldLambdaFunction

// What the paths of a REST API say of CORS; SAM says it once for all.
struct RestCors {
  std::set<std::string> origins, headers, methods;
  std::optional<std::string> max_age;
  bool allow_credentials = false;
};

class Events {
 public:
  // `functions`: their names. It must outlive this, as must `variables`.
  Events(Variables& variables, const std::set<std::string, std::less<>>& functions);

  // `events`: of one function, with its variables worked out; may be null. Null when there are none.
  ValuePtr of_function(const std::string& function, const ValuePtr& events);
  // `url` of a function as FunctionUrlConfig; null when it has none.
  static ValuePtr function_url(const ValuePtr& url);

  // The APIs that the events so far need: resources with their logical ids.
  std::vector<Member> apis();

  std::vector<std::string> take_warnings() { return std::exchange(warnings_, {}); }

 private:
  std::vector<Member> event(const std::string& function, std::string_view type, const ValuePtr& value, TextPosition at);
  Member other_event(std::string_view type, const ValuePtr& value, TextPosition at);
  std::optional<Member> http(const std::string& function, const ValuePtr& value, TextPosition at);
  Member http_api(const ValuePtr& value, TextPosition at);
  void add_cors(const Value& cors, const std::string& method);
  std::vector<Member> rest_auth(const Value& settings, TextPosition at);
  std::vector<Member> http_auth(const Value& settings, TextPosition at);
  void read_http_authorizers();
  // A function of this file by its name, else what is given: an ARN, an intrinsic function.
  ValuePtr function_arn(const ValuePtr& named, TextPosition at) const;
  void not_emulated(std::string what);

  Variables& variables_;
  const std::set<std::string, std::less<>>& functions_;
  std::optional<RestCors> rest_cors_;
  std::vector<Member> rest_authorizers_, http_authorizers_;
  std::string http_payload_;
  std::set<std::string> http_methods_;
  bool has_rest_ = false, has_http_ = false;
  std::vector<std::string> warnings_;
};

}  // namespace lambdalocal::templates::serverless
