#include "emulator/sandbox/view.h"

#include <dirent.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <system_error>

#include "emulator/sandbox/namespaces.h"
#include "emulator/system/files/directory.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal::sandbox {
namespace {

namespace fs = std::filesystem;

// Programs and libraries of the system, and what they read. Also /sys: runtimes look there for processors and control groups.
constexpr std::array kSystem = {"bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "sys", "nix", "gnu"};
// Certificates, where /etc only links to them.
constexpr std::array kBesideEtc = {"/var/lib/ca-certificates", "/etc/resolv.conf"};
constexpr const char* kLayers = "/opt";
constexpr std::size_t kMostBinds = 512;
constexpr std::size_t kMostLookedAt = 1'000;  // files and folders, less than a millisecond

// Not every file system says with its name what a file is.
bool is_link(const fs::path& folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_LNK;
  std::error_code failed;
  return fs::is_symlink(folder / entry.d_name, failed);
}

bool is_below(std::string_view path, std::string_view directory) {
  return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

std::string without_slash(const fs::path& path) {
  std::string text = path.lexically_normal().string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

fs::path canonical_of(const fs::path& path) {
  std::error_code failed;
  fs::path real = fs::canonical(path, failed);
  return failed ? path : real;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// The directory a program was installed to: with bin/ in it, all of Homebrew's, else the one it lies in.
fs::path prefix_of(const fs::path& program) {
  const std::string text = program.string();
  if (const auto cellar = text.find("/Cellar/"); cellar != std::string::npos) return text.substr(0, cellar);
  const fs::path folder = program.parent_path();
  const std::string name = folder.filename().string();
  return name == "bin" || name == "sbin" ? folder.parent_path() : folder;
}

// Paths stand at the beginning of a text or a member of a list, and end with it.
bool begins_path(std::string_view text, std::size_t at) {
  return at == 0 || std::string_view(":;=,\x1f \"'(").find(text[at - 1]) != std::string_view::npos;
}

bool ends_path(std::string_view text, std::size_t at) {
  return at == text.size() || std::string_view("/:;,\x1f \"')").find(text[at]) != std::string_view::npos;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    if (!begins_path(text, at) || !ends_path(text, at + from.size())) {
      at += from.size();
      continue;
    }
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

std::string users() {
  return fmt::format(
      "root:x:0:0:root:/root:/sbin/nologin\n"
      "{0}:x:{1}:{2}::{3}/{0}:/sbin/nologin\n"
      "nobody:x:65534:65534:nobody:/:/sbin/nologin\n",
      kUserName, kUser, kGroup, kHomes);
}

std::string groups() { return fmt::format("root:x:0:\n{0}:x:{1}:\nnobody:x:65534:\n", kUserName, kGroup); }

}  // namespace

std::string View::inside(std::string text) const {
  for (const auto& [here, there] : places_) text = replaced(std::move(text), here, there);
  return text;
}

std::string View::outside(std::string text) const {
  for (const auto& [there, here] : places_inside_) text = replaced(std::move(text), there, here);
  return text;
}

ViewBuilder::ViewBuilder(std::vector<fs::path> hidden) : hidden_(std::move(hidden)) { put_system(); }

void ViewBuilder::put_system() {
  for (const char* name : kSystem) {
    const std::string place = std::string("/") + name;
    std::error_code failed;
    if (const fs::path target = fs::read_symlink(place, failed); !failed) {
      plan_.links.push_back({target.string(), place});
    } else if (is_folder(place)) {
      plan_.binds.push_back({place, place});
    }
  }
  for (const char* place : kBesideEtc) put(canonical_of(place));
  for (const auto& [file, text] : {std::pair{"/etc/passwd", users()}, {"/etc/group", groups()}}) {
    if (is_there(file)) plan_.files.push_back({file, text});
  }
  if (const auto hosts = system::read_text_file("/etc/hosts"); hosts.ok()) {
    // By this name extensions are told to listen for telemetry.
    plan_.files.push_back({"/etc/hosts", *hosts + "\n127.0.0.1 sandbox sandbox.localdomain\n"});
  }
}

bool ViewBuilder::is_seen(const std::string& inside) const {
  return std::ranges::any_of(plan_.binds, [&](const Bind& bind) { return is_below(inside, bind.target); }) ||
         std::ranges::any_of(plan_.links, [&](const Link& link) { return is_below(inside, link.place); });
}

void ViewBuilder::put(const fs::path& here, const std::string& inside) {
  if (!is_there(here) || plan_.binds.size() >= kMostBinds) return;
  const std::string place = without_slash(here);
  plan_.binds.push_back({place, inside});
  if (place == inside) return;
  places_.emplace_back(place, inside);
  if (const std::string real = without_slash(canonical_of(here)); real != place) places_.emplace_back(real, inside);
}

void ViewBuilder::put(const fs::path& here) {
  const std::string place = without_slash(here);
  if (!is_seen(place)) put(here, place);
}

// Home directories and what holds ours belong to no program, even if its bin/ lies in them.
bool ViewBuilder::is_too_wide(const fs::path& prefix) const {
  const std::string place = without_slash(prefix);
  if (prefix.parent_path() == prefix.root_path()) return true;  // /home, /tmp, /
  return std::ranges::any_of(hidden_, [&](const fs::path& path) {
    return is_below(without_slash(path), place) || is_below(without_slash(canonical_of(path)), place);
  });
}

void ViewBuilder::put_program(const fs::path& program) {
  fs::path step = program;
  for (int links = 0; links < 16; ++links) {
    const fs::path prefix = prefix_of(step);
    if (!is_too_wide(prefix)) {
      put(prefix);
    } else {
      put(step);
      for (const char* library : {"lib", "lib64"}) {
        if (step.parent_path() != prefix) put(prefix / library);
      }
    }
    std::error_code failed;
    const fs::path target = fs::read_symlink(step, failed);
    if (failed) break;
    step = (target.is_absolute() ? target : step.parent_path() / target).lexically_normal();
  }
}

void ViewBuilder::put_beside(const fs::path& task_root) {
  const fs::path root = canonical_of(task_root);
  int level = 0;
  for (fs::path above = root.parent_path(); above.has_relative_path(); above = above.parent_path()) {
    const fs::path inside = ++level == 1 ? "/var/node_modules" : "/node_modules";
    const fs::path modules = above / "node_modules";
    if (!is_folder(modules) || is_seen(inside.string())) continue;
    put(modules, inside.string());
    folders_.push_back({modules, inside});
  }
  folders_.push_back({root, "/var/task"});
  put_targets();
}

// Of links in the folders, and in what they lead to: level by level, as far as is quick. Packages in a node_modules are links of it or
// of the folder of their scope; in those that are none there is nothing to look for.
void ViewBuilder::put_targets() {
  std::size_t looked_at = 0;
  while (!folders_.empty() && looked_at < kMostLookedAt) {
    const Folder folder = std::move(folders_.front());
    folders_.pop_front();
    const bool holds_packages = folder.here.filename() == "node_modules";
    const system::OpenDirectory directory(::opendir(folder.here.c_str()));
    if (!directory) continue;
    for (; looked_at < kMostLookedAt; ++looked_at) {
      const dirent* const entry = ::readdir(directory.get());
      if (entry == nullptr) break;
      const std::string_view name = entry->d_name;
      if (name == "." || name == ".." || entry->d_type == DT_REG) continue;
      if (is_link(folder.here, *entry)) {
        put_target(folder.here / name, folder.inside / name);
      } else if (entry->d_type != DT_LNK && name != ".git" && (!holds_packages || name.starts_with('@'))) {
        folders_.push_back({folder.here / name, folder.inside / name});  // no directory: it cannot be opened
      }
    }
  }
  folders_.clear();
}

// What a link leads to, where it leads to from inside.
void ViewBuilder::put_target(const fs::path& link, const fs::path& link_inside) {
  std::error_code failed;
  const fs::path text = fs::read_symlink(link, failed);
  const fs::path real = canonical_of(link);
  if (failed || !is_there(real)) return;
  const std::string inside = without_slash(text.is_absolute() ? text : link_inside.parent_path() / text);
  for (const char* taken : {"/var/task", kLayers, "/tmp", "/proc", "/dev"}) {
    if (is_below(inside, taken)) return;
  }
  if (is_seen(inside) || inside == "/" || inside == "/var") return;
  put(real, inside);
  if (is_folder(real)) folders_.push_back({real, inside});
}

// Where something else is to be seen below /opt, each file and folder of the layers is hung there by itself.
void ViewBuilder::split_layers() {
  const auto layers = std::ranges::find(plan_.binds, kLayers, &Bind::target);
  const auto below = [](const Bind& bind) { return bind.target != kLayers && is_below(bind.target, kLayers); };
  if (layers == plan_.binds.end() || std::ranges::none_of(plan_.binds, below)) return;
  const fs::path source = layers->source;
  plan_.binds.erase(layers);
  std::error_code failed;
  for (fs::directory_iterator entry(source, failed), end; !failed && entry != end; entry.increment(failed)) {
    const std::string target = (fs::path(kLayers) / entry->path().filename()).string();
    if (!is_seen(target)) plan_.binds.push_back({entry->path().string(), target});
  }
}

View ViewBuilder::view(std::uint64_t tmp_bytes) && {
  split_layers();
  std::ranges::stable_sort(plan_.binds, {}, [](const Bind& bind) { return std::ranges::count(bind.target, '/'); });
  plan_.tmp_bytes = tmp_bytes;
  View view;
  for (const auto& [here, there] : places_) view.places_inside_.emplace_back(there, here);
  const auto length = [](const auto& place) { return place.first.size(); };
  std::ranges::stable_sort(places_, std::greater<>(), length);
  std::ranges::stable_sort(view.places_inside_, std::greater<>(), length);
  view.plan_ = std::make_shared<const Plan>(std::move(plan_));
  view.places_ = std::move(places_);
  return view;
}

}  // namespace lambdalocal::sandbox
