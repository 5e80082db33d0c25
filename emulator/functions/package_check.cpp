#include "emulator/functions/package_check.h"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/bundle/executable_head.h"
#include "core/function/limits.h"
#include "core/inference/bundle_candidates.h"
#include "core/text/ascii.h"
#include "emulator/runtimes/inference.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::size_t kMostFiles = 100'000;
constexpr std::size_t kNamed = 3;  // of files with the same fault

std::string_view name_of_machine(std::uint16_t machine) {
  if (machine == EM_X86_64) return "x86_64";
  return machine == EM_AARCH64 ? "arm64" : "another architecture";
}

// As Architectures has it, which has no effect here and is kept as it was written.
std::string_view architecture_of(const FunctionSettings& settings) {
  const auto kept = std::ranges::find(settings.without_effect, "Architectures", &KeptSetting::name);
  const bool is_arm = kept != settings.without_effect.end() && kept->json.find("arm64") != std::string::npos;
  return is_arm ? "arm64" : "x86_64";
}

// None when it is no ELF file.
std::optional<std::uint16_t> machine_of(const fs::path& file) {
  const system::Fd opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  std::array<char, EI_NIDENT + 4> head{};
  if (!opened) return std::nullopt;
  const auto count = ::pread(opened.get(), head.data(), head.size(), 0);
  return count < 0 ? std::nullopt : elf_machine({head.data(), static_cast<std::size_t>(count)});
}

// A package that brings several along has them in directories of their own, and chooses while it runs.
bool is_one_of_several(const fs::path& relative) {
  static constexpr std::array kMachines = {"x64"sv,  "x86_64"sv, "x86-64"sv, "amd64"sv, "arm64"sv, "aarch64"sv,
                                           "ia32"sv, "arm"sv,    "darwin"sv, "win32"sv, "musl"sv};
  const std::string directory = lower_case(relative.parent_path().string());
  return std::ranges::any_of(kMachines,
                             [&](std::string_view name) { return directory.find(name) != std::string::npos; });
}

void add_native_code(const fs::path& root, std::string_view architecture, std::vector<std::string>& found,
                     std::string& built_for) {
  std::error_code error;
  std::size_t seen = 0;
  auto entry = fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator() && seen < kMostFiles; entry.increment(error), ++seen) {
    std::error_code ignored;
    if (!entry->is_regular_file(ignored)) continue;
    const auto machine = machine_of(entry->path());
    if (!machine || name_of_machine(*machine) == architecture) continue;
    fs::path relative = entry->path().lexically_relative(root);
    if (is_one_of_several(relative)) continue;
    if (found.empty()) built_for = name_of_machine(*machine);
    found.push_back(relative.string());
  }
}

std::optional<std::string> wrong_architecture(const FunctionSettings& settings, const runtimes::Layout& layout) {
  const std::string_view architecture = architecture_of(settings);
  std::vector<std::string> files;
  std::string built_for;
  add_native_code(layout.task_root, architecture, files, built_for);
  if (layout.opt) add_native_code(*layout.opt, architecture, files, built_for);
  if (files.empty()) return std::nullopt;
  std::ranges::sort(files);
  const std::size_t others = files.size() > kNamed ? files.size() - kNamed : 0;
  files.resize(std::min(files.size(), kNamed));
  return fmt::format("{}{} built for {}, and its Architectures say {}", fmt::join(files, ", "),
                     others == 0 ? (files.size() == 1 ? " is" : " are") : fmt::format(" and {} others are", others),
                     built_for, architecture);
}

std::uintmax_t bytes_of(const bundle::Bundle& bundle, std::uintmax_t budget) {
  if (bundle.unpacked) return bundle.bytes;
  const auto measured = bundle::measure_directory(bundle.root, budget);
  return measured ? *measured : 0;
}

std::optional<std::string> too_large(const ProjectFunction& function, const Packages& packages) {
  constexpr std::uintmax_t kMegabyte = 1024 * 1024;
  std::error_code error;
  const auto zipped = fs::is_regular_file(function.code, error) ? fs::file_size(function.code, error) : 0;
  if (!error && zipped > limits::kUploadedBytes) {
    return fmt::format("{} has more than {} MB: AWS takes larger ones from S3 only", function.code.filename().string(),
                       limits::kUploadedBytes / kMegabyte);
  }
  std::uintmax_t bytes = bytes_of(packages.code, limits::kUnpackedBytes);
  if (packages.layers && bytes <= limits::kUnpackedBytes) bytes += bytes_of(*packages.layers, limits::kUnpackedBytes);
  if (bytes <= limits::kUnpackedBytes) return std::nullopt;
  return fmt::format("it has more than {} MB unpacked, with its layers", limits::kUnpackedBytes / kMegabyte);
}

bool is_word_byte(char byte) { return is_alphanumeric(byte) || byte == '_' || byte == '$'; }

bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_word_byte(text[at - 1]);
    const bool ends = at + word.size() == text.size() || !is_word_byte(text[at + word.size()]);
    if (begins && ends) return true;
  }
  return false;
}

