#include "cli/output/messages.h"

#include <unistd.h>

#include <array>

#include "cli/output/write_all.h"

namespace lambdalocal::output {
namespace {

void print(std::string_view kind, std::string_view text, std::string_view after = {}) {
  const std::array<std::string_view, 5> parts = {"lambdalocal: ", kind, text, after, "\n"};
  static_cast<void>(write_all(STDERR_FILENO, parts));
}

}  // namespace

void print_error(const Error& error) { print("", error.message); }

void print_usage_error(const Error& error, std::string_view command) {
  std::string hint = "\nsee 'lambdalocal ";
  if (!command.empty()) (hint += command) += ' ';
  print("", error.message, hint + "--help'");
}

void Messages::warning(std::string_view text) const {
  if (level_ != Level::Errors) print("warning: ", text);
}

void Messages::note(std::string_view text) const {
  if (level_ == Level::Notes) print("", text);
}

}  // namespace lambdalocal::output
