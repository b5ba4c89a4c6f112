// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/hardware_definition.h"

#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace armillary::image {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Value = HardwareDefinition::Value;

class HardwareDefinitions : public testing::Test {
 protected:
  HardwareDefinitions() { fs::create_directories(folder_ / "board"); }
  ~HardwareDefinitions() override { fs::remove_all(folder_); }

  void write(const std::string& name, std::string_view imports, std::string_view peripherals) {
    write_text(name, fmt::format(R"({{"Metadata":{{"Type":"Azure Sphere Hardware Definition",)"
                                 R"("Version":1}},"Imports":[{}],"Peripherals":[{}]}})",
                                 imports, peripherals));
  }
  void write_text(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name) << text;
  }
  Result<HardwareDefinition> load(const std::string& name) {
    return HardwareDefinition::load(folder_ / name, {folder_ / "board"});
  }
  std::string refusal(const std::string& name) {
    const auto loaded = load(name);
    return loaded ? "(accepted)" : loaded.error().message;
  }
  static std::string complaint(const HardwareDefinition& from, std::string_view name,
                               std::string_view capability) {
    const auto value = from.resolve(name, capability);
    return value ? "(resolved)" : value.error().message;
  }

  fs::path folder_ = fs::path(testing::TempDir()) /
                     ("armillary-hardware-" +
                      std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(HardwareDefinitions, NamesAreFollowedThroughTheImports) {
  write("app.json", R"({"Path":"my_board.json"})",
        R"({"Name":"LAMP","Type":"Gpio","Mapping":"BOARD_LED"},)"
        R"({"Name":"SENSOR","Type":"I2cMaster","Mapping":"BOARD_I2C"},)"
        R"({"Name":"CHANNEL","Type":"int","MainCoreHeaderValue":"3"})");
  write("board/my_board.json", R"({"Path":"../mt3620/mt3620.json"})",
        R"({"Name":"BOARD_LED","Type":"Gpio","Mapping":"MT3620_GPIO8"},)"
        R"({"Name":"BOARD_RELAY","Type":"Gpio","AppManifestValue":42},)"
        R"({"Name":"BOARD_I2C","Type":"I2cMaster","AppManifestValue":"ISU2"})");
  const auto loaded = load("app.json");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->resolve("LAMP", "Gpio").value(), Value(8U)) << "mt3620.json is known";
  EXPECT_EQ(loaded->resolve("BOARD_RELAY", "Gpio").value(), Value(42U));
  EXPECT_EQ(loaded->resolve("SENSOR", "I2cMaster").value(), Value("ISU2"));
  EXPECT_EQ(loaded->resolve("MT3620_ISU1_SPI", "SpiMaster").value(), Value("ISU1"));
  EXPECT_EQ(complaint(*loaded, "SENSOR", "Uart"), "\"$SENSOR\" is of the type I2cMaster, not Uart");
  EXPECT_EQ(complaint(*loaded, "LAMPS", "Gpio"),
            "\"$LAMPS\" is not in the hardware definition; did you mean \"$LAMP\"?");
}

TEST_F(HardwareDefinitions, WithoutAFileTheKnownBoardsAreThere) {
  const HardwareDefinition none;
  EXPECT_EQ(none.resolve("SAMPLE_LED", "Gpio").value(), Value(8U));
  EXPECT_EQ(none.resolve("MT3620_ISU0_UART", "Uart").value(), Value("ISU0"));
  EXPECT_TRUE(HardwareDefinition::load("sample_appliance.json", {}));
}

TEST_F(HardwareDefinitions, CirclesEnd) {
  write("a.json", R"({"Path":"b.json"})", R"({"Name":"A","Type":"Gpio","Mapping":"B"})");
  write("b.json", R"({"Path":"a.json"})", R"({"Name":"B","Type":"Gpio","Mapping":"A"})");
  const auto loaded = load("a.json");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(complaint(*loaded, "A", "Gpio"), "\"A\" is mapped in a circle");
}

TEST_F(HardwareDefinitions, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_THAT(refusal("none.json"), HasSubstr("does not exist here nor in the folders"));
  write_text("broken.json", "{\n  \"Metadata\": }");
  EXPECT_THAT(refusal("broken.json"),
              HasSubstr("broken.json:2:15: the hardware definition is not"));
  write_text("list.json", "[]");
  EXPECT_THAT(refusal("list.json"), HasSubstr("/: found a list; expected an object"));
  write_text("other.json", "{}");
  EXPECT_THAT(refusal("other.json"), HasSubstr("/Metadata: is missing; add"));
  write_text("type.json", R"({"Metadata":{"Type":"x","Version":1}})");
  EXPECT_THAT(refusal("type.json"), HasSubstr("/Metadata/Type: is not"));
  write_text("version.json",
             R"({"Metadata":{"Type":"Azure Sphere Hardware Definition","Version":2}})");
  EXPECT_THAT(refusal("version.json"), HasSubstr("/Metadata/Version: is not 1"));
  write("import.json", R"({"Path":"nowhere.json"})", "");
  EXPECT_THAT(refusal("import.json"),
              HasSubstr("/Imports/0/Path: \"nowhere.json\" is neither beside this file"));
  write("noname.json", "", R"({"Type":"Gpio"})");
  EXPECT_THAT(refusal("noname.json"), HasSubstr("/Peripherals/0/Name: is missing"));
  write("kind.json", "", R"({"Name":"A","Type":"gpio"})");
  EXPECT_THAT(refusal("kind.json"), HasSubstr("\"gpio\" is not a type; expected Gpio"));
  write("value.json", "", R"({"Name":"A","Type":"Gpio","AppManifestValue":true})");
  EXPECT_THAT(refusal("value.json"), HasSubstr("/Peripherals/0/AppManifestValue: found true"));
  write("twice.json", "", R"({"Name":"A","Type":"int"},{"Name":"A","Type":"int"})");
  EXPECT_THAT(refusal("twice.json"), HasSubstr("/Peripherals/1/Name: \"A\" stands twice"));
}

TEST_F(HardwareDefinitions, ANameWithoutAValueIsTold) {
  write("empty.json", "", R"({"Name":"A","Type":"Gpio"})");
  const auto loaded = load("empty.json");
  ASSERT_TRUE(loaded);
  EXPECT_THAT(complaint(*loaded, "A", "Gpio"), HasSubstr("has neither a Mapping nor"));
}

}  // namespace
}  // namespace armillary::image
