// The servers of the Parameters and Secrets extension of a run, one for each port that functions ask for; it listens as long as
// somebody keeps what serve() has returned.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <map>
#include <memory>

#include "core/result.h"
#include "emulator/functions/prepared_function.h"

namespace lambdalocal::parameters_and_secrets {

class Servers {
 public:
  // For an environment of a function that has the extension. An Error when its port is taken, or is none.
  Result<std::shared_ptr<void>> serve(boost::asio::any_io_executor executor,
                                      std::shared_ptr<const PreparedFunction> function);

  // The same for one environment, by a socket that listens in its network.
  static std::shared_ptr<void> serve_on(boost::asio::any_io_executor executor,
                                        std::shared_ptr<const PreparedFunction> function, system::Fd listening);

 private:
  class Server;
  std::map<std::uint16_t, std::weak_ptr<Server>> servers_;
};

}  // namespace lambdalocal::parameters_and_secrets
