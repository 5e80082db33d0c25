// The file of --ready-file: where a running `serve` can be reached, for scripts that start it. It is there as soon as
// requests can be answered, complete from its first moment, and gone when `serve` has ended.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/result.h"
#include "emulator/gateway/front_end_servers.h"

namespace lambdalocal::commands {

class ReadyFile {
 public:
  // Removes what an earlier run left.
  explicit ReadyFile(std::filesystem::path path);
  ~ReadyFile();
  ReadyFile(const ReadyFile&) = delete;
  ReadyFile& operator=(const ReadyFile&) = delete;

  // `front_ends`: as Emulator::front_end_urls().
  Result<void> write(const std::string& lambda_api, const std::map<std::string, gateway::FrontEndUrl>& front_ends);

 private:
  const std::filesystem::path path_;
  bool written_ = false;
};

}  // namespace lambdalocal::commands
