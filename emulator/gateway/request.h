// A request as it came over the wire, made the value that core/gateway works with: with the ids, the trace and the time
// that the front end gives it; and the way back, an HttpResponse written to the exchange.
#pragma once

#include <string>

#include "core/gateway/api.h"
#include "core/gateway/failures.h"
#include "core/gateway/http_request.h"
#include "emulator/system/http/server.h"
#include "emulator/system/randomness.h"

namespace lambdalocal::gateway {

struct ReceivedRequest {
  HttpRequest request;       // without its body
  std::string trace_header;  // complete, for the function: Root=...;Parent=...;Sampled=0
};

ReceivedRequest receive_head(const system::HttpExchange& exchange, FrontEnd kind, const Api& api,
                             system::Randomness& randomness);

// "name: value\r\n" for each.
std::string header_lines(const Headers& headers);

void write_response(system::HttpExchange& exchange, HttpResponse response);

}  // namespace lambdalocal::gateway
