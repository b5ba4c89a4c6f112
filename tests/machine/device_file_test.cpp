// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/device_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace armillary::machine {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string complaint(std::string_view text) {
  const auto parsed = parse_device_file(text, "rig/device.yaml");
  if (parsed) return "(accepted)";
  EXPECT_EQ(parsed.error().kind, ErrorKind::bad_input);
  return parsed.error().message;
}

DeviceConfig accepted(std::string_view text) {
  auto parsed = parse_device_file(text, "rig/device.yaml");
  EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : parsed.error().message);
  return parsed.value_or(DeviceConfig{});
}

TEST(DeviceFile, ReadsTheFileOfTheReference) {
  const DeviceConfig config = accepted(R"(name: thermostat
seed: 7
board: mt3620-rdb
a7:   { apps: [out/gateway.imagepackage, more] }
m4-0: { image: out/sensor.elf }
m4-1: { image: /abs/motor.elf, cpi: 1.25 }
network: { latency: 5ms }
cloud: { hub: contoso-hub, devices: [one, {id: two, key: c2VjcmV0}] }
start-time: 2026-07-31T12:00:00Z
)");
  EXPECT_EQ(config.name, "thermostat");
  EXPECT_EQ(config.seed, 7U);
  EXPECT_EQ(config.board, "mt3620-rdb");
  ASSERT_EQ(config.a7.apps.size(), 2U);
  EXPECT_EQ(config.a7.apps[0], "rig/out/gateway.imagepackage");
  EXPECT_EQ(config.m4[0].image, "rig/out/sensor.elf");
  EXPECT_EQ(config.m4[1].image, "/abs/motor.elf");
  EXPECT_EQ(config.m4[1].cycles_per_instruction, (Ratio{125, 100}));
  EXPECT_EQ(config.network.latency_ns, 5'000'000);
  EXPECT_EQ(config.cloud.hub, "contoso-hub");
  ASSERT_EQ(config.cloud.devices.size(), 2U);
  EXPECT_EQ(config.cloud.devices[1].id, "two");
  EXPECT_EQ(config.cloud.devices[1].key, "c2VjcmV0");
  EXPECT_EQ(config.start_time_s, 1'785'499'200);
}

TEST(DeviceFile, ReadsParts) {
  const DeviceConfig config = accepted(R"(parts:
  - { name: status, type: led, pin: 8, active: high }
  - { name: up, type: button, pin: 12, presses: [{at: 1s}, {at: 2s, for: 50ms}] }
  - { name: temperature, type: analogue, channel: 1, sine: {mean: 1.25V, amplitude: 200mV, period: 4s} }
  - { name: slope, type: analogue, channel: 2, ramp: {from: 0V, to: 2.5V, over: 10s, repeat: true} }
  - { name: steps, type: analogue, channel: 3, points: [{at: 0s, value: 1V}, {at: 1s, value: -40uV}] }
  - { name: fan, type: pwm-meter, pin: 4 }
)");
  ASSERT_EQ(config.parts.size(), 6U);
  EXPECT_FALSE(std::get<LedConfig>(config.parts[0].kind).active_low);
  const auto& button = std::get<ButtonConfig>(config.parts[1].kind);
  ASSERT_EQ(button.presses.size(), 2U);
  EXPECT_EQ(button.presses[0].duration_ns, 100'000'000);
  EXPECT_EQ(button.presses[1].at_ns, 2'000'000'000);
  const auto& source = std::get<AnalogueSourceConfig>(config.parts[2].kind);
  EXPECT_EQ(source.channel, 1U);
  EXPECT_EQ(std::get<SineWave>(source.wave).amplitude_microvolts, 200'000);
  EXPECT_TRUE(std::get<RampWave>(std::get<AnalogueSourceConfig>(config.parts[3].kind).wave).repeat);
  const auto& points =
      std::get<PointsWave>(std::get<AnalogueSourceConfig>(config.parts[4].kind).wave).points;
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[1].microvolts, -40);
  EXPECT_EQ(std::get<PwmMeterConfig>(config.parts[5].kind).pin, 4U);
}

TEST(DeviceFile, NamesLineColumnAndTheNearestKey) {
  EXPECT_EQ(
      complaint("name: x\nm4-0:\n  imgae: a.elf\n"),
      "rig/device.yaml:3:3: unknown key \"imgae\" in m4-0 (did you mean \"image\"?); its keys "
      "are image, cpi");
  EXPECT_THAT(complaint("sead: 1\n"), StartsWith("rig/device.yaml:1:1: unknown key \"sead\" in the "
                                                 "device file (did you mean \"seed\"?)"));
  EXPECT_THAT(complaint("temperature: 1\n"), Not(HasSubstr("did you mean")));
}

TEST(DeviceFile, NamesWrongTypes) {
  EXPECT_EQ(complaint("seed: lots\n"),
            "rig/device.yaml:1:7: seed is \"lots\"; expected a whole number from 0 to "
            "18446744073709551615");
  EXPECT_EQ(complaint("a7: { apps: out/a }\n"),
            "rig/device.yaml:1:13: a7.apps is \"out/a\"; expected a list");
  EXPECT_EQ(complaint("m4-0: a.elf\n"),
            "rig/device.yaml:1:7: m4-0 is \"a.elf\"; expected a mapping with the keys image, cpi");
  EXPECT_EQ(complaint("name: [a]\n"), "rig/device.yaml:1:7: name is a list; expected a text");
  EXPECT_EQ(complaint("network: { latency: 20 }\n"),
            "rig/device.yaml:1:21: network.latency: \"20\" has no unit; units are ns, us, ms, s, m "
            "and h, as in 250ms");
  EXPECT_THAT(complaint("a7: { apps: [[x]] }\n"), HasSubstr("1:14: a7.apps[0] is a list"));
  EXPECT_THAT(complaint("- a\n- b\n"), HasSubstr("the device file is a list; expected a mapping"));
  EXPECT_THAT(complaint("m4-0: { image: }\n"), HasSubstr("m4-0.image is nothing"));
  EXPECT_THAT(complaint("m4-0: { cpi: 0 }\n"), HasSubstr("m4-0.cpi is \"0\""));
  EXPECT_THAT(complaint("m4-0: { cpi: 1/0 }\n"), HasSubstr("m4-0.cpi is \"1/0\""));
}

TEST(DeviceFile, NamesWhatDoesNotFitInAPart) {
  EXPECT_THAT(complaint("parts: [{ name: a, type: led, pin: 200 }]"),
              HasSubstr("parts[0].pin is \"200\"; expected a whole number from 0 to 93"));
  EXPECT_THAT(complaint("parts: [{ name: a, type: lde, pin: 2 }]"),
              HasSubstr("did you mean \"led\"?"));
  EXPECT_THAT(complaint("parts: [{ name: a, type: led }]"), HasSubstr("lacks the key \"pin\""));
  EXPECT_THAT(complaint("parts: [{ name: a, type: led, pin: 1, channel: 2 }]"),
              HasSubstr("parts[0].channel has no meaning for the type led"));
  EXPECT_THAT(complaint("parts: [{ name: a, type: analogue, channel: 2 }]"),
              HasSubstr("has 0 of the keys constant, ramp, sine and points"));
  EXPECT_THAT(complaint("parts: [{ name: a, type: analogue, channel: 2, constant: 5 }]"),
              HasSubstr("expected a voltage with a unit"));
  EXPECT_THAT(complaint("parts: [{name: a, type: analogue, channel: 2, points: []}]"),
              HasSubstr("is empty"));
  EXPECT_THAT(complaint("parts: [{name: a, type: analogue, channel: 2, points: [{at: 1s, value: "
                        "1V}, {at: 1s, value: 2V}]}]"),
              HasSubstr("not later than the point before it"));
  EXPECT_THAT(complaint("parts: [{name: a, type: led, pin: 1}, {name: a, type: led, pin: 2}]"),
              HasSubstr("two parts are named \"a\""));
}

TEST(DeviceFile, RefusesWhatIsNoYaml) {
  EXPECT_THAT(complaint("a: [1, 2\nb: }"), HasSubstr("this is not correct YAML"));
  EXPECT_THAT(complaint("name: a\n\tseed: 1\n"), StartsWith("rig/device.yaml:2:"));
  EXPECT_THAT(complaint(""), HasSubstr("is empty"));
  EXPECT_THAT(complaint("# only a comment\n"), HasSubstr("is empty"));
  EXPECT_THAT(complaint(std::string_view("\x7f"
                                         "ELF\0\0",
                                         6)),
              HasSubstr("byte 4 is zero"));
  EXPECT_THAT(complaint(std::string(1'000'000, 'a')), HasSubstr("at most 262144 are accepted"));
  EXPECT_THAT(complaint(std::string(100'000, '[')), HasSubstr("not correct YAML"));
  EXPECT_THAT(complaint(std::string(100'000, '{')), HasSubstr("not correct YAML"));
  EXPECT_THAT(complaint("name: a\nname: b\n"), HasSubstr("stands twice"));
  EXPECT_THAT(complaint("name: *nobody\n"), HasSubstr("not correct YAML"));
  EXPECT_THAT(complaint("# a file\n,name: a\n"),
              StartsWith("rig/device.yaml:2:1: this is not correct YAML: no value can begin here"));
  EXPECT_THAT(complaint("a: b\n---\nc: d\n"), HasSubstr("a second document begins here"));
}

TEST(DeviceFile, ABoardFileGivesParts) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "board_file";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "kit.yaml") << "base: none\nparts: [{ name: lamp, type: led, pin: 5 }]\n";
  std::ofstream(folder / "bad.yaml") << "base: none\nprats: []\n";
  const auto kit = parse_device_file("board: kit.yaml\n", folder / "device.yaml");
  ASSERT_TRUE(kit.has_value()) << kit.error().message;
  EXPECT_EQ(kit->board, "none");
  ASSERT_EQ(kit->parts.size(), 1U);
  EXPECT_EQ(kit->parts[0].name, "lamp");
  const auto bad = parse_device_file("board: bad.yaml\n", folder / "device.yaml");
  ASSERT_FALSE(bad.has_value());
  EXPECT_THAT(bad.error().message, HasSubstr("bad.yaml:2:1: unknown key \"prats\""));
  const auto none = parse_device_file("board: missing.yaml\n", folder / "device.yaml");
  ASSERT_FALSE(none.has_value());
  EXPECT_THAT(none.error().message, HasSubstr("does not exist"));
}

TEST(DeviceFile, RefusesFilesThatCannotBeRead) {
  EXPECT_THAT(load_device_file("/nowhere/device.yaml").error().message,
              "/nowhere/device.yaml: the device file does not exist; check the path");
  EXPECT_THAT(load_device_file("/tmp").error().message, HasSubstr("is a folder"));
  EXPECT_THAT(load_device_file("/dev/zero").error().message, HasSubstr("not a regular file"));
}

// Damaged files never crash the reader, whatever it makes of them.
TEST(DeviceFile, SurvivesDamage) {
  const std::string good =
      "name: thermostat\nseed: 7\na7: { apps: [a, b] }\nm4-0: &x { image: s, cpi: 5/4 }\nm4-1: *x\n"
      "parts:\n  - { name: t, type: analogue, channel: 1, points: [{at: 1s, value: 2V}] }\n";
  std::mt19937 random(1);
  constexpr std::string_view kBytes = "{}[]:,&*!|>'\"%@`-?#\n\t \\ab0\x01\xff~";
  for (int round = 0; round < 3000; ++round) {
    std::string text = good;
    for (unsigned change = random() % 4 + 1; change > 0; --change) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = kBytes[random() % kBytes.size()];
          break;
        case 1:
          text.insert(at, 1, kBytes[random() % kBytes.size()]);
          break;
        default:
          text.erase(at, random() % 5 + 1);
      }
      if (text.empty()) text = "x";
    }
    const auto parsed = parse_device_file(text, "d.yaml");
    if (!parsed) {
      EXPECT_THAT(parsed.error().message, StartsWith("d.yaml:")) << text;
    }
  }
}

}  // namespace
}  // namespace armillary::machine
