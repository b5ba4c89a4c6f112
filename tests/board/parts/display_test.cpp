// SPDX-License-Identifier: GPL-2.0-or-later
// The display controllers behind their ports, with the sequences of their data sheets.
#include <gmock/gmock.h>
#include <png.h>

#include "board/parts/bus_talk.h"
#include "board/parts/frame_report.h"
#include "board/parts/ssd1306.h"
#include "board/parts/ssd1331.h"
#include "soc/test_bench.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Place = std::pair<unsigned, unsigned>;

std::vector<Place> lit(const Picture& picture) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < picture.bytes.size(); ++i) {
    if (picture.bytes[i] != 0) {
      places.emplace_back(i / picture.channels % picture.width,
                          i / picture.channels / picture.width);
    }
  }
  return places;
}

class Ssd1306Test : public testing::Test {
 protected:
  explicit Ssd1306Test(unsigned height = 64)
      : display(bench.context, "oled", height, [this] { ++changes; }) {}
  void commands(Bytes bytes) {
    bytes.insert(bytes.begin(), 0x00);
    EXPECT_TRUE(i2c.write(bytes));
  }
  void data(Bytes bytes) {
    bytes.insert(bytes.begin(), 0x40);
    EXPECT_TRUE(i2c.write(bytes));
  }
  soc::Bench bench;
  int changes = 0;
  Ssd1306 display;
  DisplayI2cPort port{display, 0x3C};
  I2cTalk i2c{port, 0x3C};
};
class Ssd1306Test32 : public Ssd1306Test {
 protected:
  Ssd1306Test32() : Ssd1306Test(32) {}
};

// Upright on the usual modules: A1h, C8h; figure 2 of the application note, without the pump.
const Bytes kUpright{0xA8, 0x3F, 0xD3, 0x00, 0x40, 0xA1, 0xC8, 0xDA, 0x12, 0x81,
                     0x7F, 0xA4, 0xA6, 0xD5, 0x80, 0x8D, 0x14, 0x20, 0x00, 0xAF};

TEST_F(Ssd1306Test, BeginsDarkAndOff) {
  EXPECT_THAT(lit(display.picture()), IsEmpty());
  i2c.bus().start(0x3C, true);
  EXPECT_EQ(i2c.bus().read(), 0x40);
  commands({0xAF});
  i2c.bus().start(0x3C, true);
  EXPECT_EQ(i2c.bus().read(), 0x00);
}

TEST_F(Ssd1306Test, HorizontalAddressingFillsTheWindowRowByRow) {
  commands(kUpright);
  commands({0x21, 10, 11, 0x22, 2, 3});
  data({0x01, 0x01, 0x80, 0x00, 0x02});
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{11, 16}, Place{10, 17}, Place{10, 31}));
}

TEST_F(Ssd1306Test, VerticalAddressingFillsItColumnByColumn) {
  commands(kUpright);
  commands({0x20, 0x01, 0x21, 10, 11, 0x22, 2, 3});
  data({0x01, 0x01, 0x01, 0x01, 0x10});
  EXPECT_THAT(lit(display.picture()),
              ElementsAre(Place{11, 16}, Place{10, 20}, Place{10, 24}, Place{11, 24}));
}

TEST_F(Ssd1306Test, PageAddressingStaysInItsPage) {
  commands(kUpright);
  commands({0x20, 0x02, 0xB7, 0x0E, 0x17});  // page 7, column 126
  data({0x01, 0x01, 0x80});
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{126, 56}, Place{127, 56}, Place{0, 63}));
}

TEST_F(Ssd1306Test, ControlBytesMayStandBeforeEveryByte) {
  commands(kUpright);
  // Co set: one byte each, as the driver of Codethink's sample sends them.
  EXPECT_TRUE(i2c.write({0x80, 0x21, 0x80, 0x05, 0x80, 0x7F, 0xC0, 0x01, 0x40, 0x01}));
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{5, 0}, Place{6, 0}));
}

TEST_F(Ssd1306Test, WithoutRemapThePictureIsTurnedAround) {
  commands(kUpright);
  data({0x01});
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{0, 0}));
  commands({0xA0, 0xC0});
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{127, 63}));
}

TEST_F(Ssd1306Test, InversionAllOnAndOff) {
  commands(kUpright);
  data({0x01});
  commands({0xA7});
  EXPECT_EQ(lit(display.picture()).size(), 128U * 64 - 1);
  commands({0xA6, 0xA5});
  EXPECT_EQ(lit(display.picture()).size(), 128U * 64);
  commands({0xA4});
  EXPECT_EQ(lit(display.picture()).size(), 1U);
  commands({0xAE});
  EXPECT_THAT(lit(display.picture()), IsEmpty());
}

