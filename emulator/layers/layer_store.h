// Layers that were fetched from AWS, below the user's data directory:
//
//   layers/arn+aws+lambda+us-east-1+123456789012+layer+tools+7.zip       the archive
//   layers/arn+aws+lambda+us-east-1+123456789012+layer+tools+7.sha256    what it is pinned to, as Lambda tells it: base64
//
// A version of a layer never changes on AWS: one that is other than it was is refused.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace lambdalocal::layers {

struct KeptLayer {
  std::string arn;
  std::filesystem::path file;
  std::string sha256;
  std::uintmax_t bytes = 0;
};

class LayerStore {
 public:
  explicit LayerStore(const std::filesystem::path& data_directory) : directory_(data_directory / "layers") {}

  // The archive of a layer that is there. Fails when somebody else could write to it.
  Result<std::optional<std::filesystem::path>> find(std::string_view arn) const;
  // What it is pinned to; none: it was never there.
  std::optional<std::string> pinned(std::string_view arn) const;
  // Keeps `archive`, whose digest was compared.
  Result<KeptLayer> keep(std::string_view arn, std::string_view archive, const std::string& sha256) const;
  // In the order of their names.
  std::vector<KeptLayer> all() const;

 private:
  std::filesystem::path file_of(std::string_view arn, std::string_view extension) const;

  std::filesystem::path directory_;
};

}  // namespace lambdalocal::layers
