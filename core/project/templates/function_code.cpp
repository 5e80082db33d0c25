#include "core/project/templates/function_code.h"

#include <fmt/format.h>

namespace lambdalocal::templates {
namespace {

namespace fs = std::filesystem;

bool is_on_aws(std::string_view place) { return place.starts_with("s3://") || place.starts_with("https://"); }

fs::path beside(const Resolver& resolver, std::string_view place) {
  fs::path path = (resolver.of().document.path.parent_path() / place).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

// CDK and `aws cloudformation package` write where an asset came from: Metadata "aws:asset:path".
std::optional<fs::path> asset_of(const Resource& resource, Resolver& resolver) {
  const std::string_view path = resource.metadata("aws:asset:path");
  if (path.empty()) return std::nullopt;
  return beside(resolver, path);
}

// The package of an S3Key, where CDK's list of assets knows it.
std::optional<fs::path> asset_of_key(const ValuePtr& code, Resolver& resolver) {
  std::string key = resolver.text(resolver.member(code, "S3Key")).value_or("");
  if (key.empty()) key = resolver.text(resolver.member(code, "Key")).value_or("");
  const auto& assets = resolver.deployment().assets;
  const auto found = assets.find(key);
  return found == assets.end() ? std::nullopt : std::optional(found->second);
}

Error on_aws(const TemplateFunction& function, std::string_view what) {
  return {ErrorKind::NotEmulated,
          fmt::format(
              "the code of {} {}\nname a directory or an archive that has it: CodeUri in lambdalocal.json, or as the "
              "argument",
              function.logical_id, what)};
}

bool is_image(const ValuePtr& properties, Resolver& resolver) {
  return resolver.text(resolver.member(properties, "PackageType")) == "Image";
}

void take_place(const ValuePtr& place, const Resource& resource, Resolver& resolver, TemplateFunction& function) {
  if (auto asset = asset_of(resource, resolver)) {
    function.settings.code = *std::move(asset);
    return;
  }
  const ValuePtr resolved = resolver.resolve(place);
  if (resolved && resolved->is_object()) {
    if (auto asset = asset_of_key(resolved, resolver)) {
      function.settings.code = *std::move(asset);
    } else if (resolved->find("ImageUri") != nullptr) {
      function.refused = on_aws(function, "is a container image: images do not run here");
    } else {
      function.refused = on_aws(function, "lies in S3");
    }
  } else if (resolved && resolved->is_scalar() && is_on_aws(resolved->text)) {
    function.refused = on_aws(function, "lies on AWS: " + resolved->text);
  } else {
    function.settings.code = beside(resolver, resolved && resolved->is_scalar() ? resolved->text : ".");
  }
}

}  // namespace

void read_code(const Resource& resource, Resolver& resolver, TemplateFunction& function) {
  const ValuePtr& properties = function.properties;
  if (is_image(properties, resolver)) {
    function.refused = on_aws(function, "is a container image: images do not run here");
    return;
  }
  const bool is_sam = resource.type == "AWS::Serverless::Function";
  const ValuePtr code = resolver.member(properties, is_sam ? "CodeUri" : "Code");
  const ValuePtr text = is_sam ? resolver.member(properties, "InlineCode") : resolver.member(code, "ZipFile");
  if (text) {
    function.inline_code = resolver.text(text).value_or("");
  } else {
    take_place(code, resource, resolver, function);
  }
}

std::optional<fs::path> layer_content(const Resource& layer, Resolver& resolver) {
  if (auto asset = asset_of(layer, resolver)) return asset;
  const bool is_sam = layer.type == "AWS::Serverless::LayerVersion";
  const ValuePtr content = resolver.resolve(resolver.member(layer.properties(), is_sam ? "ContentUri" : "Content"));
  if (!content) return is_sam ? std::optional(beside(resolver, ".")) : std::nullopt;
  if (content->is_object()) return asset_of_key(content, resolver);
  if (!content->is_scalar() || is_on_aws(content->text)) return std::nullopt;
  return beside(resolver, content->text);
}

}  // namespace lambdalocal::templates
