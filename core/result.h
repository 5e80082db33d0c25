// How a function of ours says that it could not do its work: Result<T>, a value or an Error. Function errors (what a
// Lambda handler raised, a timeout) are no Error: they are data, an InvocationOutcome. A bug is an assertion.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace lambdalocal {

// What went wrong, as far as the caller must tell the cases apart; cli/exit_code.h maps each to an exit code.
enum class ErrorKind {
  Usage,             // an argument that makes no sense
  BadConfiguration,  // the bundle, a layer or the function's configuration
  BadEvent,          // the event: not JSON, too large
  RuntimeMissing,    // no interpreter on this machine can run the function's runtime
  NotEmulated,       // a feature of AWS Lambda that is not emulated (yet)
  System,            // the machine: files, processes, sockets, memory
};

// `message` is a lower-case fragment fitting "failed to ..."; its last line, if it has several, says what to do next.
struct Error {
  ErrorKind kind = ErrorKind::System;
  std::string message;

  // The same error with what was being done in front: "<context>: <message>".
  Error wrap(const std::string& context) && { return Error{kind, context + ": " + message}; }
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return assert(ok()), *std::get_if<0>(&state_); }
  const T& value() const& { return assert(ok()), *std::get_if<0>(&state_); }
  T&& value() && { return assert(ok()), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& { return assert(!ok()), *std::get_if<1>(&state_); }  // NOLINT(clang-analyzer-core*)
  Error&& error() && { return assert(!ok()), std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : failed_(true), error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return !failed_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { return assert(failed_), error_; }
  Error&& error() && { return assert(failed_), std::move(error_); }

 private:
  bool failed_ = false;
  Error error_;
};

}  // namespace lambdalocal

// TRY(name, expression): `name` is the value of a Result, or the function returns its error.
// TRY_VOID(expression): the same where there is no value. CO_TRY, CO_TRY_VOID: the same inside a coroutine.
#define TRY(name, expression)                                  \
  auto name##_result = (expression);                           \
  if (!name##_result) return std::move(name##_result).error(); \
  [[maybe_unused]] auto& name = *name##_result
#define TRY_VOID(expression)                                                                  \
  do {                                                                                        \
    if (auto try_result_ = (expression); !try_result_) return std::move(try_result_).error(); \
  } while (false)
#define CO_TRY(name, expression)                                  \
  auto name##_result = (expression);                              \
  if (!name##_result) co_return std::move(name##_result).error(); \
  [[maybe_unused]] auto& name = *name##_result
#define CO_TRY_VOID(expression)                                                                  \
  do {                                                                                           \
    if (auto try_result_ = (expression); !try_result_) co_return std::move(try_result_).error(); \
  } while (false)
