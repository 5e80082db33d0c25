// Test cases made of what a `serve` was asked and has answered: each expects that answer again. A file of them is an ordinary one
// (test_file.h), in JSON; running it shows what a change has made different.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "core/gateway/http_request.h"
#include "core/result.h"

namespace lambdalocal::expectation {

struct RecordedExchange {
  std::string front_end;  // "HTTP API"
  gateway::HttpRequest request;
  gateway::HttpResponse response;
};

struct RecordedInvocation {
  std::string function;
  std::string event;
  std::string payload;
  std::string error_type;  // of a function error; empty: it succeeded
};

enum class Secrets {
  LeftOut,  // headers and cookies that let somebody in are not written
  Written,
};

class Recording {
 public:
  // `text` is what the file holds already: what is recorded comes behind. Empty: a new one. Errors are BadConfiguration.
  static Result<Recording> open(std::string_view text, const std::filesystem::path& path, Secrets secrets);

  // The function that the cases are about which name none.
  void about(const std::string& function);

  enum class Taken {
    Yes,
    Known,   // the same was asked and answered just before
    Binary,  // no text: a file of cases cannot hold it
    TooLarge,
  };
  Taken add(const RecordedExchange& exchange, std::chrono::system_clock::time_point now);
  Taken add(const RecordedInvocation& invocation, std::chrono::system_clock::time_point now);

  std::string text() const;
  std::size_t added() const { return added_; }
  // Names of headers that were left out, in lower case.
  const std::set<std::string>& left_out() const { return left_out_; }

 private:
  using Json = nlohmann::ordered_json;
  Recording(Json document, Secrets secrets) : document_(std::move(document)), secrets_(secrets) {}

  Taken add(const std::string& name, Json test);
  Json headers_of(const gateway::HttpRequest& request);
  bool leaves_out(std::string_view header);
  void clean(Json& event);

  Json document_;
  Secrets secrets_;
  std::size_t added_ = 0;
  std::set<std::string> left_out_;
};

// JSON pointers to what an answer would have otherwise a moment later: times near `now`, and identifiers (UUIDs) that stand not in
// `asked`. They are not compared.
std::vector<std::string> passing_places(const nlohmann::json& answer, std::string_view asked,
                                        std::chrono::system_clock::time_point now);

}  // namespace lambdalocal::expectation
