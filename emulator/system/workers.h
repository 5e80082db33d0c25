// A few threads for what blocks: unpacking, looking for interpreters, DNS, outbound TLS. The event loop hands work over and
// is given its result back on its own thread. Where the machine gives no thread at all (a container with a limit of
// processes), the loop does the work itself and stands still for as long.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "emulator/system/wakeup.h"

namespace lambdalocal::system {

class Workers {
 public:
  Workers(boost::asio::any_io_executor executor, std::size_t threads);
  ~Workers();  // what has begun is waited for, the rest is dropped
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Runs `work` on a worker; resumes on the loop with what it returned. `work` owns what it uses: its caller may be
  // gone before it ends.
  template <typename Work>
  boost::asio::awaitable<std::invoke_result_t<Work&>> run(Work work) {
    struct Shared {
      std::optional<std::invoke_result_t<Work&>> result;  // the worker's until `finished`
      bool finished = false;                              // the loop's
      Wakeup done;
    };
    const auto shared = std::make_shared<Shared>();
    enqueue([shared, work = std::move(work), executor = executor_]() mutable {
      shared->result.emplace(work());
      boost::asio::post(executor, [shared = std::move(shared)] {
        shared->finished = true;
        shared->done.notify();
      });
    });
    while (!shared->finished) co_await shared->done.wait();
    co_return std::move(*shared->result);
  }

  // The same for work that nobody waits for, and the end of all such work.
  void start(std::function<void()> work);
  boost::asio::awaitable<void> until_started_work_has_ended();

 private:
  struct Started {
    std::size_t running = 0;  // the loop's
    Wakeup ended;
  };

  void enqueue(std::function<void()> work);
  void work_until_told();

  boost::asio::any_io_executor executor_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool ending_ = false;
  const std::shared_ptr<Started> started_ = std::make_shared<Started>();
  std::vector<std::jthread> threads_;
};

}  // namespace lambdalocal::system
