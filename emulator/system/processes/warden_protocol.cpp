#include "emulator/system/processes/warden_protocol.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "emulator/system/processes/process.h"

namespace lambdalocal::system {
namespace {

constexpr std::size_t kMaxDescriptors = 64;

struct RequestHeader {
  std::uint32_t arguments = 0;
  std::uint32_t environment = 0;
  std::uint32_t extra_fds = 0;
  std::uint32_t in_sandbox = 0;
  std::uint32_t own_network = 0;
  // Of a plan; without one nothing is bound.
  std::uint32_t links = 0;
  std::uint32_t binds = 0;
  std::uint32_t files = 0;
  std::uint64_t tmp_bytes = 0;
  // Of a control group.
  std::uint64_t memory_bytes = 0;
  std::uint32_t processes = 0;
};

// Appends the string and its NUL; false when it holds a NUL itself.
bool append_string(std::string& bytes, const std::string& text) {
  bytes.append(text.c_str(), text.size() + 1);
  return text.find('\0') == std::string::npos;
}

template <typename T>
void append_value(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

Result<Fd> write_request(const ProcessOptions& options) {
  if (options.extra_fds.size() + 4 > kMaxDescriptors) return Error{ErrorKind::System, "too many extra descriptors"};
  std::string bytes;
  RequestHeader header;
  header.arguments = static_cast<std::uint32_t>(options.arguments.size());
  header.environment = static_cast<std::uint32_t>(options.environment.size());
  header.extra_fds = static_cast<std::uint32_t>(options.extra_fds.size());
  header.in_sandbox = options.sandbox.init >= 0 ? 1 : 0;
  header.own_network = options.sandbox.own_network ? 1 : 0;
  header.memory_bytes = options.limits.memory_bytes;
  header.processes = options.limits.processes;
  const sandbox::Plan* const plan = options.sandbox.plan.get();
  if (plan != nullptr) {
    header.links = static_cast<std::uint32_t>(plan->links.size());
    header.binds = static_cast<std::uint32_t>(plan->binds.size());
    header.files = static_cast<std::uint32_t>(plan->files.size());
    header.tmp_bytes = plan->tmp_bytes;
  }
  append_value(bytes, header);
  for (const auto& extra : options.extra_fds) append_value(bytes, static_cast<std::int32_t>(extra.second));
  bool clean = append_string(bytes, options.executable) && append_string(bytes, options.working_directory) &&
               append_string(bytes, options.limits.group);
  for (const auto& argument : options.arguments) clean = append_string(bytes, argument) && clean;
  for (const auto& variable : options.environment) clean = append_string(bytes, variable) && clean;
  if (plan != nullptr) {
    const auto add = [&](const std::string& one, const std::string& other) {
      clean = append_string(bytes, one) && append_string(bytes, other) && clean;
    };
    for (const auto& link : plan->links) add(link.text, link.place);
    for (const auto& bind : plan->binds) add(bind.source, bind.target);
    for (const auto& file : plan->files) add(file.target, file.text);
  }
  if (!clean) return Error{ErrorKind::System, "a path, an argument or an environment variable holds a NUL byte"};

  Fd memfd(::memfd_create("spawn-request", MFD_CLOEXEC));
  if (!memfd) return errno_error("create a spawn request");
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = ::write(memfd.get(), bytes.data() + done, bytes.size() - done);
    if (written < 0) return errno_error("write a spawn request");
    done += static_cast<std::size_t>(written);
  }
  return memfd;
}

SpawnRequest map_request(int memfd) {
  SpawnRequest request;
  struct stat status {};
  if (::fstat(memfd, &status) != 0) return request;
  void* mapping =
      ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ | PROT_WRITE, MAP_PRIVATE, memfd, 0);
  if (mapping == MAP_FAILED) return request;

  RequestHeader header;
  std::memcpy(&header, mapping, sizeof header);
  request.in_sandbox = header.in_sandbox != 0;
  request.own_network = header.own_network != 0;
  char* position = static_cast<char*>(mapping) + sizeof header;
  for (std::uint32_t index = 0; index < header.extra_fds; ++index, position += sizeof(std::int32_t)) {
    std::int32_t target = 0;
    std::memcpy(&target, position, sizeof target);
    request.extra_targets.push_back(target);
  }
  const auto next = [&position] { return std::exchange(position, position + std::strlen(position) + 1); };
  request.executable = next();
  request.working_directory = next();
  request.limits = {next(), header.memory_bytes, header.processes};
  for (std::uint32_t index = 0; index < header.arguments; ++index) request.arguments.push_back(next());
  for (std::uint32_t index = 0; index < header.environment; ++index) request.environment.push_back(next());
  request.arguments.push_back(nullptr);
  request.environment.push_back(nullptr);
  if (header.binds == 0) return request;
  sandbox::Plan& plan = request.plan.emplace();
  plan.tmp_bytes = header.tmp_bytes;
  const auto take = [&](auto& list, std::uint32_t count) {
    for (std::uint32_t index = 0; index < count; ++index) {
      const char* const one = next();
      list.push_back({one, next()});
    }
  };
  take(plan.links, header.links);
  take(plan.binds, header.binds);
  take(plan.files, header.files);
  return request;
}

bool send_descriptors(int socket, const std::vector<int>& descriptors) {
  char byte = 0;
  iovec payload{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxDescriptors * sizeof(int))] = {};
  const std::size_t size = descriptors.size() * sizeof(int);
  msghdr message{};
  message.msg_iov = &payload;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = CMSG_SPACE(size);
  cmsghdr* rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(size);
  std::memcpy(CMSG_DATA(rights), descriptors.data(), size);
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

bool receive_descriptors(int socket, std::vector<Fd>& descriptors) {
  char byte = 0;
  iovec payload{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxDescriptors * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &payload;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  errno = 0;
  if (::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != 1) return false;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t index = 0; index < count; ++index) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header) + index * sizeof fd, sizeof fd);
      descriptors.emplace_back(fd);
    }
  }
  return true;
}

}  // namespace lambdalocal::system
