// SPDX-License-Identifier: GPL-2.0-or-later
// Apps that use the blocks behind the pins on a whole device, with parts on the board: what they
// see is what their headers promise, byte for byte, and the parts see the apps.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <armillary/machine.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "machine/device_file.h"

namespace armillary {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Recorder final : EventSink {
  void on_event(const Event& event) override {
    if (event.type == EventType::log && event.fields.at("stream").as_string() == "stdout") {
      output += event.fields.at("data").as_string();
    } else if (event.type == EventType::log) {
      debug.emplace_back(event.fields.at("data").as_string());
    } else if (event.type == EventType::warning) {
      warnings.push_back(to_json_line(event));
    } else if (event.type == EventType::uart) {
      uart.push_back(event.source + ": " + std::string(event.fields.at("data").as_string()));
    } else if (event.source.starts_with("board.")) {
      board.push_back(to_json_line(event));
    }
  }
  std::string output;
  std::vector<std::string> debug, warnings, uart, board;
};

std::string expected(const std::string& program) {
  std::ifstream file(std::filesystem::path(ARMILLARY_GUEST_SOURCES) / (program + ".expected"));
  EXPECT_TRUE(file) << program;
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Runs a program of tests/guest as the app of a device.
class A7Peripherals : public testing::Test {
 protected:
  A7Peripherals()
      : folder_(std::filesystem::path(testing::TempDir()) /
                ("armillary-peripherals-" +
                 std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {}
  ~A7Peripherals() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  RunReport run(const std::string& program, const std::string& capabilities,
                const std::string& parts) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "app/bin");
    std::filesystem::copy_file(std::filesystem::path(ARMILLARY_GUEST_PROGRAMS) / program,
                               folder_ / "app/bin/app");
    std::ofstream(folder_ / "app/app_manifest.json")
        << R"({"SchemaVersion": 1, "Name": ")" << program
        << R"(", "ComponentId": "3a9f4e17-6c25-4b8d-91d0-7e5a2c8b4f63", )"
        << R"("EntryPoint": "/bin/app", "CmdArgs": [], "Capabilities": )" << capabilities
        << R"(, "ApplicationType": "Default"})";
    auto config = machine::parse_device_file(
        "name: test\nboard: mt3620-rdb\na7: { apps: [app] }\n" + parts, folder_ / "device.yaml");
    if (!config) {
      ADD_FAILURE() << config.error().message;
      return {};
    }
    config->a7.runtime_folder = ARMILLARY_GUEST_ROOT;
    auto machine = Machine::create(*config);
    if (!machine) {
      ADD_FAILURE() << machine.error().message;
      return {};
    }
    (*machine)->add_sink(recorder);
    RunOptions options;
    options.end_ns = 20'000'000'000;
    RunReport report = (*machine)->run(options);
    EXPECT_EQ(report.fault_report, "");
    return report;
  }

  Recorder recorder;

 private:
  std::filesystem::path folder_;
};

TEST_F(A7Peripherals, ASerialLineThatIsLoopedBack) {
  run("uart", R"({"Uart": ["ISU0"]})", "parts: [{ name: plug, type: wire, from: 26, to: 28 }]\n");
  EXPECT_EQ(recorder.output, expected("uart"));
  EXPECT_THAT(recorder.warnings, ElementsAre(HasSubstr(R"(add \"ISU1\" to \"Uart\")")));
  ASSERT_FALSE(recorder.uart.empty());
  EXPECT_EQ(recorder.uart.front(), "a7.isu0-uart: Hello world!\n");
}

TEST_F(A7Peripherals, ASensorOnAnI2cBus) {
  run("i2c", R"({"I2cMaster": ["ISU2"]})",
      "parts: [{ name: imu, type: lsm6ds3, isu: 2, acceleration-x: { constant: 500mg } }]\n");
  EXPECT_EQ(recorder.output, expected("i2c"));
  EXPECT_THAT(recorder.warnings, ElementsAre(HasSubstr(R"(add \"ISU1\" to \"I2cMaster\")"),
                                             HasSubstr("nobody answers at I2C address 0x33")));
}

TEST_F(A7Peripherals, ASensorAndAMemoryOnAnSpiBus) {
  run("spi", R"({"SpiMaster": ["ISU1"]})",
      "parts:\n  - { name: imu, type: lsm6ds3, isu: 1, bus: spi }\n"
      "  - { name: flash, type: spi-flash, isu: 1, select: csb }\n");
  EXPECT_EQ(recorder.output, expected("spi"));
  EXPECT_THAT(recorder.warnings, ElementsAre(HasSubstr(R"(add \"ISU0\" to \"SpiMaster\")")));
}

TEST_F(A7Peripherals, VoltagesWavesAndTheClock) {
  run("adc_pwm_rtc",
      R"({"Adc": ["ADC-CONTROLLER-0"], "Pwm": ["PWM-CONTROLLER-2"], "SystemTime": true})",
      "parts:\n  - { name: pot, type: analogue, channel: 0, constant: 1.25V }\n"
      "  - { name: high, type: analogue, channel: 2, constant: 3V }\n"
      "  - { name: meter, type: pwm-meter, pin: 9 }\n");
  EXPECT_EQ(recorder.output, expected("adc_pwm_rtc"));
  EXPECT_THAT(recorder.warnings, ElementsAre(HasSubstr(R"(add \"PWM-CONTROLLER-1\" to \"Pwm\")")));
  EXPECT_THAT(recorder.board, testing::Contains(HasSubstr("meter")));
}

TEST_F(A7Peripherals, DebugTextsComeWholeAndUnmixed) {
  run("debug_log", "{}", "");
  EXPECT_EQ(recorder.output, expected("debug_log"));
  ASSERT_EQ(recorder.debug.size(), 103U);
  EXPECT_EQ(recorder.debug[0], "42 is 6.50\n");
  EXPECT_EQ(recorder.debug[1], "ff\n");
  EXPECT_EQ(recorder.debug[2], "<" + std::string(2000, 'x') + ">\n");
  for (std::size_t i = 3; i < recorder.debug.size(); ++i) {
    EXPECT_THAT(recorder.debug[i], testing::MatchesRegex("(one|two) [0-9]+ of a line that is not "
                                                         "cut by another one\n"));
  }
}

TEST_F(A7Peripherals, WithoutCapabilitiesNothingIsReached) {
  run("adc_pwm_rtc", "{}", "");
  EXPECT_THAT(recorder.output, HasSubstr("adc: Permission denied"));
  EXPECT_THAT(recorder.output, HasSubstr("pwm: Permission denied"));
  EXPECT_THAT(recorder.output, HasSubstr("clock_systohc: Permission denied"));
  EXPECT_THAT(recorder.warnings, testing::Contains(HasSubstr(R"(add \"SystemTime\": true)")));
  EXPECT_THAT(recorder.board, IsEmpty());
}

}  // namespace
}  // namespace armillary