// Tables 10-1 and 10-2.
TEST_F(Ssd1306Test, StartLineOffsetAndMultiplexRatioMoveTheRows) {
  commands(kUpright);
  data({0x01});  // row 0
  commands({0x48});
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{0, 56}));
  commands({0x40, 0xD3, 8});
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{0, 56}));
  commands({0xC0});  // COM56 shows row 0
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{0, 7}));
  commands({0xD3, 0, 0xA8, 55});
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{0, 63}));
  commands({0xA5});
  EXPECT_EQ(lit(display.picture()).size(), 128U * 56);
}

TEST_F(Ssd1306Test32, AGlassOf32RowsShowsTheFirstCOMs) {
  commands({0xA8, 0x1F, 0xA1, 0xC8, 0xDA, 0x02, 0x20, 0x00, 0xAF});
  data({0x01});
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{0, 0}));
  EXPECT_THAT(bench.warnings(), IsEmpty());
  commands({0xDA, 0x12});
  EXPECT_THAT(bench.warnings(), ElementsAre(HasSubstr("128x32")));
}

TEST_F(Ssd1306Test, TheSpiPortAsksThePinForEveryByte) {
  bool level = false;
  DisplaySpiPort spi_port{display, [&] { return level; }};
  SpiTalk spi{spi_port};
  spi.transfer(kUpright);
  level = true;
  spi.transfer({0x01});
  EXPECT_THAT(lit(display.picture()), ElementsAre(Place{0, 0}));
}

TEST_F(Ssd1306Test, ScrollingIsNamedAndItsArgumentsAreTaken) {
  commands({0x26, 0, 0, 0, 7, 0, 0xFF, 0x2F, 0xAF, 0xA5});
  EXPECT_THAT(bench.warnings(), UnorderedElementsAre(HasSubstr("0x26"), HasSubstr("stands still")));
  EXPECT_EQ(lit(display.picture()).size(), 128U * 64);
}

TEST_F(Ssd1306Test, AResetKeepsTheMemory) {
  commands(kUpright);
  data({0x01});
  display.reset();
  EXPECT_THAT(lit(display.picture()), IsEmpty());
  commands(kUpright);
  EXPECT_EQ(lit(display.picture()).size(), 1U);
}

TEST_F(Ssd1306Test, ASnapshotHoldsMemoryAndHalfACommand) {
  commands(kUpright);
  data({0x01, 0x80});
  commands({0x81});
  Ssd1306 copy(bench.context, "oled", 64, [] {});
  copy_state(display, copy);
  EXPECT_EQ(copy.picture().bytes, display.picture().bytes);
  copy.command(0x33);
  EXPECT_EQ(copy.contrast(), 0x33);
}

class Ssd1331Test : public testing::Test {
 protected:
  Ssd1331Test() {
    commands({0xFD, 0x12, 0xAE, 0xA0, 0x72, 0xA1, 0, 0xA2, 0, 0xA4, 0xA8, 0x3F, 0xAF});
  }
  void commands(const Bytes& bytes) {
    for (const std::uint8_t byte : bytes) display.command(byte);
  }
  void data(const Bytes& bytes) {
    for (const std::uint8_t byte : bytes) display.data(byte);
  }
  std::array<int, 3> pixel(unsigned x, unsigned y) {
    Picture picture = display.picture();
    const std::uint8_t* p = picture.at(x, y);
    return {p[0], p[1], p[2]};
  }
  soc::Bench bench;
  Ssd1331 display{bench.context, "oled", [] {}};
};

