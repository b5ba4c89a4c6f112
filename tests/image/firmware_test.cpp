// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/firmware.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/elf_builder.h"

namespace armillary::image {
namespace {

using test::ElfBuilder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::string complaint(const ElfBuilder& builder) {
  const auto firmware = firmware_from_elf(builder.build(), "out/a.elf");
  if (firmware) return "(accepted)";
  EXPECT_EQ(firmware.error().kind, ErrorKind::bad_input);
  return firmware.error().message;
}

ElfBuilder with_vectors(std::uint32_t stack, std::uint32_t reset) {
  ElfBuilder builder;
  builder.segments.push_back({0x00100000, ElfBuilder::program(stack, reset), 0, 1});
  return builder;
}

TEST(Firmware, LoadsAnElf) {
  const auto firmware = firmware_from_elf(ElfBuilder::good().build(), "out/a.elf");
  ASSERT_TRUE(firmware.has_value()) << firmware.error().message;
  EXPECT_EQ(firmware->name, "a.elf");
  EXPECT_EQ(firmware->vector_table, 0x00100000U);
  ASSERT_EQ(firmware->segments.size(), 1U);
  EXPECT_EQ(firmware->segments[0].bytes.size(), 64U);
  EXPECT_EQ(firmware->segments[0].memory_size, 128U);
  EXPECT_THAT(firmware->notes, IsEmpty());
}

TEST(Firmware, RefusesSegmentsOutsideOfMemory) {
  ElfBuilder builder = ElfBuilder::good();
  builder.segments.push_back({0x20000000, "data", 0, 1});
  EXPECT_EQ(
      complaint(builder),
      "out/a.elf: program header 1: the segment at 0x20000000 (4 bytes) is outside of the "
      "core's memory: TCM at 0x00100000 (192 KiB), XIP flash at 0x10000000 (1024 KiB), SYSRAM "
      "at 0x22000000 (64 KiB). Check the linker script");
  builder = ElfBuilder::good();
  builder.segments[0].memory_size = 192 * 1024 + 1;
  EXPECT_THAT(complaint(builder), HasSubstr("goes 1 bytes past the end of TCM (0x00130000)"));
  builder.segments[0].memory_size = 192 * 1024;
  EXPECT_EQ(complaint(builder), "(accepted)");
  builder.segments.push_back({0x2200FFFF, "ab", 0, 1});
  EXPECT_THAT(complaint(builder), HasSubstr("past the end of SYSRAM"));
}

TEST(Firmware, RefusesVectorsThatPointNowhere) {
  EXPECT_THAT(complaint(with_vectors(0x00000000, 0x00100021)),
              HasSubstr("word 0: the stack pointer"));
  EXPECT_THAT(complaint(with_vectors(0x00130004, 0x00100021)),
              HasSubstr("0x00130004 is not at or"));
  EXPECT_THAT(complaint(with_vectors(0x0012FFFE, 0x00100021)),
              HasSubstr("0x0012fffe is not at or"));
  EXPECT_THAT(complaint(with_vectors(0x00130000, 0x00100020)), HasSubstr("0x00100020 is even"));
  EXPECT_THAT(complaint(with_vectors(0x00130000, 0x00100041)),
              HasSubstr("0x00100041 points outside of what the file loads"));
  EXPECT_THAT(complaint(with_vectors(0x00130000, 0xFFFFFFFF)), HasSubstr("points outside"));
  EXPECT_EQ(complaint(with_vectors(0x22010000, 0x0010003D)), "(accepted)");
  ElfBuilder builder = ElfBuilder::good();
  builder.entry = 0x00200000;
  EXPECT_THAT(complaint(builder), HasSubstr("the vector table at 0x00200000 lies in no segment"));
  builder.entry = 0xFFFFFFFC;
  EXPECT_THAT(complaint(builder), HasSubstr("the vector table at 0xfffffffc is not aligned"));
}

TEST(Firmware, RefusesALinuxProgram) {
  ElfBuilder builder = ElfBuilder::good();
  builder.type = 3;
  EXPECT_THAT(complaint(builder), HasSubstr("Linux program for the Cortex-A7"));
  EXPECT_THAT(complaint(builder), HasSubstr("Use --a7"));
}

TEST(Firmware, RunsFromFlash) {
  ElfBuilder builder;
  builder.entry = 0x10000000;
  builder.segments.push_back({0x10000000, ElfBuilder::program(0x00130000, 0x10000021), 0, 1});
  builder.segments.push_back({0x00100000, "data", 64, 1});
  EXPECT_EQ(complaint(builder), "(accepted)");
  builder.segments[0].memory_size = 100;
  EXPECT_THAT(complaint(builder), HasSubstr("wants 36 zeroed bytes in the flash"));
}

TEST(Firmware, TakesAnEntryThatIsCodeWithANote) {
  ElfBuilder builder = ElfBuilder::good();
  builder.entry = 0x00100021;
  const auto firmware = firmware_from_elf(builder.build(), "a.elf");
  ASSERT_TRUE(firmware.has_value()) << firmware.error().message;
  EXPECT_EQ(firmware->vector_table, 0x00100000U);
  ASSERT_EQ(firmware->notes.size(), 1U);
  EXPECT_THAT(firmware->notes[0], HasSubstr("the ELF entry 0x00100021 is code"));
}

TEST(Firmware, LoadsARawBinary) {
  const std::string bytes = ElfBuilder::program(0x00130000, 0x00100021);
  const auto firmware = firmware_from_raw(bytes, "a.bin");
  ASSERT_TRUE(firmware.has_value()) << firmware.error().message;
  EXPECT_EQ(firmware->vector_table, 0x00100000U);
  EXPECT_TRUE(firmware->elf.empty());
  EXPECT_THAT(firmware_from_raw("", "a.bin").error().message, HasSubstr("is empty"));
  EXPECT_THAT(firmware_from_raw("1234567", "a.bin").error().message, HasSubstr("has 7 bytes"));
  EXPECT_THAT(firmware_from_raw(std::string(192 * 1024 + 1, 'x'), "a.bin").error().message,
              HasSubstr("the TCM at 0x00100000 holds 196608"));
  EXPECT_THAT(firmware_from_raw(std::string(64, '\0'), "a.bin").error().message,
              HasSubstr("stack pointer 0x00000000"));
}

class FirmwareFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "bin");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  std::string complaint_of(const std::string& name) {
    const auto firmware = load_firmware(folder_ / name);
    return firmware ? "(accepted)" : firmware.error().message;
  }
  std::filesystem::path folder_ = std::filesystem::path(::testing::TempDir()) /
                                  ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(FirmwareFiles, TellFormatsByTheirContent) {
  write("a.elf", ElfBuilder::good().build());
  write("a.bin", ElfBuilder::program(0x00130000, 0x00100021));
  write("elf.bin", ElfBuilder::good().build());
  EXPECT_EQ(complaint_of("a.elf"), "(accepted)");
  EXPECT_EQ(complaint_of("a.bin"), "(accepted)");
  EXPECT_EQ(complaint_of("elf.bin"), "(accepted)");
  write("a.hex", ":1000000000001300210010");
  EXPECT_THAT(complaint_of("a.hex"), HasSubstr("Intel HEX"));
  write("a.exe", "MZ\x90");
  EXPECT_THAT(complaint_of("a.exe"), HasSubstr("Windows program"));
  write("a.txt", "hello");
  EXPECT_THAT(complaint_of("a.txt"), HasSubstr("the file begins with 68 65 6c 6c"));
  write("empty", "");
  EXPECT_THAT(complaint_of("empty"), HasSubstr("the file is empty"));
  EXPECT_THAT(complaint_of("none"), HasSubstr("does not exist"));
}

constexpr const char* kManifest = R"({ "SchemaVersion": 1, "Name": "rt",
  "ComponentId": "005180bc-402f-4cb3-a662-72937dbcde47", "EntryPoint": "/bin/app",
  "Capabilities": { "Gpio": [8] }, "ApplicationType": "RealTimeCapable" })";

TEST_F(FirmwareFiles, LoadAFolder) {
  write("app_manifest.json", kManifest);
  EXPECT_THAT(complaint_of(""), HasSubstr("there is no \"/bin/app\""));
  write("bin/app", ElfBuilder::good().build());
  const auto firmware = load_firmware(folder_);
  ASSERT_TRUE(firmware.has_value()) << firmware.error().message;
  ASSERT_TRUE(firmware->manifest.has_value());
  EXPECT_EQ(firmware->manifest->name, "rt");
  EXPECT_EQ(firmware->manifest->capabilities.gpio, std::set<unsigned>{8});
}

TEST_F(FirmwareFiles, RefuseAFolderForTheA7) {
  std::string manifest = kManifest;
  manifest.replace(manifest.find("RealTimeCapable"), 15, "Default");
  write("app_manifest.json", manifest);
  write("bin/app", ElfBuilder::good().build());
  EXPECT_THAT(complaint_of(""), HasSubstr("an app for the Cortex-A7. Use --a7"));
}

TEST_F(FirmwareFiles, RefuseAFolderWithoutAManifest) {
  EXPECT_THAT(complaint_of(""), HasSubstr("there is no app_manifest.json"));
}

}  // namespace
}  // namespace armillary::image
