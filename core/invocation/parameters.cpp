#include "core/invocation/parameters.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace lambdalocal {
namespace {

constexpr std::size_t kTenantIdLength = 256;
constexpr std::size_t kTraceHeaderLength = 1024;

bool may_stand_in_tenant_id(unsigned char c) {
  return std::isalnum(c) != 0 || std::string_view("._:/=+-@ ").find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

Result<void> check_tenant_id(std::string_view id) {
  if (!id.empty() && id.size() <= kTenantIdLength && std::ranges::all_of(id, may_stand_in_tenant_id)) return {};
  return Error{ErrorKind::Usage, "a tenant id has 1 to 256 letters, digits, spaces and ._:/=+-@"};
}

Result<void> check_trace_header(std::string_view header) {
  const auto printable = [](unsigned char c) { return c >= 0x20 && c < 0x7f; };
  if (!header.empty() && header.size() <= kTraceHeaderLength && std::ranges::all_of(header, printable)) return {};
  return Error{ErrorKind::Usage,
               "a trace header is one line like "
               "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"};
}

}  // namespace lambdalocal
