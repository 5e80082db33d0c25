// A small project to begin with, as files: docs.aws.amazon.com/serverless-application-model/latest/developerguide/using-sam-cli-init.html
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lambdalocal::samples {

struct File {
  std::string path;  // below the project's directory
  std::string text;
};

struct Language {
  std::string_view name;      // "python"
  std::string_view families;  // what its runtimes begin with
  std::string_view runtime;   // of which nothing else is known
  // What is to be done before it runs; empty: nothing. A line each.
  std::string_view before;
};

std::span<const Language> languages();
// By its name, or by that of a runtime: "nodejs", "node", "nodejs22.x"; null when there is none.
const Language* find_language(std::string_view name);

// `name`: of the function, as Lambda takes it.
std::vector<File> sample(const Language& language, std::string_view runtime, std::string_view name);

}  // namespace lambdalocal::samples
