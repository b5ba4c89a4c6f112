// SPDX-License-Identifier: GPL-2.0-or-later
// Manifests that are wrong in one way each: each sentence names the file, the place, what is wrong
// and what to write.
#include <array>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/manifest.h"

namespace armillary::image {
namespace {

constexpr std::string_view kGood = R"({
  "SchemaVersion": 1,
  "Name": "app",
  "ComponentId": "25025d2c-66da-4448-bae1-ac26fcdd3627",
  "EntryPoint": "/bin/app",
  "CmdArgs": ["--verbose"],
  "ApplicationType": "Default",
  "MallocVersion": 2,
  "Capabilities": {
    "Gpio": [8],
    "WifiConfig": true
  }
}
)";

struct Wrong {
  std::string_view take, put;      ///< replaced once in the good manifest
  std::string_view place, advice;  ///< of the sentence
};

constexpr std::array kWrong = {
    // not JSON
    Wrong{kGood, "", ":1:1:", "the file is empty"},
    Wrong{kGood, "\xFF\xFE{", ":1:1:", "save it as UTF-8"},
    Wrong{"true\n", "true,\n", ":12:3:", "remove the comma before this }"},
    Wrong{"[8],", "[8,],", ":10:16:", "remove the comma before this ]"},
    Wrong{"\"app\",", "\"app\"", ":4:3:", "a comma (or, after a key, a colon) is missing"},
    Wrong{"\"Name\": ", "\"Name\" ", ":3:10:", "a comma (or, after a key, a colon) is missing"},
    Wrong{"[8],", "[8], // the LED", ":10:18:", "JSON has no comments; remove it"},
    Wrong{"\"app\"", "'app'", ":3:11:", "write texts and keys in double quotes"},
    Wrong{"\"Name\"", "Name", ":3:3:", "write keys and texts in double quotes"},
    Wrong{"true", "True", ":11:19:", "write true and false in small letters"},
    Wrong{"\"app\"", "\"app", ":3:16:", "a text must end with \" on its line"},
    Wrong{"true\n  }\n}\n", "true\n  }\n", ":13:1:", "a closing \", ] or } is missing"},
    // keys and values beside the capabilities
    Wrong{"\"Name\": \"app\"", "\"CmdArgs\": [], \"Name\": \"app\"", "/CmdArgs", "stands twice"},
    Wrong{"\"SchemaVersion\": 1,", "", "/SchemaVersion", R"(add "SchemaVersion": 1)"},
    Wrong{": 1,", ": \"1\",", "/SchemaVersion", R"(found "1"; expected 1)"},
    Wrong{"\"Name\": \"app\",", "", "/Name", R"(add "Name": "...")"},
    Wrong{"\"app\",", "\"\",", "/Name", "expected the app's name"},
    Wrong{"\"ComponentId\"", "\"ComponentID\"", "/ComponentId", "\"ComponentID\" meant for it?"},
    Wrong{"25025d2c-", "25025d2c", "/ComponentId", "expected a GUID such as"},
    Wrong{"\"/bin/app\"", "\"bin/app\"", "/EntryPoint", "expected an absolute path such as"},
    Wrong{"[\"--verbose\"]", "\"--verbose\"", "/CmdArgs", R"(such as ["--verbose"])"},
    Wrong{"[\"--verbose\"]", "[1]", "/CmdArgs/0", "a text in quotes"},
    Wrong{"CmdArgs", "CmdArg", "/CmdArg", R"(did you mean "CmdArgs"?)"},
    Wrong{"Default", "RealTime", "/ApplicationType", R"("RealTimeCapable" for an M4)"},
    Wrong{"n\": 2", "n\": \"2\"", "/MallocVersion", R"(write "MallocVersion": 2)"},
    Wrong{"\"Capabilities\"", "\"Permissions\"", "/Capabilities", R"(add "Capabilities": {})"},
    Wrong{"\"Name\": \"app\"", "\"Uart\": [], \"Name\": \"app\"", "/Uart",
          "move it into the braces"},
    // capabilities
    Wrong{"Gpio", "GPIOs", "/Capabilities/GPIOs", R"(did you mean "Gpio"?)"},
    Wrong{"[8]", "8", "/Capabilities/Gpio", R"(such as [8, "$SAMPLE_LED"])"},
    Wrong{"[8]", "[\"8\"]", "/Capabilities/Gpio/0", "the number without quotes"},
    Wrong{"[8]", "[\"SAMPLE_LED\"]", "/Capabilities/Gpio/0",
          R"(a $ before the name: "$SAMPLE_LED")"},
    Wrong{"[8]", "[8, \"$LAMP\"]", "/Capabilities/Gpio/1", "write the pin's number"},
    Wrong{"[8]", "[24]", "/Capabilities/Gpio/0", "0 to 23, 26 to 48, 56 to 75, or 80"},
    Wrong{"[8]", "[8], \"Gpio\": [9]", "/Capabilities/Gpio", "put both into one"},
    Wrong{"true", "\"true\"", "/Capabilities/WifiConfig", "true or false, without quotes"},
    Wrong{"true", "true, \"Uart\": \"ISU0\"", "/Capabilities/Uart", R"(a list, such as ["ISU0"])"},
    Wrong{"true", "true, \"Uart\": [\"ISU7\"]", "/Capabilities/Uart/0", R"("ISU0" to "ISU4")"},
    Wrong{"true", "true, \"I2cMaster\": [\"$MT3620_ISU1_UART\"]", "/Capabilities/I2cMaster/0",
          R"("$MT3620_ISU1_I2C" in "I2cMaster")"},
    Wrong{"true", "true, \"Adc\": [0]", "/Capabilities/Adc/0", R"(such as "ADC-CONTROLLER-0")"},
    Wrong{"true", "true, \"AllowedConnections\": \"a.example\"", "/Capabilities/AllowedConnections",
          R"(such as ["example.com"])"},
    Wrong{"true", "true, \"AllowedConnections\": [10]", "/Capabilities/AllowedConnections/0",
          "a host name or IPv4 address in quotes"},
    Wrong{"true", "true, \"AllowedTcpServerPorts\": [\"80\"]",
          "/Capabilities/AllowedTcpServerPorts/0", "a port number without quotes"},
    Wrong{"true", "true, \"AllowedUdpServerPorts\": [65536]",
          "/Capabilities/AllowedUdpServerPorts/0", "a port from 1 to 65535"},
    Wrong{"true", "true, \"AllowedApplicationConnections\": [\"rtapp\"]",
          "/Capabilities/AllowedApplicationConnections/0", "the component id of another app"},
    Wrong{"true", "true, \"DeviceAuthentication\": \"contoso\"",
          "/Capabilities/DeviceAuthentication", "the GUID of a tenant or catalog"},
    Wrong{"true", "true, \"MutableStorage\": 8", "/Capabilities/MutableStorage",
          R"(write { "SizeKB": 8 })"},
    Wrong{"true", "true, \"MutableStorage\": {\"SizeKb\": 8}", "/Capabilities/MutableStorage",
          R"(write { "SizeKB": 8 })"},
    Wrong{"true", "true, \"MutableStorage\": {\"SizeKB\": 65}",
          "/Capabilities/MutableStorage/SizeKB", "at most 64 KB"},
    Wrong{"true", "true, \"PowerControls\": [\"Reboot\"]", "/Capabilities/PowerControls/0",
          R"(one of "ForceReboot", "ForcePowerDown", "SetPowerProfile")"},
    Wrong{"true", "true, \"PowerControls\": []", "/Capabilities/PowerControls",
          "remove the key, or name what the app may do"},
    Wrong{"true", "true, \"ExternalInterrupt\": [\"EINT1\"]", "/Capabilities/ExternalInterrupt",
          "only a real-time app can have this"},
    Wrong{"Default", "RealTimeCapable", "/Capabilities/WifiConfig",
          "a real-time app cannot have this capability; remove it"},
};

