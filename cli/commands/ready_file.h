// The file of --ready-file: where a running `serve` can be reached, for scripts that start it. It is there as soon as
// requests can be answered, complete from its first moment, and gone when `serve` has ended.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"

namespace lambdalocal::commands {

// Where a serve can be reached. Empty: there is no such front end.
struct ServedUrls {
  std::string lambda_api;
  std::string http;
  std::string rest;
  std::string alb;
  std::vector<std::pair<std::string, std::string>> function_urls;  // by function
};

class ReadyFile {
 public:
  // Removes what an earlier run left.
  explicit ReadyFile(std::filesystem::path path);
  ~ReadyFile();
  ReadyFile(const ReadyFile&) = delete;
  ReadyFile& operator=(const ReadyFile&) = delete;

  Result<void> write(const ServedUrls& urls);

 private:
  const std::filesystem::path path_;
  bool written_ = false;
};

}  // namespace lambdalocal::commands
