// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/part_reader.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "board/part_list.h"
#include "machine/device_file.h"

namespace armillary::machine {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Complaint {
  const char* file;
  const char* message;  ///< the beginning of it
};

constexpr Complaint kComplaints[] = {
    Complaint{"parts: 5", "d.yaml:1:8: parts is \"5\"; expected a list"},
    Complaint{"parts: [lamp]", "d.yaml:1:9: parts[0] is no mapping; a part has a name"},
    Complaint{"parts: [{ type: led, pin: 1 }]", "d.yaml:1:9: parts[0] lacks the key \"name\""},
    Complaint{"parts: [{ name: 'a b', type: led, pin: 1 }]",
              "d.yaml:1:17: parts[0].name is \"a b\"; expected at most 63 letters"},
    Complaint{"parts:\n  - { name: a, type: led, pin: 1 }\n  - { name: a, type: led, pin: 2 }",
              "d.yaml:3:13: two parts are named \"a\"; give each its own name"},
    Complaint{"parts: [{ name: a, pin: 1 }]",
              "d.yaml:1:9: parts[0] lacks the key \"type\": analogue, button"},
    Complaint{"parts: [{ name: a, type: lde, pin: 2 }]",
              "d.yaml:1:26: parts[0].type is \"lde\" (did you mean \"led\"?); expected analogue,"},
    Complaint{"parts: [{ name: a, type: [led], pin: 2 }]",
              "d.yaml:1:26: parts[0].type is a list; expected a text"},
    Complaint{"parts: [{ name: a, type: led, pin: 1, channel: 2 }]",
              "d.yaml:1:39: unknown key \"channel\" in parts[0]; the keys of the type led are "
              "name, type, pin, active"},
    Complaint{"parts: [{ name: a, type: led, pim: 1 }]",
              "d.yaml:1:31: unknown key \"pim\" in parts[0] (did you mean \"pin\"?); the keys of"},
    Complaint{"parts: [{ name: a, type: led, pin: 1, pin: 2 }]",
              "d.yaml:1:39: the key pin stands twice in parts[0]; keep one"},
    Complaint{"parts: [{ name: a, type: led }]",
              "d.yaml:1:9: parts[0] lacks the key \"pin\": a whole number from 0 to 93"},
    Complaint{"parts: [{ name: a, type: led, pin: 200 }]",
              "d.yaml:1:36: parts[0].pin is \"200\"; expected a whole number from 0 to 93"},
    Complaint{"parts: [{ name: a, type: led, pin: -1 }]", "d.yaml:1:36: parts[0].pin is \"-1\""},
    Complaint{"parts: [{ name: a, type: led, pin: 1.5 }]", "d.yaml:1:36: parts[0].pin is \"1.5\""},
    Complaint{"parts: [{ name: a, type: led, pin: 99999999999999999999 }]",
              "d.yaml:1:36: parts[0].pin is \"9999"},
    Complaint{"parts: [{ name: a, type: led, pin: [1] }]",
              "d.yaml:1:36: parts[0].pin is a list; expected a whole number from 0 to 93"},
    Complaint{"parts: [{ name: a, type: led, pin: }]",
              "d.yaml:1:36: parts[0].pin is nothing; expected a whole number from 0 to 93"},
    Complaint{"parts: [{ name: a, type: led, pin: 1, active: hihg }]",
              "d.yaml:1:47: parts[0].active is \"hihg\" (did you mean \"high\"?); expected low or "
              "high"},
    Complaint{"parts: [{ name: a, type: analogue, channel: 8, constant: 1V }]",
              "d.yaml:1:45: parts[0].channel is \"8\"; expected a whole number from 0 to 7"},
    Complaint{"parts: [{ name: a, type: analogue, channel: 2 }]",
              "d.yaml:1:9: parts[0] has 0 of the keys constant, ramp, sine"},
    Complaint{"parts: [{ name: a, type: analogue, channel: 2, constant: 1V, ramp: {from: 0V, "
              "to: 1V, over: 1s} }]",
              "d.yaml:1:9: parts[0] has 2 of the keys constant, ramp, sine"},
    Complaint{"parts: [{ name: a, type: analogue, channel: 2, constant: 5 }]",
              "d.yaml:1:58: parts[0].constant is \"5\"; expected a voltage with a unit"},
    Complaint{"parts: [{ name: a, type: analogue, channel: 2, ramp: 1V }]",
              "d.yaml:1:54: parts[0].ramp is \"1V\"; expected a mapping with the keys from, to,"},
    Complaint{"parts: [{ name: a, type: analogue, channel: 2, ramp: {from: 0V, to: 1V} }]",
              "d.yaml:1:54: parts[0].ramp lacks the key \"over\": a time with a unit"},
    Complaint{"parts: [{ name: a, type: analogue, channel: 2, ramp: {from: 0V, to: 1V, over: "
              "0s} }]",
              "d.yaml:1:79: parts[0].ramp.over is \"0s\"; expected at least 1 ns"},
    Complaint{"parts: [{ name: a, type: analogue, channel: 2, ramp: {from: 0V, to: 1V, over: "
              "5, repeat: yes} }]",
              "d.yaml:1:79: parts[0].ramp.over is no time: \"5\" has no unit; units are ns,"},
    Complaint{"parts: [{ name: a, type: analogue, channel: 2, ramp: {from: 0V, to: 1V, over: "
              "5s, repeat: yes} }]",
              "d.yaml:1:91: parts[0].ramp.repeat is \"yes\"; expected true or false"},
    Complaint{"parts: [{name: a, type: analogue, channel: 2, points: []}]",
              "d.yaml:1:55: parts[0].points is empty; it needs a point"},
    Complaint{"parts: [{name: a, type: analogue, channel: 2, points: [{at: 1s, value: 1V}, "
              "{at: 1s, value: 2V}]}]",
              "d.yaml:1:77: parts[0].points[1] is not later than the point before it"},
    Complaint{"parts: [{name: a, type: button, pin: 2, presses: [{for: 1s}]}]",
              "d.yaml:1:51: parts[0].presses[0] lacks the key \"at\": a time with a unit"},
    Complaint{"parts: [{name: a, type: button, pin: 2, presses: [{at: 1s, for: 2s}, {at: 2s}]}]",
              "d.yaml:1:70: parts[0].presses[1] begins before the press before it has ended"},
    // Quantities, chip selects and waves within a key.
    Complaint{"parts: [{name: a, type: lsm6ds3, isu: 1, acceleration-x: 1g}]",
              "d.yaml:1:58: parts[0].acceleration-x is \"1g\"; expected a mapping with the keys "
              "constant, ramp, sine, points"},
    Complaint{"parts: [{name: a, type: lsm6ds3, isu: 1, acceleration-x: {constant: 1V}}]",
              "d.yaml:1:69: parts[0].acceleration-x.constant is \"1V\"; expected a number with the "
              "unit g, such as 1.25g"},
    Complaint{"parts: [{name: a, type: lsm6ds3, isu: 1, acceleration-x: {}}]",
              "d.yaml:1:58: parts[0].acceleration-x has 0 of the keys constant, ramp, sine"},
    Complaint{
        "parts: [{name: a, type: lsm6ds3, isu: 1, rotation-z: {points: [{at: 1s, value: 1dps}, "
        "{at: 0s, value: 1dps}]}}]",
        "d.yaml:1:54: parts[0].rotation-z has points of which number 1 is not later"},
    Complaint{"parts: [{name: a, type: spi-flash, isu: 1, select: csc}]",
              "d.yaml:1:52: parts[0].select is \"csc\"; expected csa, csb or a GPIO from 0 to 93"},
    Complaint{"parts: [{name: a, type: spi-flash, isu: 1, select: 94}]",
              "d.yaml:1:52: parts[0].select is \"94\""},
    Complaint{"parts: [{name: a, type: spi-flash, isu: 6}]", "d.yaml:1:41: parts[0].isu is \"6\""},
    // Parts of the board: their type is known, and what they lack is filled in.
    Complaint{"parts: [{name: button-a, presses: [{at: 1s}, {at: 1s}]}]",
              "d.yaml:1:46: parts[0].presses[1] begins before"},
    Complaint{"parts: [{name: button-a, channel: 1}]",
              "d.yaml:1:26: unknown key \"channel\" in parts[0]; the keys of the type button"},
    Complaint{"board: none\nparts: [{name: button-a}]",
              "d.yaml:2:9: parts[0] lacks the key \"type\": analogue,"},
    Complaint{"board: mt3621-rdb", "d.yaml:1:8: board is \"mt3621-rdb\"; the built-in boards are"},
    Complaint{"board: 'no\x01'", "d.yaml:1:8: "},
};

TEST(PartReader, NamesThePlaceOfEachComplaintAndWhatToChange) {
  for (const Complaint& complaint : kComplaints) {
    SCOPED_TRACE(complaint.file);
    const auto parsed = parse_device_file(complaint.file, "d.yaml");
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(parsed.error().message, StartsWith(complaint.message));
  }
}

/// A folder for board files.
class BoardFile : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder); }
  void TearDown() override { std::filesystem::remove_all(folder); }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder / name) << text;
  }
  [[nodiscard]] Result<DeviceConfig> parse(std::string_view text) const {
    return parse_device_file(text, folder / "device.yaml");
  }
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) /
      ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(BoardFile, GivesPartsThatTheDeviceFileAddsTo) {
  write("kit.yaml",
        "base: mt3620-rdb\n"
        "parts:\n"
        "  - { name: lamp, type: led, pin: 8 }\n"
        "  - { name: pot, type: analogue, channel: 3, constant: 1V }\n"
        "  - { name: button-b, presses: [{at: 1s}] }\n");
  for (const char* board : {"board: kit\n", "board: kit.yaml\n"}) {
    const auto config = parse(std::string(board) +
                              "parts: [{name: lamp, active: high},"
                              " {name: pot, ramp: {from: 0V, to: 1V, over: 1s}}]");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->board, "mt3620-rdb");
    EXPECT_EQ(config->board_parts.size(), 3U);
    EXPECT_EQ(config->parts.size(), 2U);
    const auto parts = board::parts_of(*config);
    ASSERT_TRUE(parts) << parts.error().message;
    EXPECT_EQ(board::find_part(*parts, "led1-red"), nullptr);  // its pin is the lamp's
    const PartConfig* lamp = board::find_part(*parts, "lamp");
    ASSERT_NE(lamp, nullptr);
    EXPECT_EQ(lamp->values.number("pin"), 8);
    EXPECT_EQ(lamp->values.text("active"), "high");
    const PartConfig* pot = board::find_part(*parts, "pot");
    ASSERT_NE(pot, nullptr);
    EXPECT_EQ(pot->values.number("channel"), 3);
    EXPECT_FALSE(pot->values.has("constant"));
    EXPECT_TRUE(pot->values.has("ramp"));
    const PartConfig* button = board::find_part(*parts, "button-b");
    ASSERT_NE(button, nullptr);
    EXPECT_EQ(button->values.number("pin"), 13);
    EXPECT_EQ(button->values.list("presses").size(), 1U);
  }
}

