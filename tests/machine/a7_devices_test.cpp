// SPDX-License-Identifier: GPL-2.0-or-later
// Apps with a manifest on a whole device: what they see of pins, network and platform is what their
// libraries promise, and what they do to pins shows on the board.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <armillary/machine.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace armillary {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A folder with the program of tests/guest as bin/app, and a manifest.
class AppFolder {
 public:
  AppFolder(const std::string& program, const std::string& capabilities)
      : path_(std::filesystem::path(testing::TempDir()) /
              ("armillary-app-" + program + "-" +
               testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "bin");
    std::filesystem::copy_file(std::filesystem::path(ARMILLARY_GUEST_PROGRAMS) / program,
                               path_ / "bin/app");
    std::ofstream(path_ / "app_manifest.json")
        << R"({"SchemaVersion": 1, "Name": ")" << program
        << R"(", "ComponentId": "3a9f4e17-6c25-4b8d-91d0-7e5a2c8b4f63", )"
        << R"("EntryPoint": "/bin/app", "CmdArgs": [], "Capabilities": )" << capabilities
        << R"(, "ApplicationType": "Default"})";
  }
  ~AppFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  AppFolder(const AppFolder&) = delete;
  AppFolder& operator=(const AppFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Recorder final : EventSink {
  void on_event(const Event& event) override {
    const auto text = [&](const char* field) {
      return std::string(event.fields.at(field).as_string());
    };
    if (event.type == EventType::log && text("stream") == "stdout") output += text("data");
    if (event.type == EventType::log && text("stream") != "stdout") {
      other_logs.push_back(text("stream") + ": " + text("data"));
    }
    if (event.type == EventType::warning) warnings.push_back(to_json_line(event));
    if (event.type == EventType::gpio && event.source == "board.led1-red") {
      light.push_back(text("state"));
    }
  }
  std::string output;
  std::vector<std::string> other_logs, warnings, light;
};

std::string expected(const std::string& program) {
  std::ifstream file(std::filesystem::path(ARMILLARY_GUEST_SOURCES) / (program + ".expected"));
  return {std::istreambuf_iterator<char>(file), {}};
}

RunReport run(const AppFolder& app, Recorder& recorder, std::int64_t end_ns,
              std::vector<PartConfig> parts = {}) {
  DeviceConfig config;
  config.a7.apps.push_back(app.path());
  config.a7.runtime_folder = ARMILLARY_GUEST_ROOT;
  config.a7.memory_bytes.reset();  // some programs measure how it grows
  config.parts = std::move(parts);
  auto machine = Machine::create(config);
  if (!machine) {
    ADD_FAILURE() << machine.error().message;
    return {};
  }
  (*machine)->add_sink(recorder);
  RunOptions options;
  options.end_ns = end_ns;
  return (*machine)->run(options);
}

TEST(A7Devices, AnAppDrivesAndReadsThePinsOfItsManifest) {
  const AppFolder app("gpio", R"({"Gpio": [8, 12, 59]})");
  Recorder recorder;
  const PartConfig button{"button-a", {}, {{"presses", PartList{PartValues{{"at", 100'000'000}}}}}};
  const RunReport report = run(app, recorder, 1'000'000'000, {button});
  EXPECT_EQ(report.fault_report, "");
  ASSERT_NE(expected("gpio"), "");
  EXPECT_EQ(recorder.output, expected("gpio"));
  EXPECT_THAT(recorder.light, ElementsAre("on", "off", "on", "off", "on", "off"));
  EXPECT_THAT(recorder.other_logs, ElementsAre("log-debug: the end, and no newline"));
  EXPECT_THAT(recorder.warnings,
              ElementsAre(HasSubstr("GPIO 9 is refused"), HasSubstr("0xdeadbeef")));
}

TEST(A7Devices, WithoutTheCapabilityNoPinMoves) {
  const AppFolder app("gpio", "{}");
  Recorder recorder;
  run(app, recorder, 1'000'000'000);
  EXPECT_THAT(recorder.output, HasSubstr("not in the manifest: Permission denied\n"));
  EXPECT_THAT(recorder.output, HasSubstr("led: Permission denied, level -1\n"));
  EXPECT_THAT(recorder.light, IsEmpty());
}

TEST(A7Devices, AnAppIsToldOfItsNetworkItsMemoryAndItsFiles) {
  const AppFolder app("platform", R"({"TimeSyncConfig": true, "MutableStorage": {"SizeKB": 8},
      "DeviceAuthentication": "7d5b3a24-2c6f-4b0a-9d8a-7f2f0c1c9a11"})");
  Recorder recorder;
  const RunReport report = run(app, recorder, 5'000'000'000);
  EXPECT_EQ(report.fault_report, "");
  ASSERT_NE(expected("platform"), "");
  EXPECT_EQ(recorder.output, expected("platform"));
  EXPECT_THAT(recorder.warnings, ElementsAre(HasSubstr("NetworkConfig"), HasSubstr("0xc0045a7f")));
}

TEST(A7Devices, WifiUpdatesAndPowerOverFourBoots) {
  const AppFolder app("services", R"({"WifiConfig": true, "CertStore": true,
      "SystemEventNotifications": true, "SoftwareUpdateDeferral": true,
      "PowerControls": ["ForceReboot", "ForcePowerDown", "SetPowerProfile"],
      "MutableStorage": {"SizeKB": 8}})");
  DeviceConfig config;
  config.a7.apps.push_back(app.path());
  config.a7.runtime_folder = ARMILLARY_GUEST_ROOT;
  config.network.wifi.emplace(2);
  WifiNetworkConfig& home = config.network.wifi->front();
  home.ssid = "home";
  home.psk = "right key";
  home.rssi_dbm = -40;
  WifiNetworkConfig& cafe = config.network.wifi->back();
  cafe.ssid = "cafe";
  cafe.security = WifiNetworkConfig::Security::open;
  cafe.rssi_dbm = -70;
  cafe.frequency_mhz = 5180;
  config.updates.push_back({60'000'000'000, false, 5'000'000'000});
  auto machine = Machine::create(config);
  ASSERT_TRUE(machine) << machine.error().message;
  Recorder recorder;
  (*machine)->add_sink(recorder);
  RunOptions options;
  options.end_ns = 300'000'000'000;
  EXPECT_EQ((*machine)->run(options).fault_report, "");
  ASSERT_NE(expected("services"), "");
  EXPECT_EQ(recorder.output, expected("services"));
  EXPECT_THAT(recorder.warnings, ElementsAre(HasSubstr("EnterpriseWifiConfig")));
}

TEST(A7Devices, WithoutTheirCapabilitiesTheServicesRefuse) {
  const AppFolder app("services", R"({"MutableStorage": {"SizeKB": 8}})");
  Recorder recorder;
  run(app, recorder, 10'000'000'000);
  EXPECT_THAT(recorder.output, HasSubstr("current: Permission denied"));
  EXPECT_THAT(recorder.output, HasSubstr("reboot: Permission denied"));
  EXPECT_THAT(recorder.output, Not(HasSubstr("boot 1"))) << "nothing has happened to the device";
  EXPECT_THAT(recorder.warnings,
              testing::IsSupersetOf({HasSubstr("WifiConfig"), HasSubstr("CertStore"),
                                     HasSubstr("ForceReboot"), HasSubstr("SetPowerProfile")}));
}

TEST(A7Devices, LinesThatAreOpenAtTheEndOfTheRunAreTold) {
  const AppFolder app("open_lines", "{}");
  Recorder recorder;
  // Before 100 ms of silence would have told them.
  run(app, recorder, 50'000'000);
  EXPECT_EQ(recorder.output, "half of a line");
  EXPECT_THAT(recorder.other_logs,
              testing::UnorderedElementsAre("log-debug: whole\n", "log-debug: half of a debug line",
                                            "stderr: and an error"));
}

}  // namespace
}  // namespace armillary
