#include "cli/commands/completion.h"

#include <algorithm>

#include "tests/support/catch.h"

using namespace lambdalocal::commands;

namespace {

using Words = std::vector<std::string>;

Words completed(std::vector<std::string_view> words) { return completions(words); }

bool offers(std::vector<std::string_view> words, std::string_view wanted) {
  const Words found = completions(words);
  return std::find(found.begin(), found.end(), wanted) != found.end();
}

}  // namespace

TEST_CASE("commands are completed by what was typed of them") {
  CHECK(completed({"ev"}) == Words{"event"});
  CHECK(completed({"x"}).empty());
  CHECK(offers({""}, "serve"));
  CHECK(offers({}, "invoke"));
}

TEST_CASE("doctor is completed with its flags") {
  CHECK(completed({"doc"}) == Words{"doctor"});
  CHECK(completed({"doctor", "--js"}) == Words{"--json"});
  CHECK(completed({"help", "doc"}) == Words{"doctor"});
}

TEST_CASE("services, types, options and their words are completed for events") {
  CHECK(offers({"event", ""}, "list"));
  CHECK(completed({"event", "sq"}) == Words{"sqs"});
  CHECK(completed({"event", "s3", "p"}) == Words{"put"});
  CHECK(completed({"event", "show", "s3", "p"}) == Words{"put"});
  CHECK(completed({"event", "s3", "put", "--buck"}) == Words{"--bucket"});
  CHECK(completed({"event", "sqs", "--que"}) == Words{"--queue-name"});
  CHECK(completed({"event", "dynamodb", "insert", "--view", "KEYS"}) == Words{"KEYS_ONLY"});
  CHECK(completed({"event", "s3", "put", "--bucket", ""}).empty());
  CHECK(offers({"event", "s3", "put", ""}, "--seed"));
  CHECK(completed({"event", "no-service", ""}).empty());
}

TEST_CASE("invoke completes its flags and the names of events, and leaves files to the shell") {
  CHECK(completed({"invoke", "fn", "--eve"}) == Words{"--event"});
  CHECK(completed({"invoke", "fn", "--event", "s3:pu"}) == Words{"s3:put"});
  CHECK(completed({"invoke", ""}).empty());
  CHECK(offers({"serve", "--"}, "--port"));
}
