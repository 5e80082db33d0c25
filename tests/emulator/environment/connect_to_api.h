// The connection of a helper program to the APIs of its environment, which AWS_LAMBDA_RUNTIME_API names. Ends the program where there
// is none.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstdlib>
#include <string>

inline int connect_to_api() {
  const std::string address = std::getenv("AWS_LAMBDA_RUNTIME_API");
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  peer.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
  peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&peer), sizeof peer) != 0) std::_Exit(90);
  return socket;
}
