// ListFunctions, GetFunction, GetFunctionConfiguration: what tools and the SDKs' waiters ask of served functions.
#include <system_error>

#include "emulator/lambda_api/server.h"

namespace asio = boost::asio;

namespace lambdalocal::lambda_api {
namespace {

FunctionDescription description_of(const RegisteredFunction& function) {
  FunctionDescription description;
  description.function = function.configuration();
  description.last_modified = function.last_modified();
  description.revision_id = function.revision_id();
  description.reserved_concurrency = function.reserved_concurrency();
  if (const auto& latest = function.latest()) description.code_sha256 = latest->pool->function().code_sha256;
  std::error_code error;
  const bool archive = std::filesystem::is_regular_file(description.function.code, error);
  if (archive) description.code_size = std::filesystem::file_size(description.function.code, error);
  if (error) description.code_size = 0;
  return description;
}

}  // namespace

// Runtime and handler may be known only once the function is ready; one that cannot be made ready is told as it is
// declared.
asio::awaitable<std::optional<FunctionDescription>> Server::describe_target(const Request& request) {
  auto found = find_target(request);
  if (const auto* error = std::get_if<ApiError>(&found)) {
    refuse(request.exchange, request.id, *error);
    co_return std::nullopt;
  }
  const auto& target = std::get<Target>(found);
  const auto prepared = co_await target.function->prepare();
  static_cast<void>(prepared.ok());
  auto description = description_of(*target.function);
  description.qualified = target.reference.qualifier.has_value();
  co_return description;
}

asio::awaitable<void> Server::get_function(Request request) {
  const auto description = co_await describe_target(request);
  if (description) respond(request.exchange, request.id, 200, "", get_function_answer(*description));
}

asio::awaitable<void> Server::get_function_configuration(Request request) {
  const auto description = co_await describe_target(request);
  if (description) respond(request.exchange, request.id, 200, "", function_configuration(*description));
}

asio::awaitable<void> Server::list_functions(Request request) {
  auto parsed = parse_list_page(request.exchange.target());
  if (const auto* error = std::get_if<ApiError>(&parsed)) co_return refuse(request.exchange, request.id, *error);
  const auto& page = std::get<ListPage>(parsed);
  const auto& all = registry_.functions();
  auto next = page.marker.empty() ? all.begin() : all.upper_bound(page.marker);
  std::vector<FunctionDescription> listed;
  if (page.replicas_only) next = all.end();
  for (; next != all.end() && listed.size() < page.max_items; ++next) {
    listed.push_back(description_of(*next->second));
    listed.back().qualified = page.all_versions;
  }
  const std::string next_marker = next == all.end() || listed.empty() ? "" : listed.back().function.name;
  respond(request.exchange, request.id, 200, "", list_functions_answer(listed, next_marker));
}

}  // namespace lambdalocal::lambda_api
