#include "emulator/layers/layer_store.h"

#include <algorithm>
#include <system_error>

#include "core/function/layer_arn.h"
#include "emulator/system/files/own_directory.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal::layers {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVariable = "XDG_DATA_HOME";

}  // namespace

fs::path LayerStore::file_of(std::string_view arn, std::string_view extension) const {
  std::string name(arn);
  std::ranges::replace(name, ':', '+');
  return directory_ / (name + std::string(extension));
}

Result<std::optional<fs::path>> LayerStore::find(std::string_view arn) const {
  if (!parse_layer_version_arn(arn)) return std::optional<fs::path>();
  fs::path file = file_of(arn, ".zip");
  if (!system::is_file(file)) return std::optional<fs::path>();
  TRY_VOID(system::check_own_directory(directory_.parent_path(), kVariable));
  TRY_VOID(system::check_own_directory(directory_, kVariable));
  return std::optional(std::move(file));
}

std::optional<std::string> LayerStore::pinned(std::string_view arn) const {
  auto text = system::read_text_file(file_of(arn, ".sha256"));
  if (!text) return std::nullopt;
  while (text->ends_with('\n')) text->pop_back();
  return *std::move(text);
}

Result<KeptLayer> LayerStore::keep(std::string_view arn, std::string_view archive, const std::string& sha256) const {
  TRY_VOID(system::make_own_directory(directory_.parent_path(), kVariable));
  TRY_VOID(system::make_own_directory(directory_, kVariable));
  KeptLayer layer{std::string(arn), file_of(arn, ".zip"), sha256, archive.size()};
  TRY_VOID(system::replace_text_file(layer.file, archive));
  TRY_VOID(system::replace_text_file(file_of(arn, ".sha256"), sha256 + "\n"));
  return layer;
}

std::vector<KeptLayer> LayerStore::all() const {
  std::vector<KeptLayer> layers;
  std::error_code failed;
  for (fs::directory_iterator entry(directory_, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (entry->path().extension() != ".zip") continue;
    std::string arn = entry->path().stem().string();
    std::ranges::replace(arn, '+', ':');
    if (!parse_layer_version_arn(arn)) continue;
    std::error_code unknown;
    const std::uintmax_t bytes = entry->file_size(unknown);
    layers.push_back({arn, entry->path(), pinned(arn).value_or(""), unknown ? 0 : bytes});
  }
  std::ranges::sort(layers, {}, &KeptLayer::arn);
  return layers;
}

}  // namespace lambdalocal::layers
