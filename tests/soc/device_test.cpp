// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/device.h"

#include <array>

#include <gmock/gmock.h>

#include "soc/bus.h"
#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::array kRegisters{
    RegisterInfo{.offset = 0x00, .name = "CTRL", .reset = 0x12, .mask = 0xFF},
    RegisterInfo{.offset = 0x04, .name = "STATUS", .access = Access::write_one_to_clear},
    RegisterInfo{.offset = 0x08, .name = "COUNT", .access = Access::read_only},
    RegisterInfo{.offset = 0x0C, .name = "KICK", .access = Access::write_only},
    RegisterInfo{.offset = 0x10, .name = "POP", .access = Access::read_only},
    RegisterInfo{.offset = 0x20, .name = "LANE#", .count = 3, .stride = 8},
    RegisterInfo{.offset = 0x40, .name = "TEST", .behaviour = Behaviour::missing},
    RegisterInfo{.offset = 0x44, .name = "BYTES", .reset = 0x44332211, .narrow_reads = true},
    RegisterInfo{.offset = 0x50, .name = "FRONT", .reset = 1, .banks = 0b01},
    RegisterInfo{.offset = 0x50, .name = "BACK", .reset = 2, .banks = 0b10},
    RegisterInfo{.offset = 0x54, .name = "MIXED", .reset = 0xF0, .mask = 0xFF, .clear_mask = 0xF0},
};
const BlockInfo kBlock{
    .kind = "TOY", .summary = {}, .size = 0x100, .registers = kRegisters, .banks = 2};

class Toy final : public Device {
 public:
  explicit Toy(const DeviceContext& context) : Device(context, kBlock, "TOY", 0x2100'0000) {
    computed<&Toy::count>(0x08);
    after_read<&Toy::pop>(0x10);
    computed<&Toy::pops>(0x10);
    on_write<&Toy::kick>(0x0C);
    on_write<&Toy::lane>(0x20);
    on_write<&Toy::control>(0x00);
    stored(0x04) = 0xFF;
  }
  unsigned pops_ = 0;
  std::uint32_t last_kick = 0;
  std::vector<unsigned> lanes;

 private:
  [[nodiscard]] std::uint32_t count() const { return 7; }
  [[nodiscard]] std::uint32_t pops() const { return pops_; }
  void pop() { ++pops_; }
  void kick(const Write& write) { last_kick = write.value; }
  void lane(const Write& write) { lanes.push_back(write.index); }
  void control(const Write& write) { select_bank(write.value >> 7 & 1U); }
};

class DeviceTest : public testing::Test {
 protected:
  Bench bench;
  Toy toy{bench.context};
};

TEST_F(DeviceTest, RegistersHaveTheirResetValues) {
  EXPECT_EQ(read32(toy, 0x00), 0x12U);
  EXPECT_EQ(read32(toy, 0x20), 0U);
}

