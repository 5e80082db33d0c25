#include "emulator/gateway/request.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <span>

#include "core/http/text.h"
#include "core/invocation/identifiers.h"
#include "core/text/base64.h"

namespace lambdalocal::gateway {
namespace {

// Sixteen characters, as API Gateway's: LV7fzho-PHcEJPw=
std::string short_id(system::Randomness& randomness) {
  const auto random = randomness.bytes<11>();
  std::string id = base64_encode({reinterpret_cast<const char*>(random.data()), random.size()});
  std::replace(id.begin(), id.end(), '+', '-');
  std::replace(id.begin(), id.end(), '/', '_');
  return id;
}

// A client's trace goes on; what it left open is filled in.
void give_trace(ReceivedRequest& received, system::Randomness& randomness) {
  HttpRequest& request = received.request;
  const std::string made = trace_header(randomness.bytes<20>(), request.time);
  const auto sent = find_header(request.headers, "x-amzn-trace-id");
  if (!sent || sent->find("Root=") == std::string_view::npos) {
    request.trace_id = made.substr(0, made.find(';'));
    received.trace_header = made;
    return;
  }
  request.trace_id = *sent;
  received.trace_header = *sent;
  if (sent->find("Parent=") == std::string_view::npos) {
    const std::size_t parent = made.find(";Parent=");
    received.trace_header += made.substr(parent, made.find(';', parent + 1) - parent);
  }
  if (sent->find("Sampled=") == std::string_view::npos) received.trace_header += ";Sampled=0";
}

}  // namespace

ReceivedRequest receive_head(const system::HttpExchange& exchange, FrontEnd kind, const Api& api,
                             system::Randomness& randomness) {
  ReceivedRequest received;
  HttpRequest& request = received.request;
  request.method = exchange.method();
  request.target = target_without_stage(exchange.target(), api.stage);
  const auto fields = exchange.headers();
  request.headers.reserve(fields.size());
  for (const auto& [name, value] : fields) request.headers.emplace_back(name, value);
  request.protocol = exchange.protocol();
  request.source_ip = exchange.peer_address();
  request.scheme = exchange.scheme();
  request.port = exchange.port();
  request.time = std::chrono::system_clock::now();
  request.request_id = kind == FrontEnd::HttpApi ? short_id(randomness) : uuid_v4(randomness.bytes<16>());
  if (kind == FrontEnd::RestApi) request.extended_request_id = short_id(randomness);
  give_trace(received, randomness);
  return received;
}

std::string header_lines(const Headers& headers) {
  std::size_t size = 0;
  for (const auto& [name, value] : headers) size += name.size() + value.size() + 4;
  std::string lines;
  lines.reserve(size);
  for (const auto& [name, value] : headers) lines.append(name).append(": ").append(value).append("\r\n");
  return lines;
}

void write_response(system::HttpExchange& exchange, HttpResponse response) {
  const std::string lines = header_lines(response.headers);
  exchange.respond(response.status, lines, std::make_shared<const std::string>(std::move(response.body)));
}

}  // namespace lambdalocal::gateway
