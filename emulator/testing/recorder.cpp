#include "emulator/testing/recorder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "core/invocation/function_error.h"
#include "emulator/system/files/text_file.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace lambdalocal::testing {

using expectation::Recording;

Result<std::unique_ptr<Recorder>> Recorder::create(asio::any_io_executor executor, Observer& observer, fs::path file,
                                                   expectation::Secrets secrets, const std::string& about) {
  std::string text;
  std::error_code error;
  if (fs::exists(file, error)) {
    auto read = system::read_text_file(file);
    if (!read) return Error{ErrorKind::BadConfiguration, std::move(read).error().message};
    text = *std::move(read);
  }
  TRY(recording, Recording::open(text, file, secrets));
  if (!about.empty()) recording.about(about);
  return std::unique_ptr<Recorder>(new Recorder(std::move(executor), observer, std::move(file), std::move(recording)));
}

Recorder::Recorder(asio::any_io_executor executor, Observer& observer, fs::path file, Recording recording)
    : executor_(std::move(executor)),
      observer_(observer),
      file_(std::move(file)),
      recording_(std::move(recording)),
      workers_(executor_, 1) {}

void Recorder::answered(std::string_view front_end, const gateway::HttpRequest& request,
                        const gateway::HttpResponse& response) {
  const auto added = recording_.add({std::string(front_end), request, response}, std::chrono::system_clock::now());
  taken(added, fmt::format("{} {}", request.method, request.target.substr(0, 80)));
}

void Recorder::invoked(std::string_view function, std::string_view event, const InvocationOutcome& outcome) {
  std::string error_type;
  if (outcome.status != InvocationStatus::Success) {
    error_type = reported_error(outcome.payload).type;
    if (error_type.empty()) error_type = outcome.error_type;
  }
  const auto added = recording_.add({std::string(function), std::string(event), outcome.payload, std::move(error_type)},
                                    std::chrono::system_clock::now());
  taken(added, fmt::format("the invocation of {}", function));
}

void Recorder::taken(Recording::Taken taken, std::string_view what) {
  if (taken == Recording::Taken::Binary) {
    return observer_.warning(fmt::format("{} is not recorded: a case holds text, and this is none", what));
  }
  if (taken == Recording::Taken::TooLarge) {
    return observer_.warning(fmt::format("{} is not recorded: it has more than 1 MB", what));
  }
  std::vector<std::string> left_out;
  for (const std::string& header : recording_.left_out()) {
    if (told_.insert(header).second) left_out.push_back(header);
  }
  if (!left_out.empty()) {
    observer_.warning(
        fmt::format("recorded without {}: what lets somebody in is not written to a file\n"
                    "--record-secrets writes it",
                    fmt::join(left_out, ", ")));
  }
  if (taken != Recording::Taken::Yes || is_saving_) return;
  is_saving_ = true;
  system::spawn(executor_, save(*this));
}

asio::awaitable<void> Recorder::save(Recorder& recorder) {
  while (recorder.saved_ != recorder.recording_.added()) {
    const std::size_t now = recorder.recording_.added();
    auto write = [file = recorder.file_, text = recorder.recording_.text()] {
      return system::replace_text_file(file, text);
    };
    auto written = co_await recorder.workers_.run(std::move(write));
    if (!written) recorder.observer_.error(std::move(written).error().wrap("failed to record"));
    recorder.saved_ = now;
  }
  recorder.is_saving_ = false;
  recorder.was_saved_.notify();
}

asio::awaitable<void> Recorder::finish() {
  while (is_saving_) co_await was_saved_.wait();
  observer_.say(fmt::format("{} case{} recorded in {}: 'lambdalocal test {}' asks again", recording_.added(),
                            recording_.added() == 1 ? "" : "s", file_.string(), file_.string()));
}

}  // namespace lambdalocal::testing
