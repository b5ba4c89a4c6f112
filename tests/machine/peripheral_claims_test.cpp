// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/peripheral_claims.h"

#include <gmock/gmock.h>

namespace armillary::machine {
namespace {

using testing::AllOf;
using testing::HasSubstr;

image::Capabilities capabilities(const std::string& lines) {
  const auto manifest = image::parse_manifest(
      R"({"SchemaVersion": 1, "Name": "a", "ComponentId": "3a9f4e17-6c25-4b8d-91d0-7e5a2c8b4f63",
          "EntryPoint": "/bin/app", "CmdArgs": [], "ApplicationType": "RealTimeCapable",
          "Capabilities": {)" +
          lines + "}}",
      "app_manifest.json");
  EXPECT_TRUE(manifest) << manifest.error().message;
  return manifest ? manifest->capabilities : image::Capabilities{};
}

TEST(Claims, AreWhatTheManifestLists) {
  const soc::Claims claims =
      claims_of(capabilities(R"("Gpio": [8, 80], "Uart": ["ISU0", "ISU3"], "I2cMaster": ["ISU1"],
                      "SpiMaster": ["ISU2"], "Adc": ["ADC-CONTROLLER-0"],
                      "Pwm": ["PWM-CONTROLLER-1"], "ExternalInterrupt": ["EINT12", "EINT3"],
                      "I2sSubordinate": ["I2S1"])"));
  EXPECT_EQ(claims.gpio.count(), 2U);
  EXPECT_TRUE(claims.gpio.test(8) && claims.gpio.test(80));
  EXPECT_EQ(claims.uart.to_ulong(), 0b1001U);
  EXPECT_EQ(claims.i2c_master.to_ulong(), 0b10U);
  EXPECT_EQ(claims.spi_master.to_ulong(), 0b100U);
  EXPECT_EQ(claims.pwm.to_ulong(), 0b10U);
  EXPECT_EQ(claims.eint.to_ulong(), 0x1008U);
  EXPECT_EQ(claims.i2s.to_ulong(), 0b10U);
  EXPECT_TRUE(claims.adc);
  // 2 pins, four ISUs of 5, a group of 4, the converter's 8, 2 EINTs, 5 of I2S1.
  EXPECT_EQ(claims.pins().count(), 2U + 20U + 4U + 8U + 2U + 5U);
}

struct Pair {
  CoreId first_core;
  std::string first;
  CoreId second_core;
  std::string second;
  std::string refusal;  ///< empty: both may run
};

TEST(Owners, EachPeripheralBelongsToOneAppAndEachBlockToOneCore) {
  constexpr CoreId a7 = CoreId::a7, m4_0 = CoreId::m4_0, m4_1 = CoreId::m4_1;
  const std::vector<Pair> pairs{
      {m4_0, R"("Uart": ["ISU0"])", m4_1, R"("Uart": ["ISU1"])", ""},
      {m4_0, R"("Uart": ["ISU0"])", m4_1, R"("Uart": ["ISU0"])", "asks for ISU0, but a has it"},
      {m4_0, R"("Uart": ["ISU0"])", m4_1, R"("SpiMaster": ["ISU0"])", "asks for ISU0"},
      {a7, R"("I2cMaster": ["ISU2"])", m4_1, R"("SpiMaster": ["ISU2"])", "asks for ISU2"},
      {a7, R"("I2cMaster": ["ISU2"])", a7, R"("I2cMaster": ["ISU2"])", "asks for ISU2"},
      {m4_0, R"("Uart": ["ISU0"])", m4_1, R"("Gpio": [27])", "asks for GPIO27, but a has ISU0"},
      {m4_0, R"("Gpio": [8])", m4_1, R"("Gpio": [8])", "asks for GPIO8, but a has it"},
      {m4_0, R"("Gpio": [8])", m4_1, R"("Gpio": [9])", "here GPIO8 to GPIO11, belong to one core"},
      {m4_0, R"("Gpio": [8])", m4_1, R"("Gpio": [12])", ""},
      {a7, R"("Gpio": [8])", a7, R"("Gpio": [9])", ""},
      {a7, R"("Gpio": [8])", a7, R"("Gpio": [8])", "asks for GPIO8, but a has it"},
      {a7, R"("Gpio": [0])", m4_0, R"("Pwm": ["PWM-CONTROLLER-0"])", "but a has GPIO0"},
      {a7, R"("Gpio": [12])", m4_0, R"("ExternalInterrupt": ["EINT12"])", "but a has GPIO12"},
      {a7, R"("Gpio": [13])", m4_0, R"("ExternalInterrupt": ["EINT12"])",
       "here GPIO12 to GPIO15, belong"},
      {m4_0, R"("Adc": ["ADC-CONTROLLER-0"])", a7, R"("Gpio": [42])", "but a has ADC-CONTROLLER-0"},
      {m4_0, R"("Gpio": [41])", m4_1, R"("Gpio": [48])", "here GPIO41 to GPIO48, belong"},
      {m4_0, R"("I2sSubordinate": ["I2S0"])", m4_1, R"("Gpio": [56])", "but a has I2S0"},
      {m4_0, R"("I2sSubordinate": ["I2S0"])", m4_1, R"("I2sSubordinate": ["I2S1"])", ""},
  };
  for (const Pair& pair : pairs) {
    SCOPED_TRACE(pair.first + " and " + pair.second);
    PeripheralOwners owners;
    ASSERT_TRUE(owners.add("a", pair.first_core, capabilities(pair.first)));
    const auto added = owners.add("b", pair.second_core, capabilities(pair.second));
    ASSERT_EQ(added.has_value(), pair.refusal.empty());
    if (added) continue;
    EXPECT_EQ(added.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(added.error().message,
                AllOf(HasSubstr(pair.refusal), testing::StartsWith("b: the line " + pair.second),
                      HasSubstr("by its line " + pair.first), HasSubstr("already in use")));
  }
}

TEST(Owners, WithinOneAppPinsOfAPeripheralMayBeListed) {
  PeripheralOwners owners;
  EXPECT_TRUE(owners.add("a", CoreId::m4_0,
                         capabilities(R"("Gpio": [12], "ExternalInterrupt": ["EINT12"])")));
}

}  // namespace
}  // namespace armillary::machine
