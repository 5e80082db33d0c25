// An open directory that is read with readdir(3), closed with the pointer.
#pragma once

#include <dirent.h>

#include <memory>

namespace lambdalocal::system {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using OpenDirectory = std::unique_ptr<DIR, CloseDirectory>;

}  // namespace lambdalocal::system
