// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/elf.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/bytes.h"
#include "image/elf_builder.h"

namespace armillary::image {
namespace {

using test::ElfBuilder;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string complaint(const std::string& bytes) {
  const auto elf = read_elf(bytes_of(bytes), "a.elf");
  if (elf) return "(accepted)";
  EXPECT_EQ(elf.error().kind, ErrorKind::bad_input);
  return elf.error().message;
}

void patch32(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (unsigned i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
}

TEST(Elf, ReadsAGoodFile) {
  const std::string bytes = ElfBuilder::good().build();
  const auto elf = read_elf(bytes_of(bytes), "a.elf");
  ASSERT_TRUE(elf.has_value()) << elf.error().message;
  EXPECT_EQ(elf->entry, 0x00100000U);
  ASSERT_EQ(elf->segments.size(), 1U);
  EXPECT_EQ(elf->segments[0].address, 0x00100000U);
  EXPECT_EQ(elf->segments[0].file_size, 64U);
  EXPECT_EQ(elf->segments[0].memory_size, 128U);
  EXPECT_FALSE(elf->for_linux());
}

TEST(Elf, RefusesAnotherMachine) {
  ElfBuilder builder = ElfBuilder::good();
  builder.machine = 3;
  EXPECT_EQ(complaint(builder.build()),
            "a.elf: byte 18: this is a program for x86 (32-bit); expected ARM. Build it with "
            "arm-none-eabi-gcc (M4) or for armhf (A7)");
  builder.elf_class = 2;
  builder.machine = 62;
  EXPECT_THAT(complaint(builder.build()), HasSubstr("byte 4: this is a 64-bit program for x86-64"));
  builder.machine = 183;
  EXPECT_THAT(complaint(builder.build()), HasSubstr("64-bit program for AArch64"));
  builder.machine = 9999;
  EXPECT_THAT(complaint(builder.build()), HasSubstr("machine number 9999"));
}

TEST(Elf, RefusesAnotherEncodingOrType) {
  std::string bytes = ElfBuilder::good().build();
  bytes[5] = 2;
  std::swap(bytes[18], bytes[19]);
  EXPECT_THAT(complaint(bytes), HasSubstr("byte 5: this is a big-endian program"));
  ElfBuilder builder = ElfBuilder::good();
  builder.type = 1;
  EXPECT_THAT(complaint(builder.build()), HasSubstr("object file that has not been linked"));
  builder.type = 4;
  EXPECT_THAT(complaint(builder.build()), HasSubstr("core dump"));
  builder.type = 77;
  EXPECT_THAT(complaint(builder.build()), HasSubstr("the ELF type is 77"));
}

TEST(Elf, RefusesEveryTruncation) {
  const std::string bytes = ElfBuilder::good().build();
  EXPECT_THAT(complaint(""), HasSubstr("the file is empty"));
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    const std::string message = complaint(bytes.substr(0, size));
    EXPECT_THAT(message, StartsWith("a.elf: ")) << size;
    if (size >= 4) {
      EXPECT_THAT(message, HasSubstr("truncated")) << size;
    }
  }
}

TEST(Elf, RefusesBadProgramHeaders) {
  std::string bytes = ElfBuilder::good().build();
  constexpr std::size_t kFirst = ElfBuilder::kHeader;
  std::string bad = bytes;
  patch32(bad, kFirst + 4, 0xFFFFFFF0);  // file offset; offset + size would wrap in 32 bits
  EXPECT_THAT(complaint(bad), HasSubstr("program header 0 at byte 0x34: the segment's 64 bytes at "
                                        "byte 0xfffffff0 go past the end"));
  bad = bytes;
  patch32(bad, kFirst + 20, 63);
  EXPECT_THAT(complaint(bad), HasSubstr("has 64 bytes in the file but only 63 in memory"));
  bad = bytes;
  patch32(bad, kFirst + 8, 0xFFFFFFC0);
  EXPECT_THAT(complaint(bad), HasSubstr("goes past the end of the address space"));
  bad = bytes;
  bad[44] = bad[45] = 0;
  EXPECT_THAT(complaint(bad), HasSubstr("no program headers"));
  bad = bytes;
  bad[42] = 56;
  EXPECT_THAT(complaint(bad), HasSubstr("a program header has 56 bytes"));
  bad = bytes;
  bad[45] = 1;
  EXPECT_THAT(complaint(bad), HasSubstr("at most 64"));
  bad = bytes;
  patch32(bad, 28, 0xFFFFFFF0);
  EXPECT_THAT(complaint(bad), HasSubstr("program headers at byte 0xfffffff0"));
  bad = bytes;
  patch32(bad, kFirst, 4);  // PT_NOTE
  EXPECT_THAT(complaint(bad), HasSubstr("no segment to load"));
}

TEST(Elf, RefusesOverlap) {
  ElfBuilder builder = ElfBuilder::good();
  builder.segments.push_back({0x0010007F, "x", 0, 1});
  EXPECT_THAT(complaint(builder.build()), HasSubstr("program headers 0 and 1: the segments at "
                                                    "0x00100000 (128 bytes) and 0x0010007f"));
  builder.segments[1].address = 0x00100080;
  EXPECT_EQ(complaint(builder.build()), "(accepted)");
}

TEST(Elf, KnowsLinuxPrograms) {
  ElfBuilder builder = ElfBuilder::good();
  builder.segments.push_back({0, std::string("/lib/ld-musl-armhf.so.1\0", 24), 0, 3});
  const std::string bytes = builder.build();
  const auto elf = read_elf(bytes_of(bytes), "a.elf");
  ASSERT_TRUE(elf.has_value());
  EXPECT_EQ(elf->interpreter, "/lib/ld-musl-armhf.so.1");
  EXPECT_TRUE(elf->for_linux());
}

// Whatever is in the file, reading it ends with an answer that keeps its promises.
TEST(Elf, SurvivesDamage) {
  ElfBuilder builder = ElfBuilder::good();
  builder.segments.push_back({0x22000000, "data", 100, 1});
  const std::string good = builder.build();
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = good;
    for (unsigned n = random() % 6 + 1; n > 0; --n) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    bytes.resize(random() % 4 == 0 ? random() % bytes.size() : bytes.size());
    const auto elf = read_elf(bytes_of(bytes), "a.elf");
    if (!elf) {
      ASSERT_THAT(elf.error().message, StartsWith("a.elf: "));
      continue;
    }
    for (const ElfSegment& segment : elf->segments) {
      ASSERT_TRUE(holds(bytes_of(bytes), segment.file_offset, segment.file_size));
      ASSERT_GE(segment.memory_size, segment.file_size);
      ASSERT_LE(std::uint64_t{segment.address} + segment.memory_size, std::uint64_t{1} << 32);
    }
  }
}

}  // namespace
}  // namespace armillary::image
