#include "cli/output/messages.h"

#include <unistd.h>

#include <array>
#include <string>

#include "emulator/system/files/write_all.h"

namespace lambdalocal::output {
namespace {

void print_now(std::string_view kind, std::string_view text, std::string_view after = {}) {
  const std::array<std::string_view, 5> parts = {"lambdalocal: ", kind, text, after, "\n"};
  static_cast<void>(system::write_all(STDERR_FILENO, parts));
}

}  // namespace

void print_error(const Error& error) { print_now("", error.message); }

ExitCode print_text(std::string_view text) {
  const std::array<std::string_view, 1> parts = {text};
  if (auto written = system::write_all(STDOUT_FILENO, parts); !written) {
    print_error(std::move(written).error().wrap("failed to write to standard output"));
    return ExitCode::Internal;
  }
  return ExitCode::Success;
}

void print_usage_error(const Error& error, std::string_view command) {
  std::string hint = "\nsee 'lambdalocal ";
  if (!command.empty()) (hint += command) += ' ';
  print_now("", error.message, hint + "--help'");
}

void Messages::print(std::string_view kind, std::string_view text) const {
  if (writer_ == nullptr) return print_now(kind, text);
  std::string line = "lambdalocal: ";
  line.append(kind).append(text) += '\n';
  writer_->offer(STDERR_FILENO, line);
}

void Messages::say(std::string_view text) { print("", text); }

void Messages::insist(std::string_view text) const {
  if (writer_ == nullptr) return print_now("", text);
  writer_->write(STDERR_FILENO, "lambdalocal: " + std::string(text) + "\n");
}

void Messages::warning(std::string_view text) {
  if (level_ != Level::Errors) print("warning: ", text);
}

// The tool's own lines, as they are.
void Messages::build_output(std::string_view lines) {
  if (writer_ != nullptr) return writer_->offer(STDERR_FILENO, lines);
  const std::array<std::string_view, 1> parts = {lines};
  static_cast<void>(system::write_all(STDERR_FILENO, parts));
}

void Messages::working(std::string_view what, std::chrono::seconds so_far) {
  if (level_ == Level::Errors || ::isatty(STDERR_FILENO) != 1) return;
  print("", std::string(what) + " takes a while: " + std::to_string(so_far.count()) + " s so far");
}

void Messages::note(std::string_view text) {
  if (level_ == Level::Notes) print("", text);
}

}  // namespace lambdalocal::output
