// A bound on the time that a parser may take: a short input is repeated to 64 KiB, and reading that must take no more than half a
// second of processor time. What reads every byte once takes a few milliseconds under the sanitizers, what is quadratic seconds.
// Processor time of this thread, so that a busy machine does not matter.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

namespace lambdalocal::fuzz {

inline constexpr std::size_t kRepeatedBytes = 64 * 1024;
inline constexpr std::size_t kShortInput = 64;
inline constexpr double kSeconds = 0.5;

inline double processor_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// Calls parse(text) with the repeated input; aborts when that takes too long. Longer inputs are left to the fuzzer's own timeout.
template <typename Parse>
void must_be_quick(std::string_view input, Parse parse) {
  if (input.empty() || input.size() > kShortInput) return;
  std::string text;
  while (text.size() < kRepeatedBytes) text += input;
  const double begun = processor_seconds();
  parse(std::string_view(text));
  const double taken = processor_seconds() - begun;
  if (taken <= kSeconds) return;
  std::fprintf(stderr, "%zu bytes took %.2f s\n", text.size(), taken);
  std::abort();
}

}  // namespace lambdalocal::fuzz
