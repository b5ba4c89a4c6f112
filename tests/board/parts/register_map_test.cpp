// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/register_map.h"

#include <gmock/gmock.h>

#include "board/parts/bus_talk.h"
#include "board/parts/max98090.h"
#include "soc/test_bench.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Access = RegisterMapLayout::Access;

class RegisterMapTest : public testing::Test {
 protected:
  static RegisterMapLayout layout() {
    return {.registers = {{0x00, "ID", 0x5A, Access::read_only, {}},
                          {0x01, "CONTROL", 0x01, Access::read_write, {}},
                          {0x02, "FLAGS", 0xF0, Access::write_one_to_clear, {}},
                          {0x03, "KEY", 0, Access::write_only, {}},
                          {0x04, "EVENTS", 0x0F, Access::clear_on_read, {}},
                          {0x05, "LEVEL", 0, Access::read_only,
                           [](sim::Time t) { return sim::nanoseconds(t) / 1'000'000 - 2; }}}};
  }
  static RegisterMapLayout wide(bool little_endian) {
    return {.width = 16,
            .little_endian = little_endian,
            .registers = {{0x10, "A", 0x1234, Access::read_write, {}},
                          {0x11, "B", 0xABCD, Access::read_write, {}}}};
  }
  soc::Bench bench;
};

TEST_F(RegisterMapTest, RegistersDoWhatTheirAccessSays) {
  RegisterMap map(bench.context, "mine", layout());
  I2cRegisterPort port{map, 0x40};
  I2cTalk i2c{port, 0x40};
  EXPECT_THAT(i2c.read({0x00}, 5), ElementsAre(0x5A, 0x01, 0xF0, 0x00, 0x0F));
  i2c.write({0x01, 0x22, 0x30, 0x77});
  EXPECT_THAT(i2c.read({0x00}, 5), ElementsAre(0x5A, 0x22, 0xC0, 0x00, 0x00));
  EXPECT_THAT(bench.warnings(), IsEmpty());
  i2c.write({0x00, 0x11});
  i2c.read(0x33);
  i2c.write({0x34, 0});
  EXPECT_THAT(bench.warnings(),
              testing::UnorderedElementsAre(HasSubstr("ID (0x00), which is read-only"),
                                            HasSubstr("read of register 0x33"),
                                            HasSubstr("write of register 0x34")));
}

TEST_F(RegisterMapTest, AQuantityIsReadAtItsInstant) {
  RegisterMap map(bench.context, "mine", layout());
  I2cRegisterPort port{map, 0x40};
  I2cTalk i2c{port, 0x40};
  EXPECT_EQ(i2c.read(0x05), 0xFE);
  bench.run_for(10ms);
  EXPECT_EQ(i2c.read(0x05), 8);
  bench.run_for(1s);
  EXPECT_EQ(i2c.read(0x05), 0xFF);
}

TEST_F(RegisterMapTest, RegistersOf16BitsComeInEitherOrder) {
  for (const bool little : {false, true}) {
    RegisterMap map(bench.context, "mine", wide(little));
    I2cRegisterPort port{map, 0x40};
    I2cTalk i2c{port, 0x40};
    EXPECT_THAT(i2c.read({0x10}, 4),
                little ? ElementsAre(0x34, 0x12, 0xCD, 0xAB) : ElementsAre(0x12, 0x34, 0xAB, 0xCD));
    i2c.write({0x11, 0x01, 0x02});
    EXPECT_THAT(i2c.read({0x11}, 2), ElementsAre(0x01, 0x02));
    i2c.write({0x11, 0x77});  // half a register is not written
    EXPECT_THAT(i2c.read({0x11}, 2), ElementsAre(0x01, 0x02));
  }
}

TEST_F(RegisterMapTest, WithoutAutoIncrementABurstStays) {
  RegisterMapLayout fixed = layout();
  fixed.auto_increment = false;
  RegisterMap map(bench.context, "mine", fixed);
  SpiRegisterPort port{map, false};  // bit 7 clear reads
  SpiTalk spi{port};
  EXPECT_THAT(spi.transfer({0x00}, 3), Each(0x5A));
  spi.transfer({0x81, 0x44});
  EXPECT_THAT(spi.transfer({0x01}, 1), ElementsAre(0x44));
}

TEST_F(RegisterMapTest, ASnapshotHoldsTheValues) {
  RegisterMap map(bench.context, "mine", wide(false));
  I2cRegisterPort port{map, 0x40};
  I2cTalk i2c{port, 0x40};
  i2c.write({0x10, 0x55, 0x66});
  RegisterMap copy(bench.context, "mine", wide(false));
  copy_state(map, copy);
  I2cRegisterPort copy_port{copy, 0x40};
  I2cTalk talk{copy_port, 0x40};
  EXPECT_THAT(talk.read({0x10}, 2), ElementsAre(0x55, 0x66));
}

// The writes of Codethink's I2S sample: reset, clock and interface in one burst, output, power.
TEST(Max98090, TakesTheWritesOfADriver) {
  soc::Bench bench;
  Max98090 codec(bench.context, "codec");
  I2cRegisterPort port{codec, 0x10};
  I2cTalk i2c{port, 0x10};
  EXPECT_EQ(i2c.read(0xFF), 0x43);
  EXPECT_EQ(i2c.read(0x2C), 0x1A);
  i2c.write({0x1B, 0x20, 0x01, 0x00, 0x30, 0x12, 0x34, 0x80, 0x04, 0x00, 0x00, 0x01});
  i2c.write({0x3F, 0xC3});
  i2c.write({0x45, 0x80});
  EXPECT_THAT(i2c.read({0x1E}, 4), ElementsAre(0x30, 0x12, 0x34, 0x80));
  EXPECT_EQ(i2c.read(0x45), 0x80);
  EXPECT_THAT(bench.warnings(), IsEmpty());
  i2c.write({0x00, 0x80});
  EXPECT_EQ(i2c.read(0x45), 0x00);
  EXPECT_EQ(i2c.read(0x0E), 0x1B);
  i2c.write({0x05, 0x10, 0x00, 0xFF});
  i2c.write({0xFF, 0x00});
  EXPECT_EQ(bench.warnings().size(), 2U);
  EXPECT_EQ(i2c.read(0xFF), 0x43);
}

}  // namespace
}  // namespace armillary::board
