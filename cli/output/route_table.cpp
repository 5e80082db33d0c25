#include "cli/output/route_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/output/colours.h"

namespace lambdalocal::output {
namespace {

constexpr std::size_t kWidest = 100;  // of a URL that others are aligned with

struct Line {
  std::string method, url, function;
};

std::vector<Line> lines_of(const gateway::FrontEndConfiguration& front_end, std::string url) {
  std::vector<Line> lines;
  while (url.ends_with('/')) url.pop_back();
  for (const auto& route : front_end.routes) {
    const bool is_for_all = route.route.path.empty();
    if (front_end.kind == gateway::FrontEnd::Alb) {
      lines.push_back({"ANY", fmt::format("{} {}", url, route.route.key), target_of(route)});
      continue;
    }
    lines.push_back(
        {is_for_all ? "ANY" : route.route.method, url + (is_for_all ? "/*" : route.route.path), target_of(route)});
  }
  return lines;
}

}  // namespace

std::vector<std::string> route_table(const std::map<std::string, gateway::FrontEndConfiguration>& front_ends,
                                     const std::map<std::string, gateway::FrontEndUrl>& urls,
                                     StderrLog::Colour colour) {
  const bool bold = colour == StderrLog::Colour::Dim;
  std::vector<Line> lines;
  for (const auto& [name, front_end] : front_ends) {
    const auto url = urls.find(name);
    const auto has_path = [](const auto& route) { return !route.route.path.empty() || !route.conditions.empty(); };
    if (url == urls.end() || std::ranges::none_of(front_end.routes, has_path)) continue;
    std::ranges::move(lines_of(front_end, url->second.url), std::back_inserter(lines));
  }
  std::size_t method_width = 0, url_width = 0;
  for (const Line& line : lines) {
    method_width = std::max(method_width, line.method.size());
    url_width = std::max(url_width, std::min(line.url.size(), kWidest));
  }
  std::vector<std::string> table;
  for (const Line& line : lines) {
    table.push_back(fmt::format("{}{:<{}}{}  {:<{}}  {}", bold ? kBold : "", line.method, method_width,
                                bold ? kPlain : "", line.url, url_width, line.function));
  }
  return table;
}

}  // namespace lambdalocal::output
