#include "core/inference/bundle_candidates.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "core/inference/handler_candidates.h"
#include "core/inference/language.h"

namespace lambdalocal {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMaxDepth = 3;
constexpr std::size_t kMaxFiles = 400;
constexpr std::size_t kMaxFolders = 200;

// How well a candidate is placed; the best rank that has any decides.
enum class Rank { PackageMain, NamedInUsualFile, NamedInOtherFile, LikelyInUsualFile, LikelyInOtherFile };

struct RankedCandidate {
  Rank rank;
  BundleCandidate candidate;
};

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool has_usual_name(std::string_view path) {
  static constexpr std::array kUsual = {"lambda_function"sv, "app"sv,      "main"sv,     "index"sv,
                                        "handler"sv,         "lambda"sv,   "function"sv, "func"sv,
                                        "lambda_handler"sv,  "handlers"sv, "__init__"sv};
  const std::string_view name = file_name(path);
  return std::ranges::find(kUsual, name.substr(0, name.rfind('.'))) != kUsual.end();
}

bool is_test_or_tool(std::string_view name) {
  static constexpr std::array kTools = {"setup.py"sv, "conftest.py"sv, "noxfile.py"sv, "fabfile.py"sv, "tasks.py"sv};
  return name.starts_with("test_") || name.find("_test.") != std::string_view::npos ||
         std::ranges::find(kTools, name) != kTools.end();
}

// Folders that hold no code of the function: dependencies, tools, tests, and what pip unpacked beside its metadata.
// `metadata` are the siblings that end in .dist-info.
bool is_foreign_folder(const std::string& name, const std::set<std::string>& metadata) {
  static constexpr std::array kForeign = {
      "node_modules"sv, "__pycache__"sv, "venv"sv,          "env"sv,     "tests"sv,  "test"sv,    "__tests__"sv,
      "docs"sv,         "coverage"sv,    "site-packages"sv, "cdk.out"sv, "events"sv, "fixtures"sv};
  if (name.starts_with('.') || name.ends_with(".dist-info") || name.ends_with(".egg-info")) return true;
  if (std::ranges::find(kForeign, name) != kForeign.end()) return true;
  const auto next = metadata.lower_bound(name + "-");
  return next != metadata.end() && next->starts_with(name + "-");
}

class Search {
 public:
  Search(const BundleListing& bundle, std::optional<RuntimeFamily> family) : bundle_(bundle), family_(family) {}

  std::vector<BundleCandidate> run() {
    for (const Language& language : languages()) read_package_main(language);
    std::vector<std::string> folders = {""};
    for (std::size_t depth = 0; depth <= kMaxDepth && !folders.empty(); ++depth) {
      folders = read_level(folders);
      // In the root, even a likely candidate goes before everything below it.
      const bool enough = depth == 0 ? !found_.empty() : best_rank() <= Rank::NamedInOtherFile;
      if (enough) break;
    }
    return best();
  }

 private:
  // Reads the files of these folders; gives the folders below them.
  std::vector<std::string> read_level(const std::vector<std::string>& folders) {
    std::vector<std::string> below;
    for (const std::string& folder : folders) {
      if (++folders_read_ > kMaxFolders) break;
      const std::vector<BundleEntry> entries = bundle_.entries(folder);
      const std::string prefix = folder.empty() ? "" : folder + "/";
      std::set<std::string> metadata;
      for (const BundleEntry& entry : entries) {
        if (entry.name.ends_with(".dist-info")) metadata.insert(entry.name);
      }
      for (const BundleEntry& entry : entries) {
        if (!entry.is_directory) {
          read_file(prefix + entry.name);
        } else if (!is_foreign_folder(entry.name, metadata)) {
          below.push_back(prefix + entry.name);
        }
      }
    }
    return below;
  }

  void read_file(const std::string& path) {
    const Language* language = language_of_file(path);
    if (language == nullptr || !is_wanted(*language) || is_test_or_tool(file_name(path))) return;
    if (handler_module(path).empty() || ++files_read_ > kMaxFiles) return;
    const bool usual = has_usual_name(path);
    for (HandlerCandidate& found : handler_candidates(path, bundle_.read(path))) {
      const bool named = found.strength == CandidateStrength::Named;
      const Rank rank = named ? (usual ? Rank::NamedInUsualFile : Rank::NamedInOtherFile)
                              : (usual ? Rank::LikelyInUsualFile : Rank::LikelyInOtherFile);
      add(rank, BundleCandidate{std::move(found.handler), path, language->family});
    }
  }

  void add(Rank rank, BundleCandidate candidate) {
    if (known_.emplace(candidate.file, candidate.handler).second) found_.push_back({rank, std::move(candidate)});
  }

  // Of the file that a package calls its main one.
  void read_package_main(const Language& language) {
    const auto file = is_wanted(language) && language.main_file != nullptr ? language.main_file(bundle_) : std::nullopt;
    if (!file) return;
    for (const HandlerCandidate& candidate : handler_candidates(*file, bundle_.read(*file))) {
      const bool named = candidate.strength == CandidateStrength::Named;
      add(named ? Rank::PackageMain : Rank::LikelyInUsualFile, {candidate.handler, *file, language.family});
    }
  }

  bool is_wanted(const Language& language) const { return !family_ || *family_ == language.family; }

  Rank best_rank() const {
    Rank best = Rank::LikelyInOtherFile;
    for (const RankedCandidate& candidate : found_) best = std::min(best, candidate.rank);
    return best;
  }

  // A package's main file is chosen among those of its language only: a usual handler of another one beside it is as good.
  std::vector<BundleCandidate> best() const {
    const Rank wanted = best_rank();
    std::vector<BundleCandidate> best;
    std::set<RuntimeFamily> with_main;
    for (const RankedCandidate& found : found_) {
      if (found.rank == Rank::PackageMain) with_main.insert(found.candidate.family);
    }
    for (const RankedCandidate& found : found_) {
      const bool beside = wanted == Rank::PackageMain && found.rank == Rank::NamedInUsualFile &&
                          !with_main.contains(found.candidate.family);
      if (found.rank == wanted || beside) best.push_back(found.candidate);
    }
    return best;
  }

  const BundleListing& bundle_;
  std::optional<RuntimeFamily> family_;
  std::vector<RankedCandidate> found_;
  std::set<std::pair<std::string, std::string>> known_;  // file and handler of each that was found
  std::size_t files_read_ = 0;
  std::size_t folders_read_ = 0;
};

}  // namespace

std::vector<BundleCandidate> best_candidates(const BundleListing& bundle, std::optional<RuntimeFamily> family) {
  return Search(bundle, family).run();
}

// Where a module has several files, which of them is loaded is the runtime's business.
std::vector<BundleCandidate> files_of_handler(const BundleListing& bundle, const std::string& handler) {
  std::vector<BundleCandidate> files;
  for (const Language& language : languages()) {
    const auto parts = language.split_handler(handler);
    if (!parts) continue;
    for (std::string& file : language.files_of_module(parts->module)) {
      if (!bundle.is_file(file)) continue;
      files.push_back({handler, std::move(file), language.family});
      break;
    }
  }
  return files;
}

}  // namespace lambdalocal