TEST_F(Ssd1331Test, ShowsColoursOf65kInTheWindow) {
  commands({0x15, 10, 11, 0x75, 5, 6});
  data({0xF8, 0x00, 0x07, 0xE0, 0x00, 0x1F, 0xFF, 0xFF});
  EXPECT_THAT(pixel(10, 5), ElementsAre(255, 0, 0));
  EXPECT_THAT(pixel(11, 5), ElementsAre(0, 255, 0));
  EXPECT_THAT(pixel(10, 6), ElementsAre(0, 0, 255));
  EXPECT_THAT(pixel(11, 6), ElementsAre(255, 255, 255));
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(Ssd1331Test, ShowsColoursOf256AndOfThreeBytes) {
  commands({0xA0, 0x32});
  data({0xE0});
  EXPECT_THAT(pixel(0, 0), ElementsAre(255, 0, 0));
  commands({0xA0, 0xB2, 0x15, 1, 95, 0x75, 0, 63});
  data({0x00, 0x3F, 0x00});
  EXPECT_THAT(pixel(1, 0), ElementsAre(0, 255, 0));
  commands({0xA0, 0xB6, 0x15, 2, 95});
  data({0x3E, 0x00, 0x00});
  EXPECT_THAT(pixel(2, 0), ElementsAre(0, 0, 255));  // colours swapped
}

TEST_F(Ssd1331Test, DrawsLinesAndRectangles) {
  commands({0x21, 0, 0, 95, 63, 62, 0, 0});
  EXPECT_THAT(pixel(0, 0), ElementsAre(255, 0, 0));
  EXPECT_THAT(pixel(95, 63), ElementsAre(255, 0, 0));
  EXPECT_EQ(lit(display.picture()).size(), 96U);
  commands({0x25, 0, 0, 95, 63});
  EXPECT_THAT(lit(display.picture()), IsEmpty());
  commands({0x26, 0x01, 0x22, 10, 10, 12, 12, 0, 63, 0, 0, 0, 62});
  EXPECT_THAT(pixel(10, 11), ElementsAre(0, 255, 0));
  EXPECT_THAT(pixel(11, 11), ElementsAre(0, 0, 255));
  commands({0x23, 10, 10, 12, 12, 94, 62});
  EXPECT_THAT(pixel(95, 63), ElementsAre(0, 0, 255));
}

TEST_F(Ssd1331Test, LockedItIgnoresAllButTheKey) {
  commands({0xFD, 0x16, 0xA5});
  EXPECT_THAT(lit(display.picture()), IsEmpty());
  commands({0xFD, 0x12, 0xA5});
  EXPECT_EQ(lit(display.picture()).size(), 96U * 64 * 3);
}

TEST_F(Ssd1331Test, WindowsAndAreasOutsideAreNamedAndIgnored) {
  commands({0x15, 90, 96, 0x22, 90, 0, 96, 1, 1, 1, 1, 1, 1, 1});
  EXPECT_THAT(bench.warnings(),
              UnorderedElementsAre(HasSubstr("drawing command"), HasSubstr("window")));
}

TEST_F(Ssd1331Test, ASnapshotHoldsMemoryAndHalfAColour) {
  data({0xF8, 0x00, 0x07});
  Ssd1331 copy(bench.context, "oled", [] {});
  copy_state(display, copy);
  EXPECT_EQ(copy.picture().bytes, display.picture().bytes);
  copy.data(0xE0);
  EXPECT_EQ(copy.picture().at(1, 0)[1], 255);
}

TEST(Picture, BecomesAPngWithTheSamePixels) {
  Picture picture(3, 2, 3);
  for (std::size_t i = 0; i < picture.bytes.size(); ++i) {
    picture.bytes[i] = static_cast<std::uint8_t>(i * 13);
  }
  const std::string file = picture.to_png();
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_NE(png_image_begin_read_from_memory(&image, file.data(), file.size()), 0);
  EXPECT_EQ(image.width, 3U);
  EXPECT_EQ(image.height, 2U);
  image.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(image));
  ASSERT_NE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr), 0);
  EXPECT_EQ(pixels, picture.bytes);
}

TEST(FrameReport, TellsOfAChangeOnceIn50Ms) {
  soc::Bench bench;
  Picture shown(2, 2, 1);
  FrameReport report(bench.context, "board.oled", [&] { return shown; });
  const auto told = [&] {
    std::vector<std::string> lines;
    for (const Event& event : bench.domain.journal().take()) lines.push_back(to_json_line(event));
    return lines;
  };
  report.changed();
  bench.run_for(60ms);
  EXPECT_THAT(told(), IsEmpty());  // still dark
  shown.bytes[1] = 0xFF;
  report.changed();
  shown.bytes[2] = 0xFF;
  report.changed();
  bench.run_for(60ms);
  const auto lines = told();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], HasSubstr(R"({"t":100000000,"src":"board.oled","type":"display","width":2,)"
                                  R"("height":2,"lit":2,"hash":")" +
                                  shown.hash()));
  report.changed();
  bench.run_for(100ms);
  EXPECT_THAT(told(), IsEmpty());  // nothing new to see
}

}  // namespace
}  // namespace armillary::board
