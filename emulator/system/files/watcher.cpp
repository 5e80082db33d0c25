#include "emulator/system/files/watcher.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <ctime>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <vector>

#include "emulator/system/files/fd.h"
#include "emulator/system/files/watcher_trees.h"
#include "emulator/system/wakeup.h"

namespace lambdalocal::system {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSlice{2};  // of walking, between two looks at the events

// Starts a thread that no signal is delivered to: they are the event loop's.
template <typename Run>
std::thread start_thread(Run run) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  struct Restore {
    const sigset_t& mask;
    ~Restore() { ::pthread_sigmask(SIG_SETMASK, &mask, nullptr); }
  } const restore{before};
  return std::thread(std::move(run));
}

}  // namespace

FileTime FileTime::now() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &time);  // which may be some milliseconds behind, as the times of files are
  return {static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec};
}

// What the loop's side and the thread share: requests one way, posted callbacks the other.
struct FileWatch::Shared : std::enable_shared_from_this<FileWatch::Shared> {
  struct Request {
    enum class Kind { Add, Remove, Fence } kind = Kind::Add;
    std::uint64_t id = 0;
    std::string path{};
    FileTime since{};
    FileWatcher::Counts counts{};
    std::vector<std::uint64_t> watches{};  // of a fence
  };

  explicit Shared(asio::any_io_executor the_executor) : executor(std::move(the_executor)) {}

  void request(Request request);
  void stop();
  void run(FileWatcherOptions options);
  void post_due(std::vector<WatchedTrees::Due> due, std::vector<std::uint64_t> passed);
  void tell(std::uint64_t id, const std::string& first);
  std::uint64_t begin_look();
  void end_look(std::uint64_t look);
  bool take_requests(WatchedTrees& trees);
  void rest(const WatchedTrees& trees, bool has_more);
  void wait(const WatchedTrees& trees, bool has_more) const;

  asio::any_io_executor executor;
  // On the loop only.
  std::unordered_map<std::uint64_t, std::shared_ptr<FileWatcher::Changed>> callbacks{};
  std::unordered_map<std::uint64_t, std::function<void()>> fences{};
  std::function<void(const std::string&)> warn{};
  std::uint64_t last_id = 0;
  std::thread thread{};
  // Of both. The thread is busy from before it takes events until what came of them is posted; and what is posted counts
  // until it is told. So on the loop: what is not in inotify's queue, and neither of these, has been told.
  std::atomic<int> inotify = -1;
  std::atomic<bool> is_busy = true;
  std::atomic<int> posted = 0;
  Fd wakeup{};
  std::mutex mutex{};
  std::vector<Request> requests{};
  bool is_stopping = false;
  std::uint64_t looks_wanted = 0;  // by the loop, which waits until as many are done
  std::uint64_t looks_done = 0;
  std::condition_variable looked{};
};

void FileWatch::Shared::request(Request request) {
  const std::lock_guard lock(mutex);
  if (is_stopping) return;
  is_busy = true;
  requests.push_back(std::move(request));
  if (requests.size() == 1) (void)::eventfd_write(wakeup.get(), 1);
}

void FileWatch::Shared::stop() {
  {
    const std::lock_guard lock(mutex);
    is_stopping = true;
    (void)::eventfd_write(wakeup.get(), 1);
  }
  thread.join();
  callbacks.clear();
  warn = nullptr;
  for (const auto& [id, then] : std::exchange(fences, {})) then();
}

void FileWatch::Shared::run(FileWatcherOptions options) {
  ::pthread_setname_np(::pthread_self(), "file-watcher");
  options.warn = [this](const std::string& text) {
    asio::post(executor, [shared = weak_from_this(), text] {
      const auto self = shared.lock();
      if (self && self->warn) self->warn(text);
    });
  };
  WatchedTrees trees(std::move(options));
  for (bool has_more = true;;) {
    rest(trees, has_more);
    wait(trees, has_more);
    is_busy = true;
    const auto look = begin_look();
    trees.receive();
    if (!take_requests(trees)) return;
    trees.handle();
    has_more = trees.work(kSlice);  // of new directories, too, what was written to before they were watched
    end_look(look);
    trees.poll();
    auto due = trees.take_due();
    auto passed = trees.take_passed();
    if (!due.empty() || !passed.empty()) post_due(std::move(due), std::move(passed));
  }
}

void FileWatch::Shared::rest(const WatchedTrees& trees, bool has_more) {
  inotify = trees.descriptor();
  const std::lock_guard lock(mutex);
  is_busy = has_more || !trees.is_quiet() || !requests.empty();
}

void FileWatch::Shared::wait(const WatchedTrees& trees, bool has_more) const {
  timespec timeout{};
  const auto next = trees.next();
  if (next && !has_more) {
    const auto left = std::max(*next - steady_clock::now(), steady_clock::duration::zero());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    timeout.tv_sec = seconds.count();
    timeout.tv_nsec = std::chrono::nanoseconds(left - seconds).count();
  }
  pollfd sources[] = {{wakeup.get(), POLLIN, 0}, {trees.descriptor(), POLLIN, 0}};
  ::ppoll(sources, 2, next || has_more ? &timeout : nullptr, nullptr);
}

