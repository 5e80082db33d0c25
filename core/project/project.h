// What there is to run, as a value: functions, HTTP front ends, event sources, schedules. Flags, lambdalocal.json and templates
// are readers of it; an emulator is told to be as it says (emulator/emulator.h), and told again when it was read again. Names
// are AWS's: docs.aws.amazon.com/lambda/latest/api/API_Types.html, and for templates
// docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/function/event_invoke_config.h"
#include "core/function/function.h"
#include "core/function/settings.h"
#include "core/project/front_ends.h"
#include "core/project/local_options.h"

namespace lambdalocal {

// A function as somebody wants it to be. What is equal need not be prepared again.
struct ProjectFunction {
  std::string name;
  std::filesystem::path code;             // absolute: a directory or an archive
  FunctionSettings settings;              // of all that says something of it, laid over one another
  std::optional<std::string> qualifier;   // as the caller names it: an alias, a version, $LATEST
  std::optional<std::string> region;      // else us-east-1
  std::optional<std::string> account_id;  // else 123456789012
  LocalOptions local;
  std::optional<std::filesystem::path> file;  // that describes it
  std::vector<std::string> other_names = {};  // by which it is found, too: the logical id of a template
  bool is_of_template = false;  // whose settings without effect (Role, Policies) are what every template has

  bool operator==(const ProjectFunction&) const = default;
};

// What polls for a function: a queue, a stream. Source: docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
struct EventSourceMapping {
  std::string id;
  std::string function;
  std::string event_source_arn;
  std::map<std::string, std::string> settings;  // BatchSize, FilterCriteria ... with their values as JSON

  bool operator==(const EventSourceMapping&) const = default;
};

// Source: docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
struct Schedule {
  std::string name;
  std::string function;
  std::string expression;  // rate(5 minutes), cron(...)
  std::string input;       // JSON

  bool operator==(const Schedule&) const = default;
};

// What AWS would refuse of it, although it may run here.
struct Refusal {
  std::string function;  // its name
  std::string what;

  bool operator==(const Refusal&) const = default;
};

struct Project {
  std::map<std::string, ProjectFunction> functions;                  // by name
  std::map<std::string, gateway::FrontEndConfiguration> front_ends;  // by what it is called: gateway::name_of()
  std::vector<EventSourceMapping> event_sources;                     // kept, not run yet
  std::vector<Schedule> schedules;                                   // kept, not run yet
  std::vector<Refusal> refusals;                                     // by AWS, of callers
  std::vector<std::filesystem::path> sources;  // the files it was read from, and those that may come
  std::vector<std::string> warnings;           // what was read and is not emulated, for people
  std::vector<std::string> notes;              // what is used, for those who ask
};

// The function as AWS would show it: what nobody said has AWS's defaults. Its runtime and handler may be empty: the package
// tells.
Function function_of(const ProjectFunction& function);

// As its settings say, else as AWS has it.
EventInvokeConfig event_invoke_of(const FunctionSettings& settings);

}  // namespace lambdalocal
