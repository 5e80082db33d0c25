// One HTTP request to an address of this machine, on a connection of its own, and the whole answer: how a front end of this process is
// asked. For what lies elsewhere there is client.h.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"

namespace lambdalocal::system {

struct PlainRequest {
  std::string method = "GET";
  std::string path = "/";  // with its query; behind the path of the address
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct PlainAnswer {
  int status = 0;
  std::map<std::string, std::string>
      headers;  // names in lower case; of one that repeats, the values after one another: "a, b"
  std::string body;
};

// `url`: http://127.0.0.1:3000, or with a stage behind it. An answer has 64 MB at most. Errors: System.
boost::asio::awaitable<Result<PlainAnswer>> plain_request(std::string url, PlainRequest request,
                                                          std::chrono::milliseconds limit);

}  // namespace lambdalocal::system