// Those looks that are wanted by now: what had changed before them is in inotify's queue.
std::uint64_t FileWatch::Shared::begin_look() {
  const std::lock_guard lock(mutex);
  eventfd_t count = 0;
  if (looks_wanted != looks_done) (void)::eventfd_read(wakeup.get(), &count);
  return looks_wanted;
}

void FileWatch::Shared::end_look(std::uint64_t look) {
  const std::lock_guard lock(mutex);
  if (looks_done == look) return;
  looks_done = look;
  looked.notify_one();
}

// Whether to go on.
bool FileWatch::Shared::take_requests(WatchedTrees& trees) {
  std::vector<Request> taken;
  {
    const std::lock_guard lock(mutex);
    if (is_stopping) return false;
    if (requests.empty()) return true;
    eventfd_t count = 0;
    (void)::eventfd_read(wakeup.get(), &count);
    taken.swap(requests);
  }
  for (auto& request : taken) {
    switch (request.kind) {
      case Request::Kind::Add:
        trees.add(request.id, std::move(request.path), request.since, std::move(request.counts));
        break;
      case Request::Kind::Remove: trees.remove(request.id); break;
      case Request::Kind::Fence: trees.set_fence(request.id, std::move(request.watches)); break;
    }
  }
  return true;
}

void FileWatch::Shared::post_due(std::vector<WatchedTrees::Due> due, std::vector<std::uint64_t> passed) {
  ++posted;
  asio::post(executor, [shared = weak_from_this(), due = std::move(due), passed = std::move(passed)] {
    const auto self = shared.lock();
    if (!self) return;
    --self->posted;
    for (const auto& [id, first] : due) self->tell(id, first);
    for (const auto id : passed) {
      if (const auto then = self->fences.extract(id); !then.empty()) then.mapped()();
    }
  });
}

void FileWatch::Shared::tell(std::uint64_t id, const std::string& first) {
  const auto found = callbacks.find(id);
  if (found == callbacks.end()) return;
  const auto changed = found->second;  // which may end this watch
  (*changed)(first);
}

FileWatch& FileWatch::operator=(FileWatch&& other) noexcept {
  FileWatch ended(std::move(*this));
  shared_ = std::move(other.shared_);
  id_ = other.id_;
  return *this;
}

FileWatch::~FileWatch() {
  if (!shared_) return;
  if (shared_->callbacks.erase(id_) > 0) shared_->request({Shared::Request::Kind::Remove, id_});
}

Result<std::unique_ptr<FileWatcher>> FileWatcher::create(asio::any_io_executor executor, FileWatcherOptions options) {
  auto shared = std::make_shared<FileWatch::Shared>(std::move(executor));
  shared->warn = std::move(options.warn);
  shared->wakeup = Fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!shared->wakeup) return errno_error("open an event descriptor");
  try {
    shared->thread = start_thread([raw = shared.get(), options] { raw->run(options); });
  } catch (const std::system_error& error) {
    return Error{ErrorKind::System, std::string("start the file watcher's thread: ") + error.what()};
  }
  return std::unique_ptr<FileWatcher>(new FileWatcher(std::move(shared)));
}

FileWatcher::~FileWatcher() { shared_->stop(); }

bool FileWatcher::has_pending() const {
  int queued = 0;
  const bool is_read = ::ioctl(shared_->inotify, FIONREAD, &queued) != 0 || queued == 0;
  return !is_read || shared_->is_busy || shared_->posted > 0;
}

void FileWatcher::look(std::chrono::milliseconds limit) {
  if (!has_pending()) return;
  std::unique_lock lock(shared_->mutex);
  const auto look = ++shared_->looks_wanted;
  (void)::eventfd_write(shared_->wakeup.get(), 1);
  shared_->looked.wait_for(lock, limit, [&] { return shared_->looks_done >= look; });
}

void FileWatcher::after_pending(std::span<const FileWatch* const> watches, std::function<void()> then) {
  std::vector<std::uint64_t> ids;
  for (const auto* watch : watches) ids.push_back(watch->id_);
  const auto id = ++shared_->last_id;
  shared_->fences.emplace(id, std::move(then));
  shared_->request({FileWatch::Shared::Request::Kind::Fence, id, {}, {}, {}, std::move(ids)});
}

boost::asio::awaitable<void> FileWatcher::settle(std::vector<const FileWatch*> watches) {
  struct Told {
    bool all = false;
    Wakeup changed;
  };
  const auto told = std::make_shared<Told>();
  after_pending(watches, [told] {
    told->all = true;
    told->changed.notify();
  });
  while (!told->all) co_await told->changed.wait();
}

FileWatch FileWatcher::watch(const std::filesystem::path& path, Changed changed, FileTime since, Counts counts) {
  std::error_code error;
  auto absolute = std::filesystem::absolute(path, error);
  if (error) absolute = path;
  const auto id = ++shared_->last_id;
  shared_->callbacks.emplace(id, std::make_shared<Changed>(std::move(changed)));
  shared_->request({FileWatch::Shared::Request::Kind::Add, id, absolute.string(), since, std::move(counts)});
  return FileWatch(shared_, id);
}

}  // namespace lambdalocal::system
