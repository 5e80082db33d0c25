// What invokes the functions of a template beside HTTP: queues and streams that Lambda polls, schedules, and services that push. They are
// kept in the project; none runs yet.
// Sources: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html,
// docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/project/project.h"
#include "core/project/templates/api_draft.h"

namespace lambdalocal::templates {

struct EventSources {
  std::vector<EventSourceMapping> mappings;
  std::vector<Schedule> schedules;
  std::map<std::string, int> pushed;  // how many of each type: S3, SNS, EventBridgeRule...
};

EventSources read_event_sources(ApiDrafts& drafts);

// "SQS (2), Schedule (1)"; empty when there are none.
std::string summary_of(const EventSources& sources);

}  // namespace lambdalocal::templates
