#include "core/inference/handler_candidates.h"
#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

std::string offered(std::string_view text) {
  std::string handlers;
  for (const HandlerCandidate& candidate : handler_candidates("app.rb", text)) {
    handlers += candidate.handler + (candidate.strength == CandidateStrength::Named ? " " : "? ");
  }
  return handlers;
}

}  // namespace

TEST_CASE("Ruby's methods with the keywords event and context are handlers") {
  CHECK(offered("def lambda_handler(event:, context:)\nend\n") == "app.lambda_handler ");
  CHECK(offered("def handler(context:, event:) = event\n") == "app.handler ");
  CHECK(offered("def work(event:, context:)\nend\ndef helper(text)\nend\n") == "app.work? ");
  CHECK(offered("def handler(**options)\nend\n") == "app.handler ");
}

TEST_CASE("Ruby's class methods are handlers by the name of what they belong to, other methods are none") {
  CHECK(offered("module Shop\n  class Orders\n    def self.handler(event:, context:)\n    end\n  end\n\n"
                "  def self.process(event:, context:)\n  end\nend\n") == "app.Shop::Orders.handler app.Shop.process? ");
  CHECK(offered("class Orders\n  def handler(event:, context:)\n  end\nend\n").empty());
  CHECK(offered("# def handler(event:, context:)\nif true\n  def handler(event:, context:)\n  end\nend\n").empty());
}
