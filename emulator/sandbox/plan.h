// What a sandbox is made of, as plain data: it travels in the request that starts one (system/processes/warden_protocol.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lambdalocal::sandbox {

// A directory or a file of this machine, with all that is mounted below it, seen read-only at another place.
struct Bind {
  std::string source;  // absolute
  std::string target;  // absolute, inside
};

// A symbolic link in the sandbox's root.
struct Link {
  std::string text;
  std::string place;  // absolute, inside
};

// A small file of our own, laid over one that is there.
struct File {
  std::string target;  // absolute, inside
  std::string text;
};

// Nothing else of the machine is to be seen inside but its devices, and processes of the sandbox alone.
struct Plan {
  std::vector<Link> links;
  std::vector<Bind> binds;  // in this order: what lies below another's target comes after it
  std::vector<File> files;  // after the binds
  std::uint64_t tmp_bytes = 0;
};

}  // namespace lambdalocal::sandbox
