#include "emulator/layers/pull.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/function/layer_arn.h"
#include "core/lambda_api/layer_version.h"
#include "emulator/system/digest.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/http/client.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;

namespace lambdalocal::layers {
namespace {

constexpr std::size_t kAnswerBytes = 1024 * 1024;
constexpr std::size_t kArchiveBytes = 512 * 1024 * 1024;  // more than Lambda takes
constexpr std::chrono::minutes kLongest{30};

// Runs it with its stderr on ours, and returns what it printed.
Result<std::string> output_of(std::vector<std::string> arguments, const runtimes::Machine& machine) {
  TRY(pipe, system::Pipe::create());
  std::vector<std::string> variables;
  for (const auto& [name, value] : machine.environment) variables.push_back(fmt::format("{}={}", name, value));
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  };
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, pipe.write.get(), STDOUT_FILENO);
  const std::string program = arguments.front();
  pid_t pid = 0;
  const int failed =
      ::posix_spawn(&pid, program.c_str(), &actions, nullptr, pointers(arguments).data(), pointers(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return Error{ErrorKind::System, fmt::format("start {}: {}", program, std::strerror(failed))};
  pipe.write.reset();
  std::string text;
  char bytes[65536];
  for (ssize_t size = 0; text.size() < kAnswerBytes;) {
    size = ::read(pipe.read.get(), bytes, sizeof bytes);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    text.append(bytes, static_cast<std::size_t>(size));
  }
  pipe.read.reset();
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return text;
  return Error{ErrorKind::System, fmt::format("{} did not succeed; what it says stands above", program)};
}

asio::awaitable<void> fetch(std::string url, std::optional<Result<std::string>>* fetched) {
  system::HttpGetOptions options;
  options.timeout = kLongest;
  options.max_bytes = kArchiveBytes;
  fetched->emplace(co_await system::http_get(std::move(url), options));
}

Result<std::string> archive_at(const std::string& url) {
  std::optional<Result<std::string>> fetched;
  asio::io_context loop;
  system::spawn(loop.get_executor(), fetch(url, &fetched));
  loop.run();
  if (*fetched) return *std::move(fetched);
  // The address has a signature in it that lets whoever has it fetch the layer.
  std::string message = std::move(*fetched).error().message;
  if (const auto query = message.find('?'); query != std::string::npos) {
    message.erase(query, message.find(": ", query) - query);
  }
  return Error{ErrorKind::System, std::move(message)};
}

}  // namespace

Result<KeptLayer> pull(const std::string& arn, const runtimes::Machine& machine) {
  const auto parsed = parse_layer_version_arn(arn);
  if (!parsed) {
    return Error{ErrorKind::Usage,
                 fmt::format("'{}' is no version of a layer: arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION", arn)};
  }
  const std::string aws = machine.find_program("aws").string();
  if (aws.empty()) {
    return Error{
        ErrorKind::System,
        "there is no aws on PATH, AWS's command line, which asks for the layer with your credentials\ninstall it, or "
        "fetch the archive by other means and name it: --layer-path ARN=FILE"};
  }
  TRY(answer, output_of({aws, "lambda", "get-layer-version-by-arn", "--arn", arn, "--region", parsed->region,
                         "--output", "json"},
                        machine));
  const auto content = parse_layer_version(answer);
  if (!content) return Error{ErrorKind::System, "aws lambda get-layer-version-by-arn: its answer names no content"};
  const LayerStore store(machine.data_directory);
  if (const auto pin = store.pinned(arn); pin && *pin != content->code_sha256) {
    return Error{
        ErrorKind::BadConfiguration,
        fmt::format("the layer is pinned to {} and is {} on AWS now, where a version never changes\nremove it from {} "
                    "if you trust the new one",
                    *pin, content->code_sha256, (machine.data_directory / "layers").string())};
  }
  TRY(archive, archive_at(content->location));
  if (const std::string digest = system::base64(system::sha256(archive)); digest != content->code_sha256) {
    return Error{
        ErrorKind::BadConfiguration,
        fmt::format(
            "what was fetched has the digest {}, and AWS says {}\ntry again; if it stays so, somebody changes it "
            "on its way",
            digest, content->code_sha256)};
  }
  return store.keep(arn, archive, content->code_sha256);
}

}  // namespace lambdalocal::layers
