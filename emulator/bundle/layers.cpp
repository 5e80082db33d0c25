// open_layers and measure_directory of bundle.h.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <system_error>

#include "core/bundle/archive_entry.h"
#include "emulator/bundle/bundle.h"
#include "emulator/system/digest.h"
#include "emulator/system/files/directory.h"

namespace lambdalocal::bundle {
namespace {

namespace fs = std::filesystem;
using system::errno_error;
using system::Fd;
using system::OpenDirectory;

// One thing in the merged tree, and the layer it comes from.
struct Node {
  std::size_t layer = 0;
  EntryType type = EntryType::File;
  std::uint64_t inode = 0;
};

// By path relative to /opt: a directory comes before what is in it.
using Tree = std::map<std::string, Node>;

Result<OpenDirectory> read_directory(const fs::path& path) {
  OpenDirectory directory(::opendir(path.c_str()));
  if (!directory) return errno_error(fmt::format("read the directory {}", path.native()));
  return directory;
}

std::optional<EntryType> type_of(const OpenDirectory& directory, const dirent& entry) {
  unsigned char type = entry.d_type;
  if (type == DT_UNKNOWN) {
    struct stat status {};
    if (::fstatat(::dirfd(directory.get()), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
    type = IFTODT(status.st_mode);
  }
  if (type == DT_DIR) return EntryType::Directory;
  if (type == DT_LNK) return EntryType::Symlink;
  if (type == DT_REG) return EntryType::File;
  return std::nullopt;  // sockets and the like are no part of a layer
}

// Calls visit(path relative to root, name, type, entry, directory) for everything beneath, parents first.
template <typename Visit>
Result<void> walk(const fs::path& root, const std::string& relative, const Visit& visit) {
  TRY(directory, read_directory(root / relative));
  std::vector<std::string> below;
  while (const dirent* const entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    const auto type = type_of(directory, *entry);
    if (!type) continue;
    std::string path = relative.empty() ? std::string(name) : fmt::format("{}/{}", relative, name);
    TRY_VOID(visit(path, *type, *entry, directory));
    if (*type == EntryType::Directory) below.push_back(std::move(path));
  }
  directory.reset();
  for (const std::string& path : below) TRY_VOID(walk(root, path, visit));
  return {};
}

// Puts everything of one layer over what the earlier ones left in `tree`.
Result<void> lay_over(Tree& tree, const fs::path& root, std::size_t layer) {
  return walk(root, "", [&](const std::string& path, EntryType type, const dirent& entry, const OpenDirectory&) {
    const Node node{layer, type, entry.d_ino};
    const auto [at, added] = tree.try_emplace(path, node);
    if (added) return Result<void>{};
    if ((at->second.type == EntryType::Directory) != (type == EntryType::Directory)) {
      return Result<void>(Error{ErrorKind::BadConfiguration,
                                fmt::format("the layer {} has {} where another layer has a {}", root.native(),
                                            quoted_name(path), type == EntryType::Directory ? "file" : "directory")});
    }
    at->second = node;
    return Result<void>{};
  });
}

Result<std::string> link_target(const fs::path& link) {
  std::error_code error;
  const fs::path target = fs::read_symlink(link, error);
  if (error) return Error{ErrorKind::System, fmt::format("read the link {}: {}", link.native(), error.message())};
  return target.native();
}

// A link of a directory layer may lead out of the layer: in the merged tree it leads to the same place by its full path.
Result<void> make_link(const fs::path& layer, const std::string& path, int root) {
  TRY(target, link_target(layer / path));
  if (!target.starts_with('/') && !check_symlink_target(path, target))
    target = ((layer / path).parent_path() / target).native();
  if (::symlinkat(target.c_str(), root, path.c_str()) != 0)
    return errno_error(fmt::format("link {}", quoted_name(path)));
  return {};
}

Result<void> copy_file(const fs::path& source, int root, const std::string& path) {
  const Fd in(::open(source.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!in || ::fstat(in.get(), &status) != 0) return errno_error(fmt::format("read {}", source.native()));
  const mode_t mode = status.st_mode & 0777;
  const Fd out(::openat(root, path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!out || ::fchmod(out.get(), mode) != 0) return errno_error(fmt::format("create {}", quoted_name(path)));
  std::vector<char> block(128 * 1024);
  while (true) {
    const ssize_t n = ::read(in.get(), block.data(), block.size());
    if (n == 0) return {};
    if (n < 0 || ::write(out.get(), block.data(), static_cast<std::size_t>(n)) != n) {
      return errno_error(fmt::format("copy {}", source.native()));
    }
  }
}

// A file of a directory layer is the same inode as there, so that an edit shows; where hard links cannot be made (another
// file system) it becomes a symbolic link, for the same reason. One of the cache is copied: a link to it would look like a
// change of the entry it belongs to.
Result<void> make_file(const Bundle& layer, const std::string& path, int root) {
  const fs::path source = layer.root / path;
  if (layer.unpacked) return copy_file(source, root, path);
  if (::linkat(AT_FDCWD, source.c_str(), root, path.c_str(), 0) == 0) return {};
  if (errno != EXDEV && errno != EPERM && errno != EMLINK && errno != EOPNOTSUPP) {
    return errno_error(fmt::format("link {}", source.native()));
  }
  if (::symlinkat(source.c_str(), root, path.c_str()) == 0) return {};
  return errno_error(fmt::format("link {}", source.native()));
}

Result<void> make_tree(const Tree& tree, std::span<const Bundle> layers, int root) {
  for (const auto& [path, node] : tree) {
    if (node.type == EntryType::Symlink) {
      TRY_VOID(make_link(layers[node.layer].root, path, root));
    } else if (node.type == EntryType::File) {
      TRY_VOID(make_file(layers[node.layer], path, root));
    } else if (::mkdirat(root, path.c_str(), 0755) != 0) {
      return errno_error(fmt::format("make the directory {}", quoted_name(path)));
    }
  }
  return {};
}

// What names the merged tree in the cache: the archives by their digests, the directories by what is in them. Contents of
// files need not be part of it, since they are shared with the layer: an inode stays as long as the merged tree links it.
Result<std::string> digest_of(std::span<const Bundle> layers) {
  std::string text = "layers 1\n";
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i].unpacked) {
      text += fmt::format("archive {}\n", layers[i].digest);
      continue;
    }
    Tree tree;
    TRY_VOID(lay_over(tree, layers[i].root, i));
    text += fmt::format("directory {} {}\n", layers[i].root.native(), tree.size());
    for (const auto& [path, node] : tree) {
      text += fmt::format("{} {}", static_cast<int>(node.type), path);
      text += '\0';
      if (node.type == EntryType::File) text += fmt::format("{}", node.inode);
      if (node.type == EntryType::Symlink) {
        TRY(target, link_target(layers[i].root / path));
        text += target;
      }
      text += '\0';
    }
  }
  return system::hex(system::sha256(text));
}

Result<Bundle> merge(std::span<const Bundle> layers, const Cache& cache) {
  Bundle merged;
  for (const Bundle& layer : layers) {
    merged.unpacked = merged.unpacked || layer.unpacked;
    merged.bytes += layer.bytes;
    if (merged.warning.empty()) merged.warning = layer.warning;
  }
  TRY(digest, digest_of(layers));
  TRY(entry, cache.obtain(digest, [&](int root) -> Result<EntryMeta> {
    Tree tree;
    for (std::size_t i = 0; i < layers.size(); ++i) TRY_VOID(lay_over(tree, layers[i].root, i));
    TRY_VOID(make_tree(tree, layers, root));
    return EntryMeta{merged.bytes, ""};
  }));
  merged.was_changed = entry.changed.has_value();
  if (entry.changed) merged.warning = changed_warning(*entry.changed);
  merged.entry = entry.root.parent_path();
  merged.root = std::move(entry.root);
  merged.lock = std::move(entry.lock);
  return merged;
}

}  // namespace

Result<std::optional<Bundle>> open_layers(std::span<const fs::path> layers, const Cache& cache, std::uintmax_t budget) {
  if (layers.size() > limits::kLayers) {
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("{} layers are too many: a function has {} at most", layers.size(), limits::kLayers)};
  }
  std::vector<Bundle> opened;
  for (const fs::path& layer : layers) {
    auto bundle = open_bundle(layer, cache, budget);
    if (!bundle) return std::move(bundle).error().wrap("layer");
    budget -= bundle->bytes;
    opened.push_back(std::move(bundle).value());
  }
  if (opened.empty()) return std::optional<Bundle>();
  if (opened.size() == 1) return std::optional(std::move(opened.front()));
  TRY(merged, merge(opened, cache));
  return std::optional(std::move(merged));
}

Result<std::uintmax_t> measure_directory(const fs::path& directory, std::uintmax_t budget, std::size_t most_files) {
  std::uintmax_t bytes = 0;
  std::size_t files = 0;
  auto walked =
      walk(directory, "", [&](const std::string&, EntryType type, const dirent& entry, const OpenDirectory& in) {
        struct stat status {};
        if (type != EntryType::Directory &&
            ::fstatat(::dirfd(in.get()), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
          bytes += static_cast<std::uintmax_t>(status.st_size);
        }
        ++files;
        // An error is how a visit ends the walk; which one does not matter.
        return bytes > budget || files >= most_files ? Result<void>(Error{}) : Result<void>{};
      });
  if (!walked && bytes <= budget && files < most_files) return std::move(walked).error();
  return bytes;
}

}  // namespace lambdalocal::bundle