TEST_F(BoardFile, HasNoBaseByDefault) {
  write("kit.yaml", "parts: [{ name: lamp, type: led, pin: 5 }]\n");
  const auto config = parse("board: kit");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->board, "none");
  EXPECT_EQ(board::parts_of(*config)->size(), 1U);
}

TEST_F(BoardFile, IsRefusedWithItsOwnPlace) {
  write("bad.yaml", "base: none\nprats: []\n");
  write("base.yaml", "base: mt3621\n");
  write("part.yaml", "parts:\n  - { name: a, type: led, pin: 94 }\n");
  const auto message = [&](std::string_view text) { return parse(text).error().message; };
  EXPECT_THAT(message("board: bad.yaml"),
              testing::AllOf(HasSubstr("device.yaml:1:8: in the board file, "),
                             HasSubstr("bad.yaml:2:1: unknown key \"prats\"")));
  EXPECT_THAT(message("board: base"), HasSubstr("base.yaml:1:7: base is \"mt3621\"; the built-in"));
  EXPECT_THAT(message("board: part"), HasSubstr("part.yaml:2:32: parts[0].pin is \"94\""));
  EXPECT_THAT(message("board: missing.yaml"), HasSubstr("does not exist"));
  EXPECT_THAT(message("board: missing"),
              HasSubstr("no board file \"missing.yaml\" lies beside the device file"));
}

