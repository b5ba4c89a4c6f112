// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/manifest.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace armillary::image {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string with(std::string_view capabilities, std::string_view type = "Default") {
  return std::string(R"({"SchemaVersion":1,"Name":"n","ComponentId":)"
                     R"("{25025D2C-66DA-4448-BAE1-AC26FCDD3627}","EntryPoint":"/bin/app",)"
                     R"("ApplicationType":")") +
         std::string(type) + R"(","Capabilities":)" + std::string(capabilities) + "}";
}

std::string complaint(std::string_view text) {
  const auto manifest = parse_manifest(text, "app_manifest.json");
  return manifest ? "(accepted)" : manifest.error().message;
}

TEST(Manifest, ReadsEverything) {
  const auto manifest = parse_manifest(R"({
    "SchemaVersion": 1, "Name": "gateway", "ComponentId": "25025d2c-66da-4448-bae1-ac26fcdd3627",
    "EntryPoint": "/bin/app", "CmdArgs": ["--hub", "contoso"], "MallocVersion": 2,
    "Capabilities": {
      "AllowedConnections": ["contoso-hub.azure-devices.net"],
      "AllowedTcpServerPorts": [8080],
      "AllowedApplicationConnections": ["005180bc-402f-4cb3-a662-72937dbcde47"],
      "MutableStorage": {"SizeKB": 8}, "Gpio": ["$SAMPLE_LED", 12, "$MT3620_GPIO0"],
      "Uart": ["$MT3620_ISU3_UART", "ISU0"], "Pwm": ["PWM-CONTROLLER-2"],
      "WifiConfig": true, "NetworkConfig": false }})",
                                       "m.json");
  ASSERT_TRUE(manifest.has_value()) << manifest.error().message;
  EXPECT_EQ(manifest->name, "gateway");
  EXPECT_EQ(manifest->component_id.to_string(), "25025d2c-66da-4448-bae1-ac26fcdd3627");
  EXPECT_THAT(manifest->arguments, ElementsAre("--hub", "contoso"));
  EXPECT_EQ(manifest->type, ApplicationType::high_level);
  const Capabilities& can = manifest->capabilities;
  EXPECT_THAT(can.allowed_connections, ElementsAre("contoso-hub.azure-devices.net"));
  EXPECT_THAT(can.allowed_tcp_server_ports, ElementsAre(8080));
  ASSERT_EQ(can.allowed_application_connections.size(), 1U);
  EXPECT_EQ(can.mutable_storage_kb, 8U);
  EXPECT_THAT(can.gpio, ElementsAre(0U, 8U, 12U));
  EXPECT_THAT(can.uart, ElementsAre("ISU0", "ISU3"));
  EXPECT_THAT(can.flags, ElementsAre("WifiConfig"));
}

TEST(Manifest, AcceptsBracesCaseAndAByteOrderMark) {
  EXPECT_EQ(complaint(with("{}")), "(accepted)");
  EXPECT_EQ(complaint("\xEF\xBB\xBF" + with("{}")), "(accepted)");
}

TEST(Manifest, NamesThePlaceOfBadJson) {
  EXPECT_EQ(complaint("{\n  \"Name\": nope }"),
            "app_manifest.json:2:11: the manifest is not correct JSON: syntax error (device error "
            "2.1)");
  EXPECT_THAT(complaint(""), HasSubstr("not correct JSON"));
  EXPECT_THAT(complaint("{\"a\":1"), HasSubstr("not correct JSON: incomplete JSON"));
  EXPECT_THAT(complaint(with("{}") + " x"), HasSubstr("extra data"));
  EXPECT_THAT(complaint(std::string(200, '[')), HasSubstr("not correct JSON"));
  EXPECT_THAT(complaint(std::string(70'000, ' ')), HasSubstr("at most 65536"));
}

TEST(Manifest, NamesThePlaceAsAPointer) {
  EXPECT_EQ(
      complaint("[]"),
      "app_manifest.json: /: found a list; expected an object with SchemaVersion, Name and so "
      "on (device error 2.1)");
  EXPECT_THAT(complaint(R"({"SchemaVersion":2})"),
              HasSubstr("/SchemaVersion: found 2; expected 1 (device error 2.17)"));
  EXPECT_THAT(complaint(R"({"SchemaVersion":1,"Name":"n","ComponentID":"x"})"),
              HasSubstr("/ComponentId: is missing (is \"ComponentID\" meant for it?)"));
  EXPECT_THAT(complaint(R"({"SchemaVersion":1,"Name":"n","ComponentId":"123"})"),
              HasSubstr("/ComponentId: found \"123\"; expected a GUID"));
  EXPECT_THAT(complaint(with(R"({"Gpio":[8, "$NO_LED"]})")),
              HasSubstr("/Capabilities/Gpio/1: found \"$NO_LED\""));
  EXPECT_THAT(complaint(with(R"({"Gpio":8})")), HasSubstr("/Capabilities/Gpio: found 8"));
  EXPECT_THAT(complaint(with(R"({"AllowedTcpServerPorts":[0]})")), HasSubstr("2.38"));
  EXPECT_THAT(complaint(with(R"({"AllowedApplicationConnections":["x"]})")), HasSubstr("2.43"));
  EXPECT_THAT(complaint(with(R"({"MutableStorage":{}})")), HasSubstr("2.32"));
  EXPECT_THAT(complaint(with(R"({"MutableStorage":{"SizeKB":65}})")), HasSubstr("2.34"));
  EXPECT_THAT(complaint(with(R"({"Uart":["ISU5"]})")),
              HasSubstr("/Capabilities/Uart/0: found \"ISU5\"; expected \"ISU0\" to \"ISU4\""));
  EXPECT_THAT(complaint(with(R"({"PowerControls":[]})")), HasSubstr("2.49"));
  EXPECT_THAT(complaint(with(R"({"WifiConfig":1})")), HasSubstr("expected true or false"));
  EXPECT_THAT(complaint(with(R"({"AllowedConection":[]})")),
              HasSubstr("did you mean \"AllowedConnections\"?"));
  EXPECT_THAT(complaint(with("{}", "Realtime")), HasSubstr("2.26"));
  EXPECT_THAT(complaint(with(R"({"WifiConfig":true})", "RealTimeCapable")), HasSubstr("1.24"));
}

TEST(Manifest, OneThatIsMadeUpIsStable) {
  const Manifest a = default_manifest("app", ApplicationType::high_level);
  EXPECT_EQ(a.component_id, default_manifest("app", ApplicationType::high_level).component_id);
  EXPECT_NE(a.component_id, default_manifest("app2", ApplicationType::high_level).component_id);
  EXPECT_TRUE(a.capabilities.allowed_connections.empty());
}

TEST(Manifest, SurvivesDamage) {
  const std::string good = with(
      R"({"Gpio":[8,"$SAMPLE_LED"],"MutableStorage":{"SizeKB":8},"AllowedConnections":["a.b"]})");
  std::mt19937 random(3);
  constexpr std::string_view kBytes = "{}[]:,\"\\u0 -9.eE\ntrue\x01\xff";
  for (int round = 0; round < 5000; ++round) {
    std::string text = good;
    for (unsigned n = random() % 4 + 1; n > 0; --n) {
      text[random() % text.size()] = kBytes[random() % kBytes.size()];
    }
    const auto manifest = parse_manifest(text, "m.json");
    if (!manifest) {
      EXPECT_THAT(manifest.error().message, ::testing::StartsWith("m.json:"));
    }
  }
}

}  // namespace
}  // namespace armillary::image
