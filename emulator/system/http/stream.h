// A connection as the HTTP client sees it, plain or inside TLS. Blocks until a deadline. Internal to http_client.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::system {

class HttpStream {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  static Result<std::unique_ptr<HttpStream>> plain(Fd socket);
  // The certificate must be valid for `host`, a name or an IP address.
  static Result<std::unique_ptr<HttpStream>> over_tls(Fd socket, const std::string& host, Deadline deadline);

  virtual ~HttpStream() = default;
  virtual Result<void> write(std::string_view bytes, Deadline deadline) = 0;
  // Appends what came; false at the end of the connection.
  virtual Result<bool> read(std::string& bytes, Deadline deadline) = 0;
};

enum class Awaited { Readable, Writable };

// An error when the deadline passes first.
Result<void> wait_for(int fd, Awaited awaited, HttpStream::Deadline deadline);

}  // namespace lambdalocal::system
