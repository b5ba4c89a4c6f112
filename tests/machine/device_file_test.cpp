// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/device_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <fmt/format.h>
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
  const auto values = [&](std::size_t i) { return config.parts[i].values; };
  EXPECT_EQ(config.parts[0].type, "led");
  EXPECT_EQ(values(0).text("active"), "high");
  ASSERT_EQ(values(1).list("presses").size(), 2U);
  const auto& press = std::get<PartValues>(config.parts[1].values.list("presses")[1].data);
  EXPECT_EQ(press.number("at"), 2'000'000'000);
  EXPECT_EQ(press.number("for"), 50'000'000);
  EXPECT_EQ(values(2).number("channel"), 1);
  EXPECT_EQ(values(2).record("sine").number("amplitude"), 200'000);
  EXPECT_TRUE(values(3).record("ramp").flag("repeat"));
  ASSERT_EQ(values(4).list("points").size(), 2U);
  EXPECT_EQ(std::get<PartValues>(config.parts[4].values.list("points")[1].data).number("value"),
            -40);
  EXPECT_EQ(config.parts[5].type, "pwm-meter");
  EXPECT_EQ(values(5).number("pin"), 4);
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

TEST(DeviceFile, ReadsTheLifeOfAppsAndWhoseImagesRun) {
  const auto config = parse_device_file(
      "a7: { memory: 1MiB, restart: always }\nsignatures: { accept: known, trust: [a.pem] }\n",
      "rig/device.yaml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->a7.memory_bytes, 1024U * 1024);
  EXPECT_TRUE(config->a7.restart);
  EXPECT_TRUE(config->signatures.only_known);
  ASSERT_EQ(config->signatures.keys.size(), 1U);
  EXPECT_EQ(config->signatures.keys[0], "rig/a.pem");
  const auto plain = parse_device_file("a7: { apps: [] }\n", "rig/device.yaml");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->a7.memory_bytes, 256U * 1024);
  EXPECT_FALSE(plain->a7.restart);
  EXPECT_FALSE(parse_device_file("a7: { memory: none }\n", "d")->a7.memory_bytes);
  for (const char* bad :
       {"12", "1KiB", "65MiB", "1GiB", "KiB", "-1MiB", "99999999999999999999KiB"}) {
    EXPECT_THAT(complaint(fmt::format("a7: {{ memory: {} }}\n", bad)),
                HasSubstr("expected 64KiB to 64MiB, or none"))
        << bad;
  }
  EXPECT_THAT(complaint("a7: { restart: often }\n"),
              HasSubstr("a7.restart is \"often\"; expected always or never"));
  EXPECT_THAT(complaint("signatures: { accept: mine }\n"),
              HasSubstr("signatures.accept is \"mine\"; expected known or any"));
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

TEST(DeviceFile, ScriptsWifiNetworksAndUpdates) {
  const auto config = parse_device_file(
      "network: { wifi: { networks: [{ ssid: home, psk: right key, rssi: -40, from: 2s, "
      "until: 5s, known: true }, { ssid: cafe, security: open }] } }\n"
      "updates: [{ at: 60s, type: system, download: 5s }]\n",
      "device.yaml");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_TRUE(config->network.wifi);
  ASSERT_EQ(config->network.wifi->size(), 2U);
  const WifiNetworkConfig& home = config->network.wifi->front();
  EXPECT_EQ(home.ssid, "home");
  EXPECT_EQ(home.psk, "right key");
  EXPECT_EQ(home.rssi_dbm, -40);
  EXPECT_EQ(home.from_ns, 2'000'000'000);
  EXPECT_EQ(home.until_ns, 5'000'000'000);
  EXPECT_TRUE(home.known);
  EXPECT_EQ(config->network.wifi->back().security, WifiNetworkConfig::Security::open);
  ASSERT_EQ(config->updates.size(), 1U);
  EXPECT_TRUE(config->updates[0].system);
  EXPECT_EQ(config->updates[0].at_ns, 60'000'000'000);
}

TEST(DeviceFile, RefusesWifiAndUpdatesThatCannotBe) {
  for (const auto& [network, complaint] :
       {std::pair{"{ psk: password }", "lacks the key \"ssid\""},
        {"{ ssid: home }", "lacks the key \"psk\""},
        {"{ ssid: home, psk: short }", "a WPA2 key has 8 to 63"},
        {"{ ssid: home, security: wep }", "the values are"},
        {"{ ssid: home, security: open, psk: password }", "an open network has no key"},
        {"{ ssid: home, psk: password, rssi: 5 }", "-100 to 0 dBm"},
        {"{ ssid: home, psk: password, from: 5s, until: 5s }", "is not after"},
        {"{ ssid: a-name-of-more-than-thirty-two-bytes, psk: password }", "at most 32"}}) {
    const auto config = parse_device_file(
        std::string("network: { wifi: { networks: [") + network + "] } }", "device.yaml");
    ASSERT_FALSE(config) << network;
    EXPECT_NE(config.error().message.find(complaint), std::string::npos) << config.error().message;
  }
  EXPECT_FALSE(parse_device_file("updates: [{ type: app }]", "device.yaml"));
  EXPECT_FALSE(parse_device_file("updates: [{ at: 1s, type: firmware }]", "device.yaml"));
}

}  // namespace
}  // namespace armillary::machine
