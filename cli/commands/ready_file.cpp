#include "cli/commands/ready_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <system_error>

#include "emulator/system/files/fd.h"
#include "emulator/system/files/write_all.h"

namespace lambdalocal::commands {
namespace {

std::string text_of(const std::string& lambda_api, const std::map<std::string, gateway::FrontEndUrl>& front_ends) {
  nlohmann::ordered_json json;
  json["lambda_api"] = lambda_api;
  json["http"] = "";
  json["function_urls"] = nlohmann::ordered_json::object();
  for (const auto& [what, front_end] : front_ends) {
    if (!front_end.name.empty()) continue;  // the file has a key for one of each kind
    switch (front_end.kind) {
      case gateway::FrontEnd::HttpApi: json["http"] = front_end.url; break;
      case gateway::FrontEnd::RestApi: json["rest"] = front_end.url; break;
      case gateway::FrontEnd::Alb: json["alb"] = front_end.url; break;
      case gateway::FrontEnd::FunctionUrl: json["function_urls"][front_end.function] = front_end.url; break;
    }
  }
  json["pid"] = ::getpid();
  return json.dump(2) + "\n";
}

Error failed(const std::filesystem::path& path, int error) {
  return {ErrorKind::System,
          "failed to write the ready file " + path.string() + ": " + std::generic_category().message(error)};
}

}  // namespace

ReadyFile::ReadyFile(std::filesystem::path path) : path_(std::move(path)) { ::unlink(path_.c_str()); }

ReadyFile::~ReadyFile() {
  if (written_) ::unlink(path_.c_str());
}

Result<void> ReadyFile::write(const std::string& lambda_api,
                              const std::map<std::string, gateway::FrontEndUrl>& front_ends) {
  const std::filesystem::path aside = path_.string() + "." + std::to_string(::getpid());
  const std::string text = text_of(lambda_api, front_ends);
  {
    const system::Fd file(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file) return failed(path_, errno);
    const std::array<std::string_view, 1> parts = {text};
    TRY_VOID(system::write_all(file.get(), parts));
  }
  if (::rename(aside.c_str(), path_.c_str()) != 0) {
    const int error = errno;
    ::unlink(aside.c_str());
    return failed(path_, error);
  }
  written_ = true;
  return {};
}

}  // namespace lambdalocal::commands
