// A project for people and programs: its functions, routes and event sources, and what is wrong with them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/project/project.h"
#include "core/result.h"

namespace lambdalocal::output {

struct FunctionReport {
  const ProjectFunction* function = nullptr;  // of the project
  std::string runtime, handler;               // as it would run; empty with an error
  std::optional<Error> error;                 // why it would not
  std::vector<Refusal> refusals;              // what AWS would refuse of its package
};

// Tables, with a newline at the end. Paths below `here` are relative to it.
std::string project_text(const Project& project, const std::vector<FunctionReport>& functions,
                         const std::filesystem::path& here);
// {"Functions": [...], "FrontEnds": [...], "EventSourceMappings": [...], "Schedules": [...], "Refusals": [...],
// "Warnings": [...]}, indented.
std::string project_json(const Project& project, const std::vector<FunctionReport>& functions);

}  // namespace lambdalocal::output
