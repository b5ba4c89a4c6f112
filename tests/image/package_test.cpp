// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/package.h"

#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/elf_builder.h"
#include "image/firmware.h"

namespace armillary::image {
namespace {

using test::ElfBuilder;
using ::testing::HasSubstr;

constexpr std::string_view kManifest =
    R"({"SchemaVersion":1,"Name":"p","ComponentId":"25025d2c-66da-4448-bae1-ac26fcdd3627",)"
    R"("EntryPoint":"/bin/app","Capabilities":{}})";

/// An image package with /app_manifest.json and /bin/app, written from the published layout
/// independently of the reader.
std::string build_package(std::string_view manifest, std::string_view program) {
  std::string out(4096, '\0');
  std::string head;
  const auto inode = [](std::uint32_t mode, std::size_t size, std::size_t offset,
                        std::string name) {
    name.resize((name.size() + 3) & ~std::size_t{3}, '\0');
    std::string bytes;
    ElfBuilder::put16(bytes, mode);
    ElfBuilder::put16(bytes, 0);
    ElfBuilder::put32(bytes, static_cast<std::uint32_t>(size));
    ElfBuilder::put32(bytes, static_cast<std::uint32_t>(name.size() / 4 | offset / 4 << 6));
    return bytes + name;
  };
  const auto pages = [](std::size_t size) { return (size + 4095) & ~std::size_t{4095}; };
  const std::size_t manifest_at = 4096, program_at = manifest_at + pages(manifest.size());
  const std::string app = inode(0101755, program.size(), program_at, "app");
  const std::string entries_begin =
      inode(0100644, manifest.size(), manifest_at, "app_manifest.json");
  const std::size_t root_at = 76, bin_at = root_at + entries_begin.size() + 12 + 4;
  const std::string root_entries = entries_begin + inode(040755, app.size(), bin_at, "bin");
  ElfBuilder::put32(head, 0x28CD3D45);
  ElfBuilder::put32(head, static_cast<std::uint32_t>(program_at + pages(program.size())));
  ElfBuilder::put32(head, 3);
  ElfBuilder::put32(head, 0);
  head += "Compressed ROMFS";
  head.resize(48, '\0');
  head += "Compressed";
  head.resize(64, '\0');
  head += inode(040755, root_entries.size(), root_at, "");
  head += root_entries + app;
  out.replace(0, head.size(), head);
  out += manifest;
  out.resize(program_at, '\0');
  out += program;
  out.resize(pages(out.size()), '\0');
  std::string metadata;
  ElfBuilder::put32(metadata, 0x4D345834);
  ElfBuilder::put32(metadata, 1);
  ElfBuilder::put16(metadata, 0x4449);
  ElfBuilder::put16(metadata, 36);
  ElfBuilder::put32(metadata, 10);
  metadata += std::string(16, '\x11') + std::string(16, '\x22');
  ElfBuilder::put32(metadata, static_cast<std::uint32_t>(metadata.size() + 4));
  return out + metadata + std::string(64, '\x5A');
}

TEST(Package, ReadsAnImagePackage) {
  const std::string bytes = build_package(kManifest, "program");
  const auto package = read_package(bytes, "x/p.imagepackage");
  ASSERT_TRUE(package.has_value()) << package.error().message;
  EXPECT_EQ(package->name, "p.imagepackage");
  EXPECT_EQ(package->manifest.name, "p");
  ASSERT_EQ(package->files.size(), 2U);
  ASSERT_NE(package->find("/bin/app"), nullptr);
  EXPECT_EQ(package->find("/bin/app")->bytes, "program");
  EXPECT_TRUE(package->find("/bin/app")->executable);
  EXPECT_FALSE(package->find("app_manifest.json")->executable);
  ASSERT_TRUE(package->metadata && package->metadata->identity);
  EXPECT_EQ(package->metadata->identity->image_id.to_string(),
            "22222222-2222-2222-2222-222222222222");
}

TEST(Package, RefusesEveryTruncation) {
  const std::string bytes = build_package(kManifest, "program");
  for (std::size_t size = 0; size < bytes.size(); size += 61) {
    const auto package = read_package(std::string_view(bytes).substr(0, size), "p");
    ASSERT_FALSE(package.has_value()) << size;
    EXPECT_THAT(package.error().message, ::testing::StartsWith("p: "));
  }
}

TEST(Package, RefusesAFolderThatHoldsItself) {
  std::string bytes = build_package(kManifest, "program");
  // The entry "bin" of the root points at the root's entries.
  const std::size_t bin = bytes.find(std::string("bin\0", 4));
  ASSERT_NE(bin, std::string::npos);
  std::string pointer;
  ElfBuilder::put32(pointer, 1 | 76 / 4 << 6);
  bytes.replace(bin - 4, 4, pointer);
  const auto package = read_package(bytes, "p");
  ASSERT_FALSE(package.has_value());
  EXPECT_THAT(package.error().message, HasSubstr("damaged"));
}

TEST(Package, SurvivesDamage) {
  const std::string good = build_package(kManifest, ElfBuilder::good().build());
  std::mt19937 random(5);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = good;
    for (unsigned n = random() % 4 + 1; n > 0; --n) {
      // Half of the damage hits the file system's tables, half the metadata.
      const std::size_t at = random() % 2 == 0 ? random() % 160 : bytes.size() - 1 - random() % 120;
      bytes[at] = static_cast<char>(random());
    }
    const auto package = read_package(bytes, "p");
    if (!package) {
      EXPECT_THAT(package.error().message, ::testing::StartsWith("p"));
    }
  }
}

}  // namespace
}  // namespace armillary::image
