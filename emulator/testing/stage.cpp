#include "emulator/testing/stage.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace lambdalocal::testing {

Result<void> Stage::be(Project project, std::shared_ptr<const Project> of, Listens listens, Watches watches) {
  for (auto& [name, front_end] : project.front_ends) front_end.port = 0;
  if (!of_ && listens == Listens::Yes) {
    EmulatorListening listening;
    listening.lambda_api_port = listening.first_front_end_port = 0;
    TRY_VOID(emulator_.listen(std::move(listening)));
  }
  TRY_VOID(emulator_.apply(std::move(project)));
  const bool is_new = !of_;
  of_ = std::move(of);
  if (is_new && watches == Watches::Yes) emulator_.watch([] { return Project(); });  // of which nothing is watched
  return {};
}

Result<std::string> Stage::url_of(const std::optional<std::string>& front_end) const {
  const auto urls = emulator_.front_end_urls();
  std::vector<std::string> names;
  for (const auto& [name, url] : urls) {
    if (!front_end || *front_end == name) return url.url;
    names.push_back(name);
  }
  if (names.empty()) {
    return Error{ErrorKind::BadConfiguration,
                 "there is no HTTP front end to send the request to\ngive the project one: "
                 "lambdalocal help config"};
  }
  return Error{ErrorKind::BadConfiguration,
               fmt::format("there is no front end '{}'; there are {}", *front_end, fmt::join(names, ", "))};
}

}  // namespace lambdalocal::testing
