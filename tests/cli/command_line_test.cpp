// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/command_line.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sha256.h"

namespace armillary::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Plays a fixed list of events and reports what it was told to.
class FakeMachine final : public Machine {
 public:
  FakeMachine(const std::vector<Event>& events, const RunReport& report, RunOptions& seen)
      : events_(events), report_(report), seen_(seen) {}
  void add_sink(EventSink& sink) override { sinks_.push_back(&sink); }
  RunReport run(const RunOptions& options) override {
    seen_ = options;
    RunReport report = report_;
    for (const Event& event : events_) {
      for (EventSink* sink : sinks_) sink->on_event(event);
      if (options.on_boundary && !options.on_boundary(event.time_ns)) {
        report.outcome = RunReport::Outcome::interrupted;
        break;
      }
    }
    return report;
  }
  [[nodiscard]] std::vector<PartFile> part_files() const override { return {}; }
  [[nodiscard]] std::string part_file(std::size_t /*index*/) const override { return {}; }
  [[nodiscard]] std::vector<Console> consoles() const override { return {}; }
  std::string take_output(std::size_t /*console*/) override { return {}; }
  std::size_t put(std::size_t /*console*/, std::string_view /*bytes*/) override { return 0; }

 private:
  const std::vector<Event>& events_;
  const RunReport& report_;
  RunOptions& seen_;
  std::vector<EventSink*> sinks_;
};

class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    events_.push_back({1'000'250, "m4-0.uart", EventType::uart, {{"data", "sensor ready\n"}}});
    events_.push_back({2'000'000, "a7.gateway", EventType::log, {{"data", "hello\x1b[31m\n"}}});
    events_.push_back(
        {3'000'000, "cloud.hub", EventType::telemetry, {{"device", "one"}, {"payload", 21.5}}});
    events_.push_back({4'000'000, "m4-1", EventType::warning, {{"text", "odd"}}});
    report_.virtual_ns = 10'000'000;
    report_.instructions = {1, 22, 333};
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  ExitCode run(const std::vector<std::string>& arguments) {
    std::FILE* out = std::fopen((folder_ / "out").c_str(), "w");
    std::FILE* talk = std::fopen((folder_ / "talk").c_str(), "w");
    Streams streams{out, talk, colours_};
    const MachineFactory factory =
        [&](const DeviceConfig& config) -> Result<std::unique_ptr<Machine>> {
      config_ = config;
      if (refusal_) return tl::unexpected<Error>(*refusal_);
      return std::make_unique<FakeMachine>(events_, report_, seen_);
    };
    const ExitCode code = command_line(arguments, factory, streams);
    std::fclose(out);
    std::fclose(talk);
    out_ = contents(folder_ / "out");
    talk_ = contents(folder_ / "talk");
    return code;
  }
  std::string in_folder(const std::string& name) { return (folder_ / name).string(); }

  std::filesystem::path folder_ = std::filesystem::path(::testing::TempDir()) /
                                  (std::string("armillary-cli-") +
                                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
  ColourRules colours_;
  std::vector<Event> events_;
  RunReport report_;
  std::optional<Error> refusal_;
  DeviceConfig config_;
  RunOptions seen_;
  std::string out_, talk_;
};

TEST_F(CommandLine, ShowsConsolesAndASummaryLine) {
  EXPECT_EQ(run({"run", "--m4-0", "a.elf", "--for", "10ms"}), exit_done);
  EXPECT_EQ(out_,
            "   0.001000 m4-0  | sensor ready\n"
            "   0.002000 a7    | gateway: hello\\x1b[31m\n"
            "   0.003000 cloud | telemetry one: 21.5\n");
  EXPECT_THAT(talk_, HasSubstr("   0.004000 m4-1  | warning: odd\n"));
  EXPECT_THAT(talk_, HasSubstr("armillary: 0.010 s of virtual time in "));
  EXPECT_THAT(talk_, HasSubstr("instructions: a7 1, m4-0 22, m4-1 333; run-hash "));
  EXPECT_EQ(seen_.end_ns, 10'000'000);
}

TEST_F(CommandLine, QuietShowsTheSummaryLineOnly) {
  EXPECT_EQ(run({"run", "--m4-0", "a.elf", "--quiet"}), exit_done);
  EXPECT_THAT(out_, IsEmpty());
  EXPECT_EQ(std::count(talk_.begin(), talk_.end(), '\n'), 1);
  EXPECT_EQ(seen_.end_ns, std::nullopt);
}

TEST_F(CommandLine, ColoursOnlyWhenAllowed) {
  run({"run", "--m4-0", "a.elf"});
  EXPECT_THAT(out_, Not(HasSubstr("\x1b[")));
  colours_.clicolor_force = true;
  run({"run", "--m4-0", "a.elf"});
  EXPECT_THAT(out_, HasSubstr("\x1b[32mm4-0  |\x1b[0m"));
  colours_.no_color = true;
  run({"run", "--m4-0", "a.elf"});
  EXPECT_THAT(out_, Not(HasSubstr("\x1b[")));
}

