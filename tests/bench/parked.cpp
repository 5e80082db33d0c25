// The smallest runtime: asks for an event and stays parked. As a custom runtime's bootstrap, hundreds of it cost the machine
// little, so that what parked polls cost lambdalocal can be measured.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

int main() {
  const char* api = std::getenv("AWS_LAMBDA_RUNTIME_API");
  if (api == nullptr) return 1;
  const std::string host = api;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = inet_addr(host.substr(0, host.find(':')).c_str());
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(host.substr(host.find(':') + 1).c_str())));
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return 1;
  const std::string poll = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  if (write(connection, poll.data(), poll.size()) < 0) return 1;
  char byte = 0;
  return read(connection, &byte, 1) == 0 ? 0 : 1;
}
