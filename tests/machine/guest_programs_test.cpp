// SPDX-License-Identifier: GPL-2.0-or-later
// The programs of tests/guest on a whole device: each prints what NAME.expected holds, which is
// what a Linux kernel makes of it (the oracle tests run them there).
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <armillary/machine.h>
#include <gtest/gtest.h>

namespace armillary {
namespace {

class Output final : public EventSink {
 public:
  void on_event(const Event& event) override {
    if (event.type == EventType::log && event.fields.at("stream").as_string() == "stdout") {
      text += event.fields.at("data").as_string();
    }
    if (event.type == EventType::warning) warnings += to_json_line(event) + "\n";
  }
  std::string text, warnings;
};

struct Program {
  const char* name;
  bool warns = false;  ///< it asks for something that is not modelled, on purpose
};
void PrintTo(const Program& program, std::ostream* out) { *out << program.name; }

class GuestPrograms : public testing::TestWithParam<Program> {};

TEST_P(GuestPrograms, PrintWhatLinuxMakesOfThem) {
  const std::string name = GetParam().name;
  DeviceConfig config;
  config.a7.apps.push_back(std::filesystem::path(ARMILLARY_GUEST_PROGRAMS) / name);
  config.a7.runtime_folder = ARMILLARY_GUEST_ROOT;
  config.a7.memory_bytes.reset();  // as on Linux
  auto machine = Machine::create(config);
  ASSERT_TRUE(machine) << machine.error().message;
  Output output;
  (*machine)->add_sink(output);
  RunOptions options;
  options.end_ns = 300'000'000'000;  // timers takes a minute; who hangs ends here
  const RunReport report = (*machine)->run(options);
  EXPECT_EQ(report.fault_report, "");
  std::ifstream file(std::filesystem::path(ARMILLARY_GUEST_SOURCES) / (name + ".expected"));
  ASSERT_TRUE(file) << name;
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(output.text, expected);
  if (!GetParam().warns) {
    EXPECT_EQ(output.warnings, "");
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, GuestPrograms,
    testing::Values(Program{"hello"}, Program{"floats"}, Program{"threads"}, Program{"signals"},
                    Program{"polling"}, Program{"memory"}, Program{"files"}, Program{"futex"},
                    Program{"unknown_syscall", true}, Program{"event_loop"}, Program{"timers"},
                    Program{"processes"}, Program{"signalfd"}, Program{"pipes"},
                    Program{"wx_refusal"}, Program{"delays"}, Program{"environment"}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace armillary
