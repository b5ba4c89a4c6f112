// SPDX-License-Identifier: GPL-2.0-or-later
// Whole devices whose apps are the programs of tests/guest, through the public API.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <armillary/machine.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace armillary {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Recorder final : public EventSink {
 public:
  void on_event(const Event& event) override {
    lines.push_back(to_json_line(event));
    if (event.type == EventType::log) {
      output.emplace_back(event.fields.at("data").as_string());
      output_times.push_back(event.time_ns);
    }
    if (event.type == EventType::fault) fault = event;
    if (event.type == EventType::lifecycle && event.fields.contains("code")) {
      exit_codes.push_back(event.fields.at("code").to_number<int>());
    }
  }
  std::vector<std::string> lines, output;
  std::vector<std::int64_t> output_times;
  std::vector<int> exit_codes;
  Event fault;
};

DeviceConfig device_with(std::string_view program) {
  DeviceConfig config;
  config.a7.apps.push_back(std::filesystem::path(ARMILLARY_GUEST_PROGRAMS) / program);
  config.a7.runtime_folder = ARMILLARY_GUEST_ROOT;
  return config;
}

RunReport run(const DeviceConfig& config, Recorder& recorder, RunOptions options = {}) {
  auto machine = Machine::create(config);
  if (!machine) {
    ADD_FAILURE() << machine.error().message;
    return {};
  }
  (*machine)->add_sink(recorder);
  if (!options.end_ns) options.end_ns = 2'000'000'000;
  return (*machine)->run(options);
}

TEST(A7Apps, AProgramRunsThroughItsRealLoaderAndItsExitIsTold) {
  Recorder recorder;
  const RunReport report = run(device_with("hello"), recorder);
  EXPECT_EQ(report.outcome, RunReport::Outcome::finished) << report.reason;
  EXPECT_THAT(recorder.output, ElementsAre("hello from the guest\n"));
  EXPECT_THAT(recorder.exit_codes, ElementsAre(0));
  EXPECT_GT(report.instructions[0], 1000U);
  EXPECT_TRUE(report.warnings.empty());
}

