#include "core/project/templates/cloud_assembly.h"

#include "core/project/templates/document.h"

namespace lambdalocal::templates {
namespace {

constexpr std::string_view kTemplate = ".template.json";

// A name in the directory, and nothing that leads out of it.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos;
}

}  // namespace

Result<CloudAssembly> read_cloud_assembly(std::string_view manifest, const std::filesystem::path& path) {
  TRY(document, read_json(manifest, path));
  const Value* artifacts = document.root->find("artifacts");
  if (artifacts == nullptr || !artifacts->is_object()) {
    return document.error(document.root->at, "this is no manifest of a cloud assembly: it has no artifacts");
  }
  CloudAssembly assembly;
  for (const Member& artifact : artifacts->members) {
    const std::string_view type = artifact.value->text_of("type");
    const Value* properties = artifact.value->find("properties");
    if (properties == nullptr) continue;
    const std::string_view name =
        properties->text_of(type == "aws:cloudformation:stack" ? "templateFile" : "directoryName");
    if (!is_plain_name(name)) continue;
    if (type == "aws:cloudformation:stack") assembly.templates.emplace_back(name);
    if (type == "cdk:cloud-assembly") assembly.assemblies.emplace_back(name);
  }
  return assembly;
}

std::filesystem::path assets_of(const std::filesystem::path& template_path) {
  std::string name = template_path.filename().string();
  if (!name.ends_with(kTemplate)) return {};
  name.resize(name.size() - kTemplate.size());
  return template_path.parent_path() / (name + ".assets.json");
}

Result<std::map<std::string, std::filesystem::path>> read_assets(std::string_view text,
                                                                 const std::filesystem::path& path) {
  TRY(document, read_json(text, path));
  std::map<std::string, std::filesystem::path> assets;
  const Value* files = document.root->find("files");
  if (files == nullptr) return assets;
  for (const Member& file : files->members) {
    const Value* source = file.value->find("source");
    const Value* destinations = file.value->find("destinations");
    const std::string_view place = source == nullptr ? std::string_view() : source->text_of("path");
    if (place.empty() || destinations == nullptr) continue;
    for (const Member& destination : destinations->members) {
      assets.insert_or_assign(std::string(destination.value->text_of("objectKey")),
                              (path.parent_path() / place).lexically_normal());
    }
  }
  return assets;
}

}  // namespace lambdalocal::templates