// Whether a file may give what its text does not name.
bool takes_from_others(std::string_view text, RuntimeFamily family) {
  static constexpr std::array kPython = {"import *"sv, "globals()"sv, "__getattr__"sv, "setattr("sv};
  static constexpr std::array kNodeJs = {"export *"sv, "__exportStar"sv, "Object.assign(module.exports"sv,
                                         "Object.assign(exports"sv};
  const auto& signs = family == RuntimeFamily::Python ? kPython : kNodeJs;
  if (std::ranges::any_of(signs, [&](std::string_view sign) { return text.find(sign) != std::string_view::npos; }))
    return true;
  constexpr std::string_view kExports = "module.exports";
  for (auto at = text.find(kExports); at != std::string_view::npos; at = text.find(kExports, at + 1)) {
    std::string_view rest = text.substr(at + kExports.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (!rest.starts_with('=')) continue;
    rest.remove_prefix(std::min(rest.find_first_not_of(" ="), rest.size()));
    if (!rest.starts_with('{')) return true;  // what something else gave
  }
  return false;
}

// The file that a handler of Java, Ruby or a custom runtime needs, if it is nowhere: what a layer or a jar may have is not looked for.
std::optional<std::string> missing_file(const PreparedFunction& prepared) {
  const std::string& handler = prepared.function.handler;
  const runtimes::DirectoryListing listing(prepared.layout.task_root);
  const bool has_layers = prepared.layout.opt.has_value();
  std::string file;
  switch (prepared.function.runtime.family) {
    case RuntimeFamily::Provided: {
      std::error_code error;
      if (!prepared.function.runtime.id.starts_with("provided")) return std::nullopt;
      if (has_layers && fs::exists(*prepared.layout.opt / "bootstrap", error)) return std::nullopt;
      file = "bootstrap";
      break;
    }
    case RuntimeFamily::Java:
      if (has_layers || !listing.entries("lib").empty()) return std::nullopt;
      file = handler.substr(0, handler.find(':'));
      std::ranges::replace(file, '.', '/');
      file += ".class";
      break;
    case RuntimeFamily::Ruby:
      if (has_layers || handler.starts_with('/')) return std::nullopt;
      file = handler.substr(0, handler.find('.')) + ".rb";
      break;
    default: return std::nullopt;
  }
  return listing.is_file(file) ? std::nullopt : std::optional(std::move(file));
}

// By the names of files, and by the name of the function in the text: nothing is run.
std::optional<std::string> missing_handler(const PreparedFunction& prepared, const std::optional<BuildStep>& build) {
  const Function& function = prepared.function;
  const RuntimeFamily family = function.runtime.family;
  const std::string& handler = function.handler;
  if (family != RuntimeFamily::Python && family != RuntimeFamily::NodeJs) {
    if (function.environment.contains("AWS_LAMBDA_EXEC_WRAPPER")) return std::nullopt;
    const auto file = missing_file(prepared);
    if (!file) return std::nullopt;
    const std::string needs =
        family == RuntimeFamily::Provided ? "it needs" : fmt::format("its handler {} needs", handler);
    return fmt::format("{} {}, which is not in {}{}", needs, *file, prepared.layout.task_root.string(),
                       build ? "\nwith --build it is built first: " + build->command : "");
  }
  if (handler.starts_with('/')) return std::nullopt;  // of a layer
  const runtimes::DirectoryListing listing(prepared.layout.task_root);
  // A wrapper (the Lambda Web Adapter's /opt/bootstrap) may take any file for a handler.
  if (function.environment.contains("AWS_LAMBDA_EXEC_WRAPPER") || listing.is_file(handler)) return std::nullopt;
  std::vector<BundleCandidate> files = files_of_handler(listing, handler);
  std::erase_if(files, [&](const BundleCandidate& file) { return file.family != family; });
  const auto dot = handler.rfind('.');
  const std::string name = dot == std::string::npos ? "" : handler.substr(dot + 1);
  if (files.empty()) {
    if (prepared.layout.opt && family == RuntimeFamily::Python)
      return std::nullopt;  // modules of a layer are found, too
    for (const std::string_view ending : {".ts", ".tsx", ".mts", ".cts"}) {
      const std::string source = fmt::format("{}{}", handler.substr(0, dot), ending);
      if (!listing.is_file(source)) continue;
      return fmt::format("its handler is {}, of which there is only {}: {}", handler, source,
                         build ? "it is not built yet\nwith --build it is built first: " + build->command
                               : "TypeScript is built before it is deployed");
    }
    return fmt::format("its handler is {}, and there is no file of that name in {}", handler,
                       prepared.layout.task_root.string());
  }
  const std::string text = listing.read(files.front().file);
  if (text.empty() || name.empty() || has_word(text, name) || takes_from_others(text, family)) return std::nullopt;
  return fmt::format("its handler is {}, and {} has no {}", handler, files.front().file, name);
}

}  // namespace

std::vector<Refusal> check_package(const ProjectFunction& function, const PreparedFunction& prepared) {
  std::vector<Refusal> refusals;
  const auto add = [&](std::optional<std::string> what) {
    if (what) refusals.push_back({function.name, *std::move(what)});
  };
  add(missing_handler(prepared, function.settings.build));
  add(wrong_architecture(function.settings, prepared.layout));
  add(too_large(function, *prepared.packages));
  return refusals;
}

}  // namespace lambdalocal
