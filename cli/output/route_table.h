// The routes that are served, a line each, for people who look for where to point curl at:
//   GET   http://127.0.0.1:3000/Prod/hello  HelloFunction
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/output/stderr_log.h"
#include "core/project/front_ends.h"
#include "emulator/gateway/front_end_servers.h"

namespace lambdalocal::output {

// Aligned; methods are bold in colour. Front ends whose only route is for everything have said where they listen: they have no line.
std::vector<std::string> route_table(const std::map<std::string, gateway::FrontEndConfiguration>& front_ends,
                                     const std::map<std::string, gateway::FrontEndUrl>& urls, StderrLog::Colour colour);

}  // namespace lambdalocal::output
