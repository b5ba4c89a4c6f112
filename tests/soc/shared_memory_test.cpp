// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/shared_memory.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace armillary::soc {
namespace {

struct ThreeCores {
  sim::Domain domains[3]{{"a7", 0}, {"m4-0", 1}, {"m4-1", 2}};
  SharedMemoryView views[3]{SharedMemoryView{domains[0]}, SharedMemoryView{domains[1]},
                            SharedMemoryView{domains[2]}};
  SharedMemory link{{&views[0], &views[1], &views[2]}};
};

TEST(SharedMemory, AWriteIsSeenByItsWriterAtOnceAndByOthersAfterTheWindow) {
  ThreeCores chip;
  EXPECT_TRUE(chip.views[1].write(0x1000, 4, 0x11223344));
  EXPECT_EQ(chip.views[1].read(0x1000, 4).value, 0x11223344U);
  EXPECT_EQ(chip.views[0].read(0x1000, 4).value, 0U);
  EXPECT_TRUE(chip.domains[1].exchange_requested());
  chip.link.deliver(sim::kPowerOn);
  EXPECT_EQ(chip.views[0].read(0x1000, 4).value, 0x11223344U);
  EXPECT_EQ(chip.views[2].read(0x1002, 2).value, 0x1122U);
  EXPECT_EQ(chip.views[2].read(0x1001, 1).value, 0x33U);
}

TEST(SharedMemory, TheEndOfTheMemoryIsABusError) {
  ThreeCores chip;
  EXPECT_TRUE(chip.views[0].read(SharedMemoryView::kSize - 4, 4).ok);
  EXPECT_FALSE(chip.views[0].read(SharedMemoryView::kSize - 2, 4).ok);
  EXPECT_FALSE(chip.views[0].write(SharedMemoryView::kSize, 1, 0));
  std::byte byte{};
  EXPECT_FALSE(chip.views[0].read_bytes(0xFFFF'FFFF, {&byte, 1}));
}

TEST(SharedMemory, BlocksMayCrossPages) {
  ThreeCores chip;
  std::vector<std::byte> block(10'000, std::byte{0x5A});
  EXPECT_TRUE(chip.views[0].write_bytes(0xFFF, block));
  chip.link.deliver(sim::kPowerOn);
  std::vector<std::byte> seen(10'002);
  EXPECT_TRUE(chip.views[2].read_bytes(0xFFE, seen));
  EXPECT_EQ(seen.front(), std::byte{0});
  EXPECT_EQ(seen.back(), std::byte{0});
  EXPECT_EQ(std::vector<std::byte>(seen.begin() + 1, seen.end() - 1), block);
}

RC_GTEST_PROP(SharedMemoryProperty, AllViewsAreEqualAfterEveryWindow, ()) {
  ThreeCores chip;
  for (unsigned i = 0; i < 100; ++i) {
    const auto core = *rc::gen::inRange<std::size_t>(0, 3);
    const auto offset = *rc::gen::inRange<std::uint32_t>(0, 16) * 4;
    chip.views[core].write(offset, 4, i + 1);
    if (*rc::gen::inRange(0, 4) != 0) continue;
    chip.link.deliver(sim::kPowerOn);
    for (std::uint32_t at = 0; at < 64; at += 4) {
      RC_ASSERT(chip.views[0].peek(at) == chip.views[1].peek(at));
      RC_ASSERT(chip.views[0].peek(at) == chip.views[2].peek(at));
    }
  }
}

TEST(SharedMemory, StateComesBackFromAnArchive) {
  ThreeCores chip;
  chip.views[1].write(0x2F00, 4, 0xCAFE);
  sim::Archive saved;
  chip.views[1].serialize(saved);
  ThreeCores fresh;
  sim::Archive source(saved.data());
  fresh.views[1].serialize(source);
  ASSERT_TRUE(source.finish());
  EXPECT_EQ(fresh.views[1].read(0x2F00, 4).value, 0xCAFEU);
}

}  // namespace
}  // namespace armillary::soc