TEST(WrongManifests, AreAtLeastForty) { EXPECT_GE(kWrong.size(), 40U); }

TEST(WrongManifests, ComeFromOneThatIsRight) {
  const auto manifest = parse_manifest(kGood, "app_manifest.json");
  EXPECT_TRUE(manifest.has_value()) << manifest.error().message;
}

TEST(WrongManifests, EachGetsASentenceThatSaysWhereAndWhatToWrite) {
  for (const Wrong& wrong : kWrong) {
    std::string text(kGood);
    const std::size_t at = text.find(wrong.take);
    ASSERT_NE(at, std::string::npos) << wrong.take;
    text.replace(at, wrong.take.size(), wrong.put);
    const auto manifest = parse_manifest(text, "app_manifest.json");
    ASSERT_FALSE(manifest.has_value()) << wrong.put;
    const std::string& message = manifest.error().message;
    const std::string place = wrong.place.starts_with(':') ? std::string(wrong.place)
                                                           : ": " + std::string(wrong.place) + ": ";
    EXPECT_THAT(message, ::testing::StartsWith("app_manifest.json" + place)) << wrong.put;
    EXPECT_THAT(message, ::testing::HasSubstr(std::string(wrong.advice))) << wrong.put;
  }
}

}  // namespace
}  // namespace armillary::image
