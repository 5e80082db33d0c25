// Templates with their functions worked out: whatever stands in one, there is an answer in bounded time and memory, and what made no
// sense is told with the template's name.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/project/templates/loops.h"
#include "core/project/templates/resolver.h"
#include "core/project/templates/template_file.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;

namespace {

void work_out(std::string_view text) {
  auto document = read_document(text, "/project/template.yaml");
  if (!document) return;
  auto read = read_template(*std::move(document));
  if (!read) return;
  Deployment deployment;
  deployment.parameters["P"] = "given";
  deployment.read_file = [](const std::filesystem::path&) -> Result<std::string> {
    return std::string("a: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: again}}}");
  };
  Resolver resolver(*read, deployment);
  if (has_loops(text)) set_resources(*read, *without_loops(read->document.root->member("Resources"), resolver));
  for (const Resource& resource : read->resources) {
    (void)resolver.is_created(resource);
    (void)resolver.reference_to(resource);
    (void)resolver.resource_in(resource.properties());
    (void)resolver.resolve(resource.properties());
  }
  for (const std::string& problem : resolver.take_findings().problems) {
    if (problem.find("template.yaml") == std::string::npos) std::abort();
  }
}

// Functions and front ends.
void read_whole(std::string_view text) {
  Deployment deployment;
  deployment.read_file = [text](const std::filesystem::path&) -> Result<std::string> {
    return std::string(text);
  };  // nests itself
  auto file = TemplateFile::read(text, "/project/template.yaml", std::move(deployment));
  if (!file) return;
  for (const TemplateFile* nested : file->nested()) (void)nested->front_ends();
  for (const TemplateFunction& function : file->functions()) {
    if (file->find(function.logical_id) == nullptr || function.name.empty()) std::abort();
    if (!function.settings.code && !function.inline_code && !function.refused) std::abort();
  }
  for (const auto& front_end : file->front_ends().front_ends) {
    if (front_end.routes.empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  work_out(text);
  read_whole(text);
  fuzz::must_be_quick(text, [](std::string_view repeated) {
    work_out(repeated);
    read_whole(repeated);
  });
  return 0;
}
