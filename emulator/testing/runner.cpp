// Workers take one case after another. A case that sends an HTTP request waits for its turn after all that do not, alone: the log of
// its invocation is what is logged meanwhile.
#include "emulator/testing/runner.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>

#include "core/invocation/function_error.h"
#include "emulator/system/http/plain_request.h"
#include "emulator/system/spawn.h"
#include "emulator/system/together.h"
#include "emulator/system/wakeup.h"

namespace asio = boost::asio;

namespace lambdalocal::testing {

using expectation::Observed;
using expectation::TestCase;
using expectation::TestResult;
using expectation::Verdict;
using Clock = std::chrono::steady_clock;

namespace {

// An invocation that somebody waits for no longer than its case may take.
struct Waiting {
  explicit Waiting(const asio::any_io_executor& executor) : timer(executor) {}
  std::optional<InvocationResult> result;
  bool is_late = false;
  system::Wakeup changed;
  asio::steady_timer timer;
};

asio::awaitable<void> invoke_into(Emulator& emulator, std::string function, InvokeRequest request,
                                  std::shared_ptr<Waiting> waiting) {
  auto result = co_await emulator.invoke(std::move(function), std::move(request));
  waiting->result = std::move(result);
  waiting->timer.cancel();
  waiting->changed.notify();
}

Error took_too_long(const TestCase& test) {
  return {ErrorKind::System,
          "it took longer than its TimeLimit of " +
              std::to_string(std::chrono::duration_cast<std::chrono::seconds>(test.time_limit).count()) + " s"};
}

asio::awaitable<Result<InvocationResult>> invoke(Stage& stage, const TestCase& test, InvokeRequest request,
                                                 const asio::any_io_executor& executor, Clock::time_point deadline) {
  const auto waiting = std::make_shared<Waiting>(executor);
  waiting->timer.expires_at(deadline);
  waiting->timer.async_wait([waiting](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    waiting->is_late = true;
    waiting->changed.notify();
  });
  system::spawn(executor, invoke_into(stage.emulator(), test.function, std::move(request), waiting));
  while (!waiting->result && !waiting->is_late) co_await waiting->changed.wait();
  if (!waiting->result) co_return took_too_long(test);
  co_return *std::move(waiting->result);
}

Observed observed_of(const InvocationOutcome& outcome) {
  Observed observed;
  observed.payload = outcome.payload;
  observed.function_error = outcome.status != InvocationStatus::Success;
  if (observed.function_error) {
    observed.error_type = reported_error(outcome.payload).type;
    if (observed.error_type.empty()) observed.error_type = outcome.error_type;
  }
  observed.duration = outcome.duration;
  observed.max_memory_used_mb = outcome.max_memory_used_mb;
  observed.start = outcome.init_duration ? expectation::Start::Cold : expectation::Start::Warm;
  return observed;
}

}  // namespace

// What the workers of one run share.
struct Runner::Work {
  const std::vector<TestCase>& cases;
  const std::vector<CaseProject>& projects;
  Snapshots& snapshots;
  Told told;
  std::vector<TestResult> results;
  std::vector<bool> is_done;
  std::vector<std::size_t> order{};  // indices of the cases that are to be run now
  std::size_t next = 0;              // in `order`
  std::size_t told_of = 0;
  bool has_failed = false;

