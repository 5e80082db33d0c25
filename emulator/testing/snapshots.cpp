#include "emulator/testing/snapshots.h"

#include <system_error>

#include "core/json/document.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal::testing {

using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

fs::path path_of(const expectation::TestCase& test) { return fs::path(test.file).replace_extension(".snapshots.json"); }

}  // namespace

Result<Json*> Snapshots::file_of(const expectation::TestCase& test) {
  const fs::path path = path_of(test);
  const auto known = files_.find(path);
  if (known != files_.end()) return &known->second;
  Json content = Json::object();
  std::error_code problem;
  if (fs::exists(path, problem)) {
    TRY(text, system::read_text_file(path));
    auto parsed = parse_json(text);
    if (!parsed || !parsed->is_object()) {
      return Error{ErrorKind::BadConfiguration, path.string() +
                                                    ": not an object of snapshots\ndelete it, and write it anew "
                                                    "with --update-snapshots"};
    }
    content = *std::move(parsed);
  }
  return &files_.emplace(path, std::move(content)).first->second;
}

Result<std::optional<Json>> Snapshots::find(const expectation::TestCase& test) {
  TRY(file, file_of(test));
  const auto found = file->find(test.name);
  return found == file->end() ? std::optional<Json>() : std::optional<Json>(*found);
}

void Snapshots::keep(const expectation::TestCase& test, Json payload) {
  auto file = file_of(test);
  if (!file) return;  // find() has told
  (**file)[test.name] = std::move(payload);
  changed_.insert(path_of(test));
}

Result<void> Snapshots::save() {
  for (const fs::path& path : changed_) {
    TRY_VOID(system::replace_text_file(path, files_[path].dump(2, ' ', false, Json::error_handler_t::replace) + "\n"));
  }
  changed_.clear();
  return {};
}

}  // namespace lambdalocal::testing