TEST_F(CommandLine, TheRunHashIsTheHashOfTheEventLog) {
  EXPECT_EQ(run({"run", "--m4-0", "a.elf", "--events", in_folder("e.jsonl"), "--telemetry",
                 in_folder("t.jsonl"), "--summary", in_folder("s.json")}),
            exit_done);
  const std::string log = contents(folder_ / "e.jsonl");
  EXPECT_EQ(log.substr(0, log.find('\n')),
            R"({"t":1000250,"src":"m4-0.uart","type":"uart","data":"sensor ready\n"})");
  Sha256 hash;
  hash.update(log);
  const auto summary = boost::json::parse(contents(folder_ / "s.json")).as_object();
  EXPECT_EQ(summary.at("run_hash").as_string(), hash.hex());
  EXPECT_THAT(talk_, HasSubstr("run-hash " + hash.hex()));
  EXPECT_EQ(summary.at("virtual_ns").as_int64(), 10'000'000);
  EXPECT_GT(summary.at("host_ns").as_int64(), 0);
  EXPECT_EQ(summary.at("exit_code").as_int64(), 0);
  EXPECT_EQ(summary.at("instructions").as_object().at("m4-1").as_int64(), 333);
  const std::string telemetry = contents(folder_ / "t.jsonl");
  EXPECT_EQ(telemetry, "{\"t\":3000000,\"device\":\"one\",\"payload\":21.5}\n");
}

TEST_F(CommandLine, EveryOutcomeHasItsExitCode) {
  report_.reason = "the reason";
  report_.fault_report = "the report\n";
  const std::array<std::pair<RunReport::Outcome, ExitCode>, 5> table = {{
      {RunReport::Outcome::finished, exit_done},
      {RunReport::Outcome::idle, exit_done},
      {RunReport::Outcome::guest_fault, exit_guest_fault},
      {RunReport::Outcome::strict_violation, exit_guest_fault},
      {RunReport::Outcome::interrupted, exit_interrupted},
  }};
  for (const auto& [outcome, code] : table) {
    report_.outcome = outcome;
    EXPECT_EQ(run({"run", "--m4-0", "a.elf", "--summary", in_folder("s.json")}), code);
    const auto summary = boost::json::parse(contents(folder_ / "s.json")).as_object();
    EXPECT_EQ(summary.at("exit_code").as_int64(), static_cast<int>(code));
    EXPECT_THAT(talk_, HasSubstr("the report\narmillary: the reason\n"));
  }
}

TEST_F(CommandLine, AnInterruptStillWritesTheReports) {
  // The signal comes from the machine's side, in the middle of the run.
  struct Raise final : EventSink {
    void on_event(const Event&) override { std::raise(SIGINT); }
  };
  const MachineFactory factory = [&](const DeviceConfig&) -> Result<std::unique_ptr<Machine>> {
    auto machine = std::make_unique<FakeMachine>(events_, report_, seen_);
    static Raise raise_sink;
    machine->add_sink(raise_sink);
    return machine;
  };
  std::FILE* null = std::fopen("/dev/null", "w");
  EXPECT_EQ(command_line({"run", "--m4-0", "a.elf", "--events", in_folder("e.jsonl")}, factory,
                         Streams{null, null, {}}),
            exit_interrupted);
  std::fclose(null);
  const std::string log = contents(folder_ / "e.jsonl");
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1);
}

TEST_F(CommandLine, RefusesOutputsThatCannotBeWrittenBeforeTheRun) {
  EXPECT_EQ(run({"run", "--m4-0", "a.elf", "--events", "/nowhere/e.jsonl"}), exit_usage);
  EXPECT_EQ(talk_,
            "armillary: /nowhere/e.jsonl: the event log cannot be written: No such file or "
            "directory\n");
  EXPECT_EQ(run({"run", "--m4-0", "a.elf", "--events", in_folder("e.jsonl"), "--summary", "/tmp"}),
            exit_usage);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "e.jsonl"));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    files += entry.path().filename().string().find("partial") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(files, 0U);
}

TEST_F(CommandLine, RefusesTwoImagesForOneCore) {
  EXPECT_EQ(run({"run", "--m4-0", "a.elf", "--m4-0", "b.elf"}), exit_bad_input);
  EXPECT_THAT(talk_, HasSubstr("m4-0 has two images, a.elf and b.elf"));
  std::ofstream(folder_ / "device.yaml") << "m4-1: { image: c.elf }\n";
  EXPECT_EQ(run({"run", in_folder("device.yaml"), "--m4-1", "d.elf"}), exit_bad_input);
  EXPECT_THAT(talk_, HasSubstr("c.elf and d.elf"));
}