TEST_F(DeviceTest, BitsOutsideTheMaskDoNotExist) {
  write32(toy, 0x00, 0xFFFF'FF7F);
  EXPECT_EQ(read32(toy, 0x00), 0x7FU);
}

TEST_F(DeviceTest, WritingOneClears) {
  write32(toy, 0x04, 0x0F);
  EXPECT_EQ(read32(toy, 0x04), 0xF0U);
}

TEST_F(DeviceTest, BitsThatClearLiveBesideBitsThatAreStored) {
  write32(toy, 0x54, 0x35);
  EXPECT_EQ(read32(toy, 0x54), 0xC5U);
}

TEST_F(DeviceTest, ReadOnlyIgnoresWrites) {
  write32(toy, 0x08, 99);
  EXPECT_EQ(read32(toy, 0x08), 7U);
}

TEST_F(DeviceTest, WriteOnlyReadsZeroAndActs) {
  write32(toy, 0x0C, 0x1234);
  EXPECT_EQ(toy.last_kick, 0x1234U);
  EXPECT_EQ(read32(toy, 0x0C), 0U);
}

TEST_F(DeviceTest, APeekHasNoSideEffect) {
  EXPECT_EQ(toy.peek(0x10), 0U);
  EXPECT_EQ(toy.peek(0x10), 0U);
  EXPECT_EQ(read32(toy, 0x10), 0U);
  EXPECT_EQ(read32(toy, 0x10), 1U);
  EXPECT_EQ(toy.peek(0x14), std::nullopt);
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(DeviceTest, HandlersOfAnArrayGetTheIndex) {
  write32(toy, 0x20, 1);
  write32(toy, 0x30, 1);
  EXPECT_THAT(toy.lanes, ElementsAre(0U, 2U));
  EXPECT_EQ(toy.describe(0x30), "TOY.LANE2");
}

TEST_F(DeviceTest, BanksShareAnOffset) {
  EXPECT_EQ(read32(toy, 0x50), 1U);
  write32(toy, 0x00, 0x80);
  EXPECT_EQ(read32(toy, 0x50), 2U);
  EXPECT_EQ(toy.describe(0x50), "TOY.BACK");
}

TEST_F(DeviceTest, AnOffsetWithoutARegisterReadsZeroAndIsNamedOnce) {
  EXPECT_EQ(read32(toy, 0x78), 0U);
  EXPECT_EQ(read32(toy, 0x78), 0U);
  write32(toy, 0x78, 5);
  EXPECT_EQ(read32(toy, 0x78), 0U);
  EXPECT_THAT(bench.warnings(),
              ElementsAre("TOY (0x21000000): read of offset 0x78 is not modelled",
                          "TOY (0x21000000): write of offset 0x78 is not modelled"));
  EXPECT_EQ(bench.domain.journal().take().size(), 2U);
}

TEST_F(DeviceTest, ARegisterWithoutBehaviourKeepsItsValueAndIsNamed) {
  write32(toy, 0x40, 5);
  EXPECT_EQ(read32(toy, 0x40), 5U);
  EXPECT_THAT(bench.warnings(), ElementsAre("TOY (0x21000000): read of TEST is not modelled",
                                            "TOY (0x21000000): write of TEST is not modelled"));
}

TEST_F(DeviceTest, NarrowReadsTakeTheirLanes) {
  EXPECT_EQ(toy.read(0x44, 1).value, 0x11U);
  EXPECT_EQ(toy.read(0x46, 1).value, 0x33U);
  EXPECT_EQ(toy.read(0x46, 2).value, 0x4433U);
  EXPECT_THAT(bench.warnings(), IsEmpty());
  EXPECT_EQ(toy.read(0x00, 1).value, 0x12U);
  EXPECT_THAT(bench.warnings(),
              ElementsAre("TOY (0x21000000): 8-bit read of CTRL: drivers use 32 bits here"));
}

TEST_F(DeviceTest, NarrowWritesKeepTheOtherLanes) {
  toy.write(0x46, 1, 0xAA);
  EXPECT_EQ(read32(toy, 0x44), 0x44AA2211U);
  // ... and do not clear what was not written.
  toy.write(0x05, 1, 0xFF);
  EXPECT_EQ(read32(toy, 0x04), 0xFFU);
}

TEST_F(DeviceTest, ASnapshotRestoresRegistersAndBank) {
  write32(toy, 0x00, 0x80);
  write32(toy, 0x50, 0x55);
  sim::Archive saved;
  toy.serialize(saved);
  Toy other{bench.context};
  sim::Archive restored(saved.data());
  other.serialize(restored);
  EXPECT_TRUE(restored.finish().has_value());
  EXPECT_EQ(read32(other, 0x50), 0x55U);
}

TEST_F(DeviceTest, ATruncatedSnapshotIsRefusedWithASentence) {
  sim::Archive saved;
  toy.serialize(saved);
  sim::Archive restored(std::span(saved.data()).first(saved.data().size() - 1));
  toy.serialize(restored);
  ASSERT_FALSE(restored.finish().has_value());
  EXPECT_THAT(restored.finish().error().message, testing::HasSubstr("section 'TOY'"));
}

TEST_F(DeviceTest, ResetRestoresEverything) {
  play(toy, {{0x00, 0xFF}, {0x50, 9}, {0x20, 3}});
  toy.reset();
  EXPECT_EQ(read32(toy, 0x00), 0x12U);
  EXPECT_EQ(read32(toy, 0x50), 1U);
  EXPECT_EQ(read32(toy, 0x20), 0U);
}

class BusTest : public DeviceTest {
 protected:
  BusTest() {
    bus.map(0x2100'0000, 0x100, toy);
    bus.name_region(0x2107'0000, 0x1'0000, "infra bus");
  }
  Bus bus{bench.context};
};

TEST_F(BusTest, FindsTheDevice) {
  EXPECT_EQ(bus.read(0x2100'0000, 4).value, 0x12U);
  EXPECT_TRUE(bus.write(0x2100'0000, 4, 0x34));
  EXPECT_EQ(bus.peek(0x2100'0000), 0x34U);
  EXPECT_EQ(bus.describe(0x2100'0004), "TOY.STATUS");
}

TEST_F(BusTest, NobodyAtAnAddressIsABusError) {
  EXPECT_FALSE(bus.read(0x2100'0100, 4).ok);
  EXPECT_FALSE(bus.write(0x4000'0000, 4, 0));
  EXPECT_FALSE(bus.read(0xFFFF'FFFC, 4).ok);
  EXPECT_EQ(bus.describe(0x4000'0000), "nothing");
  EXPECT_EQ(bus.peek(0x4000'0000), std::nullopt);
}

TEST_F(BusTest, AKnownRegionReadsZeroAndIsNamedOnce) {
  EXPECT_TRUE(bus.read(0x2107'0010, 4).ok);
  EXPECT_TRUE(bus.read(0x2107'0020, 4).ok);
  EXPECT_THAT(bench.warnings(), ElementsAre("infra bus (0x21070000): read is not modelled"));
  EXPECT_EQ(bus.describe(0x2107'0010), "infra bus+0x10");
}

TEST_F(BusTest, AnAccessThatIsNotAlignedIsSplitAsTheCoreSplitsItAndNamedOnce) {
  std::vector<std::pair<std::uint32_t, unsigned>> pieces;
  bus.observe(
      [&](const Bus::Transfer& t) { pieces.emplace_back(t.address - 0x2100'0000, t.size); });
  using Pieces = std::vector<std::pair<std::uint32_t, unsigned>>;
  EXPECT_EQ(bus.read(0x2100'0045, 4).value, 0x0044'3322U);
  EXPECT_EQ(pieces, (Pieces{{0x45, 1}, {0x46, 2}, {0x48, 1}}));
  pieces.clear();
  EXPECT_EQ(bus.read(0x2100'0042, 4).value, 0x2211'0000U);
  EXPECT_EQ(pieces, (Pieces{{0x42, 2}, {0x44, 2}}));
  pieces.clear();
  EXPECT_TRUE(bus.write(0x2100'0045, 2, 0xBBAA));
  EXPECT_TRUE(bus.write(0x2100'0045, 2, 0xBBAA));
  EXPECT_EQ(pieces, (Pieces{{0x45, 1}, {0x46, 1}, {0x45, 1}, {0x46, 1}}));
  EXPECT_EQ(bus.read(0x2100'0044, 4).value, 0x44BB'AA11U);
  constexpr auto kHow = ": split, as the core splits it; drivers use aligned words here";
  EXPECT_THAT(bench.warnings(),
              testing::UnorderedElementsAre(
                  std::string("TOY.BYTES (0x21000045): unaligned 32-bit read") + kHow,
                  std::string("TOY.TEST (0x21000042): unaligned 32-bit read") + kHow,
                  std::string("TOY.BYTES (0x21000045): unaligned 16-bit write") + kHow,
                  "TOY (0x21000000): read of offset 0x48 is not modelled",
                  "TOY (0x21000000): read of TEST is not modelled"));
}

TEST_F(BusTest, AnUnalignedAccessActsOnARegisterOncePerPiece) {
  bus.read(0x2100'0011, 4);  // POP by a byte and a half-word, and a byte behind it
  EXPECT_EQ(toy.pops_, 2U);
}

TEST_F(BusTest, AnUnalignedAccessThatLeavesWhatIsThereIsABusError) {
  EXPECT_FALSE(bus.read(0x2100'00FE, 4).ok);
  EXPECT_FALSE(bus.write(0x2100'00FF, 2, 0));
}

TEST_F(BusTest, AnObserverSeesEachTransfer) {
  std::vector<Bus::Transfer> seen;
  bus.observe([&](const Bus::Transfer& transfer) { seen.push_back(transfer); });
  bus.write(0x2100'0000, 4, 0x77);
  bus.read(0x2100'0000, 4);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_TRUE(seen[0].is_write);
  EXPECT_EQ(seen[1].value, 0x77U);
}

}  // namespace
}  // namespace armillary::soc