  void done(std::size_t index, TestResult result) {
    has_failed = has_failed || result.verdict == Verdict::Failed || result.verdict == Verdict::Broken;
    results[index] = std::move(result);
    is_done[index] = true;
    for (; told_of < results.size() && is_done[told_of]; ++told_of) told(results[told_of]);
  }
};

Runner::Runner(asio::io_context& loop, system::Warden& warden, Observer& observer, EmulatorOptions emulator,
               RunnerOptions options)
    : loop_(loop), warden_(warden), observer_(observer), emulator_(std::move(emulator)), options_(options) {}

asio::awaitable<std::vector<TestResult>> Runner::run(const std::vector<TestCase>& cases,
                                                     const std::vector<CaseProject>& projects, Snapshots& snapshots,
                                                     Told told) {
  co_await begin();
  const auto shared =
      std::make_shared<Work>(Work{cases, projects, snapshots, std::move(told), std::vector<TestResult>(cases.size()),
                                  std::vector<bool>(cases.size(), false)});
  // One at a time: requests, whose log is all that is logged, and cases whose invocations must meet in one environment.
  std::vector<std::size_t> alone;
  for (std::size_t index = 0; index < cases.size(); ++index) {
    const bool is_alone = cases[index].request || cases[index].invocations > 1;
    (is_alone ? alone : shared->order).push_back(index);
  }
  const std::size_t workers = options_.isolate ? 1 : std::max<std::size_t>(options_.jobs, 1);
  std::vector<asio::awaitable<void>> all;
  for (std::size_t count = 0; count < workers; ++count) all.push_back(work(*this, shared));
  co_await system::together(loop_.get_executor(), std::move(all));
  shared->order = std::move(alone);
  shared->next = 0;
  co_await work(*this, shared);
  co_return std::move(shared->results);
}

asio::awaitable<void> Runner::work(Runner& runner, std::shared_ptr<Work> work) {
  while (work->next < work->order.size()) {
    const std::size_t index = work->order[work->next++];
    TestResult result;
    result.test = &work->cases[index];
    if (!(runner.options_.fail_fast && work->has_failed)) {
      result = co_await runner.run_case(work->cases[index], work->projects[index], work->snapshots);
    }
    work->done(index, std::move(result));
  }
}

asio::awaitable<TestResult> Runner::run_case(const TestCase& test, const CaseProject& of_case, Snapshots& snapshots) {
  TestResult result;
  result.test = &test;
  result.verdict = Verdict::Broken;
  auto stage = stage_of(test, of_case);
  if (stage && builder_) co_await build_ahead(test, (*stage)->emulator());
  const auto begun = Clock::now();
  Result<Observed> observed = Error{};
  if (!stage) {
    observed = std::move(stage).error();
  } else {
    if (options_.isolate) co_await (*stage)->emulator().end_idle_environments();
    if (test.request) {
      observed = co_await request(test, **stage);
    } else {
      observed = co_await observe(test, **stage);
    }
  }
  result.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  if (observed) {
    result.log = expectation::shown_log(observed->log);
    judge(*observed, snapshots, result);
  } else {
    result.problem = std::move(observed).error().message;
  }
  co_return result;
}

// Outside of the case's time limit. What cannot be built is told when it is invoked.
asio::awaitable<void> Runner::build_ahead(const TestCase& test, Emulator& emulator) {
  std::vector<std::string> functions = {test.function};
  if (test.request) {
    functions.clear();
    for (const auto& [name, function] : emulator.registry().functions()) functions.push_back(name);
  }
  for (const std::string& function : functions) static_cast<void>((co_await emulator.prepare(function)).ok());
}

asio::awaitable<Result<Observed>> Runner::observe(const TestCase& test, Stage& stage) {
  const auto deadline = Clock::now() + test.time_limit;
  const auto event = std::make_shared<const std::string>(*test.event);
  std::string log;
  std::size_t left_out = 0;
  for (int count = 1;; ++count) {
    InvokeRequest request;
    request.event = event;
    request.request_id = stage.emulator().new_request_id();
    const std::string id = *request.request_id;
    CO_TRY(ended, co_await invoke(stage, test, std::move(request), loop_.get_executor(), deadline));
    TakenLog taken = stage.log().take(id);
    log += taken.text;
    left_out += taken.left_out;
    if (auto* const error = std::get_if<Error>(&ended)) co_return std::move(*error);
    const auto* const outcome = outcome_of(ended);
    if (outcome == nullptr) co_return Error{ErrorKind::System, "the invocation was throttled"};
    if (count < test.invocations) continue;
    Observed observed = observed_of(*outcome);
    observed.log = std::move(log);
    observed.log_left_out = left_out;
    co_return observed;
  }
}

asio::awaitable<Result<Observed>> Runner::request(const TestCase& test, Stage& stage) {
  CO_TRY(url, stage.url_of(test.request->front_end));
  stage.log().take_all();
  for (int count = 1;; ++count) {
    const expectation::TestRequest& wanted = *test.request;
    system::PlainRequest request{wanted.method, wanted.path, wanted.headers, wanted.body};
    CO_TRY(answer, co_await system::plain_request(url, std::move(request), test.time_limit));
    if (count < test.invocations) continue;
    Observed observed;
    observed.payload = std::move(answer.body);
    observed.status = answer.status;
    observed.headers = std::move(answer.headers);
    TakenLog taken = stage.log().take_all();
    observed.log = std::move(taken.text);
    observed.log_left_out = taken.left_out;
    co_return observed;
  }
}

void Runner::judge(const Observed& observed, Snapshots& snapshots, TestResult& result) const {
  const expectation::Expectation& expect = result.test->expect;
  std::optional<nlohmann::json> kept;
  if (expect.snapshot) {
    auto found = snapshots.find(*result.test);
    if (!found) {
      result.problem = std::move(found).error().message;
      return;
    }
    kept = *std::move(found);
  }
  const auto actual = expect.snapshot ? expectation::snapshot_of(expect, observed) : nlohmann::json();
  const bool updates = expect.snapshot && options_.update_snapshots && (!kept || *kept != actual);
  result.differences = expectation::differences(expect, observed, updates ? std::nullopt : kept);
  if (expect.snapshot && !kept && !updates) {
    result.differences.push_back({"Snapshot", "one that was kept: --update-snapshots writes it", "none"});
  }
  if (!result.differences.empty()) {
    result.verdict = Verdict::Failed;
  } else if (updates) {
    snapshots.keep(*result.test, actual);
    result.verdict = Verdict::Updated;
  } else {
    result.verdict = Verdict::Passed;
  }
}

Result<Stage*> Runner::stage_of(const TestCase& test, const CaseProject& of_case) {
  auto& stage = stages_[{of_case.place, test.environment, test.request.has_value()}];
  if (stage && stage->is_of(of_case.project)) return stage.get();
  if (!stage) {
    EmulatorOptions options = emulator_;
    options.builder = builder_of(*of_case.project);
    stage = std::make_unique<Stage>(loop_, warden_, observer_, std::move(options));
  }
  if (auto renewed = renew(*stage, test, of_case); !renewed) {
    if (stage->is_of(nullptr)) stage.reset();
    return std::move(renewed).error();
  }
  return stage.get();
}

Result<void> Runner::renew(Stage& stage, const TestCase& test, const CaseProject& of_case) {
  Project project = *of_case.project;
  for (auto& [name, function] : project.functions) {
    for (const auto& [variable, value] : test.environment)
      function.settings.environment.insert_or_assign(variable, value);
  }
  if (!test.request) project.front_ends.clear();
  project.sources.clear();  // who runs cases again reads them again
  return stage.be(std::move(project), of_case.project, test.request ? Stage::Listens::Yes : Stage::Listens::No,
                  options_.watch ? Stage::Watches::Yes : Stage::Watches::No);
}

// Each run begins with cold environments, as the first one did.
asio::awaitable<void> Runner::begin() {
  for (const auto& [key, stage] : stages_) {
    if (stage) co_await stage->emulator().end_idle_environments();
  }
}

asio::awaitable<void> Runner::end_extensions() {
  for (const auto& [key, stage] : stages_) {
    if (stage && stage->emulator().has_extensions()) co_await stage->emulator().end_idle_environments();
  }
}

// Of all stages: what several need is built once.
std::shared_ptr<building::Builder> Runner::builder_of(const Project& project) {
  const bool builds = std::ranges::any_of(project.functions, [](const auto& one) { return one.second.local.build; });
  if (builds && !builder_) {
    builder_ = std::make_shared<building::Builder>(loop_.get_executor(), warden_, observer_, emulator_.machine);
  }
  return builder_;
}

void Runner::kill() {
  if (builder_) builder_->kill();
  for (const auto& [key, stage] : stages_) {
    if (stage) stage->emulator().kill();
  }
}

}  // namespace lambdalocal::testing