TEST_F(CommandLine, AddsToTheDeviceFile) {
  std::ofstream(folder_ / "device.yaml") << "seed: 3\na7: { apps: [one] }\n";
  EXPECT_EQ(run({"run", in_folder("device.yaml"), "--a7", "two", "--m4-0", "x.elf", "--seed", "9",
                 "--quantum", "1000", "--threads", "2", "--strict"}),
            exit_done);
  EXPECT_EQ(config_.seed, 9U);
  ASSERT_EQ(config_.a7.apps.size(), 2U);
  EXPECT_EQ(config_.a7.apps[0], folder_ / "one");
  EXPECT_EQ(config_.a7.apps[1], "two");
  EXPECT_EQ(config_.m4[0].image, "x.elf");
  EXPECT_EQ(seen_.quantum, 1000U);
  EXPECT_EQ(seen_.threads, 2U);
  EXPECT_TRUE(seen_.strict);
}

TEST_F(CommandLine, RealtimeDoesNotTakeTheDeviceFile) {
  std::ofstream(folder_ / "device.yaml") << "m4-0: { image: a }\n";
  EXPECT_EQ(run({"run", "--realtime", in_folder("device.yaml")}), exit_done);
  EXPECT_EQ(run({"run", "--realtime=1000", in_folder("device.yaml")}), exit_done);
  EXPECT_EQ(run({"run", "--realtime=fast", in_folder("device.yaml")}), exit_usage);
  EXPECT_EQ(run({"run", "--realtime=0", in_folder("device.yaml")}), exit_usage);
}

TEST_F(CommandLine, RefusesBadUsage) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> table = {
      {{}, "--help"},
      {{"run"}, "there is nothing to run"},
      {{"run", "--m4-0"}, "--m4-0"},
      {{"run", "--m4-0", "a", "--evnets", "x"}, "did you mean \"--events\"?"},
      {{"run", "--m4-0", "a", "--for", "10"}, "has no unit"},
      {{"run", "--m4-0", "a", "--for=-1s"}, "is not a time"},
      {{"run", "--m4-0", "a", "--quantum", "0"}, "is not a whole number from 1"},
      {{"run", "--m4-0", "a", "--threads", "x"}, "is not a whole number from 1 to 64"},
      {{"run", "--m4-0", "a", "--seed", "-1"}, "--seed"},
      {{"run", "a.yaml", "b.yaml"}, "b.yaml"},
      {{"run", "--m4-0", "a", "--pcap", "x"}, "--pcap is not part of this version yet"},
      {{"run", "--restore=x"}, "--restore is not part of this version yet"},
      {{"test", "x.yaml"}, "\"test\" is not part of this version yet"},
      {{"debug"}, "\"debug\" is not part of this version yet"},
      {{"fly"}, "fly"},
  };
  for (const auto& [arguments, message] : table) {
    EXPECT_EQ(run(arguments), exit_usage) << message;
    EXPECT_THAT(talk_, HasSubstr(message));
    EXPECT_THAT(out_, IsEmpty());
  }
}

TEST_F(CommandLine, BadInputNeverRuns) {
  EXPECT_EQ(run({"run", in_folder("none.yaml")}), exit_bad_input);
  EXPECT_THAT(talk_, HasSubstr("the device file does not exist"));
  refusal_ = Error{ErrorKind::bad_input, "a.elf: the file is empty"};
  EXPECT_EQ(run({"run", "--m4-0", "a.elf", "--events", in_folder("e.jsonl")}), exit_bad_input);
  EXPECT_EQ(talk_, "armillary: a.elf: the file is empty\n");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "e.jsonl"));
}

TEST(Terminal, ColourRules) {
  EXPECT_TRUE((ColourRules{false, false, false}.allow(true)));
  EXPECT_FALSE((ColourRules{false, false, false}.allow(false)));
  EXPECT_FALSE((ColourRules{false, false, true}.allow(true)));
  EXPECT_TRUE((ColourRules{false, true, true}.allow(false)));
  EXPECT_FALSE((ColourRules{true, true, false}.allow(true)));
}

TEST(Terminal, PrintableKeepsTextAndShowsControls) {
  EXPECT_EQ(printable("21.5 \xC2\xB0"
                      "C\t\xE2\x82\xAC"),
            "21.5 \xC2\xB0"
            "C\t\xE2\x82\xAC");
  EXPECT_EQ(printable(std::string_view("\x1b]0;x\a\0", 7)), "\\x1b]0;x\\x07\\x00");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m \xFF \xC0\x80 \xED\xA0\x80"),
            "\\xc2\\x9b31m \\xff \\xc0\\x80 \\xed\\xa0\\x80");
}

}  // namespace
}  // namespace armillary::cli
