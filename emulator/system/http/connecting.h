// Connects to a host by whichever of its addresses answers: each gets a quarter of a second before the next is tried
// besides it, so that an address that leads nowhere (IPv6 on many networks) costs no more than that (RFC 8305).
// Internal to the client.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <vector>

#include "core/result.h"

namespace lambdalocal::system {

boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> connect_to_one_of(
    std::vector<boost::asio::ip::tcp::endpoint> addresses, std::chrono::steady_clock::time_point deadline);

}  // namespace lambdalocal::system