TEST(A7Apps, ACrashEndsTheRunWithAReportThatNamesTheLine) {
  Recorder recorder;
  const RunReport report = run(device_with("wild_pointer"), recorder);
  EXPECT_EQ(report.outcome, RunReport::Outcome::guest_fault);
  EXPECT_THAT(recorder.output, ElementsAre("about to crash\n"));
  EXPECT_THAT(report.reason, HasSubstr("a7.wild_pointer: the app crashed"));
  EXPECT_THAT(report.fault_report, HasSubstr("SIGSEGV at address 0xdead0000"));
  EXPECT_THAT(report.fault_report, HasSubstr("wild_pointer.c:6"));
  EXPECT_EQ(recorder.fault.source, "a7.wild_pointer");
  EXPECT_EQ(recorder.fault.fields.at("signal").as_string(), "SIGSEGV");
  EXPECT_LT(report.virtual_ns, 1'000'000'000) << "the crash ends the run";
}

TEST(A7Apps, AChildThatASignalEndsWithoutADumpIsNoCrash) {
  Recorder recorder;
  const RunReport report = run(device_with("child_signal"), recorder);
  EXPECT_EQ(report.outcome, RunReport::Outcome::finished) << report.reason;
  EXPECT_THAT(recorder.output, ElementsAre("the child died of signal 13\n"));
  EXPECT_EQ(recorder.fault.source, "");
}

TEST(A7Apps, AProcessThatWaitsInVforkCanBeKilled) {
  Recorder recorder;
  run(device_with("vfork_kill"), recorder);
  EXPECT_THAT(recorder.output, ElementsAre("after SIGUSR1: 0\n", "after SIGKILL: signal 9\n"));
}

TEST(A7Apps, AnyCallWithAnyArgumentsHarmsNothingOutsideItsProcess) {
  Recorder recorder;
  DeviceConfig config = device_with("wild_calls");
  RunOptions options;
  options.end_ns = 100'000'000'000;
  run(config, recorder, options);
  ASSERT_FALSE(recorder.output.empty());
  EXPECT_EQ(recorder.output.back(), "60 children came and went\n");
  Recorder again;
  options.quantum = 777;
  run(config, again, options);
  EXPECT_EQ(again.lines, recorder.lines) << "and it is the same every time";
}

TEST(A7Apps, ACrashNamesItsProbableCallers) {
  Recorder recorder;
  const RunReport report = run(device_with("deep_crash"), recorder);
  EXPECT_EQ(report.outcome, RunReport::Outcome::guest_fault);
  const auto& callers = recorder.fault.fields.at("probable_callers").as_array();
  std::vector<std::string> lines;
  for (const auto& caller : callers) {
    if (const auto* line = caller.as_object().if_contains("line")) {
      lines.emplace_back(line->as_string());
    }
  }
  EXPECT_THAT(lines, testing::IsSupersetOf({HasSubstr("deep_crash.c:15 in middle"),
                                            HasSubstr("deep_crash.c:19 in outermost"),
                                            HasSubstr("deep_crash.c:25 in main")}));
  EXPECT_THAT(report.fault_report, HasSubstr("probable callers, innermost first:"));
}

TEST(A7Apps, AnAppThatEndsIsStartedAgainWhenTheDeviceFileSaysSo) {
  Recorder recorder;
  DeviceConfig config = device_with("hello");
  config.a7.restart = true;
  RunOptions options;
  options.end_ns = 3'500'000'000;
  const RunReport report = run(config, recorder, options);
  EXPECT_EQ(report.outcome, RunReport::Outcome::finished) << report.reason;
  EXPECT_THAT(recorder.output, testing::SizeIs(4)) << "at 0 s, and after 1 s each time";
  EXPECT_THAT(recorder.exit_codes, ElementsAre(0, 0, 0, 0));
}

TEST(A7Apps, ACrashDoesNotEndTheRunOfAnAppThatIsStartedAgainButIsToldAtTheEnd) {
  Recorder recorder;
  DeviceConfig config = device_with("wild_pointer");
  config.a7.restart = true;
  RunOptions options;
  options.end_ns = 2'500'000'000;
  const RunReport report = run(config, recorder, options);
  EXPECT_EQ(report.outcome, RunReport::Outcome::guest_fault);
  EXPECT_EQ(report.virtual_ns, 2'500'000'000);
  EXPECT_THAT(recorder.output, testing::SizeIs(3));
  EXPECT_THAT(report.fault_report, HasSubstr("wild_pointer.c:6"));
}

TEST(A7Apps, AnAppHas256KibOfMemoryAndIsKilledBeyond) {
  Recorder recorder;
  DeviceConfig config = device_with("eats_memory");
  const RunReport report = run(config, recorder);
  EXPECT_EQ(report.outcome, RunReport::Outcome::guest_fault);
  EXPECT_THAT(report.fault_report, HasSubstr("crashed with SIGKILL: the system killed it"));
  ASSERT_EQ(report.warnings.size(), 1U);
  EXPECT_THAT(report.warnings[0].text,
              HasSubstr("it has 256 KiB, as the device gives it, and needs more; the system kills "
                        "it. \"a7: { memory: 1MiB }\" in the device file allows more"));
  ASSERT_EQ(report.apps.size(), 1U);
  EXPECT_EQ(report.apps[0].source, "a7.eats_memory");
  EXPECT_EQ(report.apps[0].peak, 256U * 1024);
  EXPECT_EQ(report.apps[0].limit, 256U * 1024);
}

TEST(A7Apps, TheLimitOfMemoryIsASetting) {
  Recorder recorder;
  DeviceConfig config = device_with("eats_memory");
  config.a7.memory_bytes = 8U << 20;
  RunReport report = run(config, recorder);
  EXPECT_EQ(report.outcome, RunReport::Outcome::finished) << report.reason;
  EXPECT_THAT(recorder.output, ElementsAre("1000 pages are there\n"));
  EXPECT_GT(report.apps.at(0).peak, 4'000'000U);
  config.a7.memory_bytes.reset();
  report = run(config, recorder);
  EXPECT_EQ(report.outcome, RunReport::Outcome::finished) << report.reason;
  EXPECT_FALSE(report.apps.at(0).limit);
}

TEST(A7Apps, TenSecondsAreTenSeconds) {
  Recorder recorder;
  RunOptions options;
  options.end_ns = 30'000'000'000;
  run(device_with("delays"), recorder, options);
  ASSERT_THAT(recorder.output, ElementsAre("nanosleep: start\n", "nanosleep: end\n",
                                           "timerfd: start\n", "timerfd: end\n"));
  ASSERT_THAT(recorder.exit_codes, ElementsAre(0));
  // Beside the delay there are a few system calls of a microsecond each between the lines.
  constexpr std::int64_t kTen = 10'000'000'000, kCalls = 50'000;
  for (const std::size_t start : {0U, 2U}) {
    const std::int64_t took = recorder.output_times[start + 1] - recorder.output_times[start];
    EXPECT_GE(took, kTen) << recorder.output[start];
    EXPECT_LE(took, kTen + kCalls) << recorder.output[start];
  }
}

TEST(A7Apps, NeitherTheSliceNorTheThreadsShowInTheEventLog) {
  Recorder reference;
  RunOptions options;
  options.quantum = 20'000;
  run(device_with("threads"), reference, options);
  ASSERT_FALSE(reference.output.empty());
  for (const std::uint64_t quantum : {1'000U, 100'000U}) {
    for (const unsigned threads : {1U, 2U}) {
      Recorder recorder;
      options.quantum = quantum;
      options.threads = threads;
      run(device_with("threads"), recorder, options);
      EXPECT_EQ(recorder.lines, reference.lines) << quantum << " " << threads;
    }
  }
}

TEST(A7Apps, WithoutTheGuestRuntimeTheRefusalTellsWhatToDo) {
  DeviceConfig config = device_with("hello");
  config.a7.runtime_folder = "/nonexistent";
  const auto machine = Machine::create(config);
  ASSERT_FALSE(machine);
  EXPECT_THAT(machine.error().message, HasSubstr("run tools/setup.sh"));
}

TEST(A7Apps, TwoAppsWithOneComponentIdAreRefused) {
  DeviceConfig config = device_with("hello");
  config.a7.apps.push_back(config.a7.apps.front());
  const auto machine = Machine::create(config);
  ASSERT_FALSE(machine);
  EXPECT_EQ(machine.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(machine.error().message, HasSubstr("ComponentId"));
}

TEST(A7Apps, WhenEveryAppHasEndedAndNothingElseRunsTheRunEnds) {
  Recorder recorder;
  auto machine = Machine::create(device_with("hello"));
  ASSERT_TRUE(machine) << machine.error().message;
  (*machine)->add_sink(recorder);
  const RunReport report = (*machine)->run({});
  EXPECT_EQ(report.outcome, RunReport::Outcome::idle);
  EXPECT_EQ(report.reason, "every app has ended");
}

}  // namespace
}  // namespace armillary