class RegisterMapFile : public BoardFile {};

TEST_F(RegisterMapFile, IsReadAsTheValueOfItsKey) {
  write("thermometer.yaml",
        "width: 16\n"
        "registers:\n"
        "  - { address: 0, name: TEMPERATURE, access: read-only, value: { constant: 2500 } }\n"
        "  - { address: 0x01, name: CONFIGURATION, reset: 0x1234 }\n");
  const auto config =
      parse("parts: [{ name: t, type: register-map, isu: 1, select: 3, map: thermometer.yaml }]");
  ASSERT_TRUE(config) << config.error().message;
  const auto parts = board::parts_of(*config);
  ASSERT_TRUE(parts) << parts.error().message;
  const PartConfig* part = board::find_part(*parts, "t");
  ASSERT_NE(part, nullptr);
  EXPECT_EQ(part->values.number("select"), 3);
  const PartValues& map = part->values.record("map");
  EXPECT_EQ(map.text("width"), "16");
  EXPECT_TRUE(map.flag("auto-increment"));
  ASSERT_EQ(map.list("registers").size(), 2U);
  const auto& first = std::get<PartValues>(map.list("registers")[0].data);
  EXPECT_EQ(first.record("value").number("constant"), 2'500'000'000);
  EXPECT_EQ(std::get<PartValues>(map.list("registers")[1].data).number("reset"), 0x1234);
}

TEST_F(RegisterMapFile, IsRefusedWithItsOwnPlace) {
  const auto refusal = [&](std::string_view text) {
    write("map.yaml", text);
    const auto config = parse("parts: [{ name: t, type: register-map, isu: 1, map: map.yaml }]");
    return config ? "(accepted)" : config.error().message;
  };
  EXPECT_THAT(refusal("width: 12\nregisters: []\n"),
              testing::AllOf(HasSubstr("device.yaml:1:53: in the map file, "),
                             HasSubstr("map.yaml:1:8: width is \"12\"")));
  EXPECT_THAT(refusal("registers:\n  - { address: 256, name: A }\n"),
              HasSubstr("map.yaml:2:16: registers[0].address is \"256\"; expected"));
  EXPECT_THAT(refusal("registers:\n  - { address: 1 }\n"),
              HasSubstr("registers[0] lacks the key \"name\""));
  EXPECT_THAT(refusal("regs: []\n"), HasSubstr("map.yaml:1:1: unknown key \"regs\""));
  EXPECT_THAT(refusal("registers: []\nwidth: 8\nwidth: 8\n"), HasSubstr("stands twice"));
  EXPECT_THAT(refusal(""), HasSubstr("map.yaml: the map file is empty"));
  EXPECT_THAT(refusal("width: 8\n"), HasSubstr("lacks the key \"registers\""));
  EXPECT_THAT(refusal("registers:\n  - { address: 1, name: A }\n  - { address: 1, name: B }\n"),
              HasSubstr("register \"B\" at 0x01, where another one is"));
  std::filesystem::remove(folder / "map.yaml");
  const auto config = parse("parts: [{ name: t, type: register-map, isu: 1, map: map.yaml }]");
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, HasSubstr("does not exist"));
}

}  // namespace
}  // namespace armillary::machine
