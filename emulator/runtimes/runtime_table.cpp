#include "emulator/runtimes/runtime_table.h"

#include <algorithm>
#include <map>

#include "core/function/runtime_support.h"
#include "emulator/runtimes/family.h"
#include "emulator/runtimes/resolve.h"

namespace lambdalocal::runtimes {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// The interpreter that resolve() chose, with its full version.
class FullVersions {
 public:
  explicit FullVersions(const Interpreters& interpreters) : interpreters_(interpreters) {}

  const Interpreter* of(RuntimeFamily family, const std::filesystem::path& path) {
    const auto known = known_.find(path);
    if (known != known_.end()) return &known->second;
    const auto& all = interpreters_.all(family);
    const auto found = std::ranges::find(all, path, &Interpreter::path);
    if (found == all.end()) return nullptr;
    return &known_.emplace(path, interpreters_.with_full_version(*found)).first->second;
  }

 private:
  const Interpreters& interpreters_;
  std::map<std::filesystem::path, Interpreter> known_;
};

RuntimeRow row_of(const RuntimeId& runtime, const Interpreters& interpreters, FullVersions& full_versions) {
  RuntimeRow row{runtime, RuntimeMatch::NotEmulatedYet, {}, {}, {}, {}};
  if (const auto refusal = not_emulated(runtime.family)) {
    row.remark = first_line(refusal->message);
    return row;
  }
  auto resolved = resolve(runtime, interpreters, VersionMatch::Nearest);
  if (!resolved) {
    row.match = RuntimeMatch::NotInstalled;
    row.remark = first_line(std::move(resolved).error().message);
    return row;
  }
  if (auto missing = family_of(runtime.family)->not_ready(interpreters.machine())) {
    row.match = RuntimeMatch::NotInstalled;
    row.remark = std::move(*missing);
    return row;
  }
  row.match = resolved->warning ? RuntimeMatch::OtherVersion : RuntimeMatch::Exact;
  row.interpreter = resolved->interpreter;
  if (family_of(runtime.family)->interpreters() == nullptr) {
    row.remark = "the function brings its own: an executable `bootstrap`";
    return row;
  }
  const Interpreter* interpreter = full_versions.of(runtime.family, resolved->interpreter);
  row.version = interpreter != nullptr ? interpreter->version.text() : resolved->version.text();
  if (interpreter != nullptr) row.found_by = interpreter->found_by;
  row.remark = resolved->warning.value_or("");
  return row;
}

}  // namespace

std::vector<RuntimeRow> runtime_table(const Interpreters& interpreters) {
  for (const Family* family : families()) interpreters.all(family->id());
  FullVersions full_versions(interpreters);
  std::vector<RuntimeRow> rows;
  for (const RuntimeId& runtime : known_runtimes()) rows.push_back(row_of(runtime, interpreters, full_versions));
  return rows;
}

}  // namespace lambdalocal::runtimes
