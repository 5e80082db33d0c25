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
  std::int32_t namespaces = 0;
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
  if (options.extra_fds.size() + 3 > kMaxDescriptors) return Error{ErrorKind::System, "too many extra descriptors"};
  std::string bytes;
  append_value(bytes, RequestHeader{static_cast<std::uint32_t>(options.arguments.size()),
                                    static_cast<std::uint32_t>(options.environment.size()),
                                    static_cast<std::uint32_t>(options.extra_fds.size()), options.sandbox.namespaces});
  for (const auto& extra : options.extra_fds) append_value(bytes, static_cast<std::int32_t>(extra.second));
  bool clean = append_string(bytes, options.executable) && append_string(bytes, options.working_directory);
  for (const auto& argument : options.arguments) clean = append_string(bytes, argument) && clean;
  for (const auto& variable : options.environment) clean = append_string(bytes, variable) && clean;
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
  request.namespaces = header.namespaces;
  char* position = static_cast<char*>(mapping) + sizeof header;
  for (std::uint32_t index = 0; index < header.extra_fds; ++index, position += sizeof(std::int32_t)) {
    std::int32_t target = 0;
    std::memcpy(&target, position, sizeof target);
    request.extra_targets.push_back(target);
  }
  const auto next = [&position] { return std::exchange(position, position + std::strlen(position) + 1); };
  request.executable = next();
  request.working_directory = next();
  for (std::uint32_t index = 0; index < header.arguments; ++index) request.arguments.push_back(next());
  for (std::uint32_t index = 0; index < header.environment; ++index) request.environment.push_back(next());
  request.arguments.push_back(nullptr);
  request.environment.push_back(nullptr);
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
