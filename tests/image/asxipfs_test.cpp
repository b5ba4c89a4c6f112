// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/asxipfs.h"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace armillary::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string refusal(const std::vector<PackageFile>& files) {
  const auto written = write_asxipfs(files);
  return written ? "(accepted)" : written.error().message;
}

TEST(Asxipfs, FilesLieOnPagesInTheOrderOfTheirNames) {
  const std::vector<PackageFile> files = {{"bin/app", std::string(5000, 'x'), true},
                                          {"app_manifest.json", "{}", false},
                                          {"bin/tool", "t", true}};
  const auto bytes = write_asxipfs(files);
  ASSERT_TRUE(bytes);
  ASSERT_EQ(bytes->size(), 5U * 4096);
  const Bytes all = bytes_of(*bytes);
  EXPECT_EQ(load32(all, 0), 0x28CD3D45U);
  EXPECT_EQ(load32(all, 4), bytes->size());
  EXPECT_EQ(load32(all, 8), 3U);
  EXPECT_EQ(bytes->substr(16, 16), "Compressed ROMFS");
  EXPECT_EQ(load32(all, 44), 5U) << "the root, a folder, three files";
  EXPECT_EQ(load16(all, 64), 040755U);
  EXPECT_EQ(load16(all, 76), 0101644U) << "execute in place, as the kernel wants it";
  EXPECT_EQ(bytes->substr(0x1000, 2), "{}");
  EXPECT_EQ(bytes->substr(0x2000, 5000), std::string(5000, 'x'));
  EXPECT_EQ(bytes->substr(0x4000, 1), "t");
}

TEST(Asxipfs, WhatIsReadIsWhatWasWritten) {
  const std::vector<PackageFile> files = {
      {"a", "1", false}, {"deep/er/b", "", true}, {"deep/c", std::string(4096, 'z'), false}};
  const auto bytes = write_asxipfs(files);
  ASSERT_TRUE(bytes);
  const auto read = read_asxipfs(bytes_of(*bytes), "p");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->files, (std::vector<PackageFile>{files[0], files[2], files[1]}));
  EXPECT_EQ(read->check_sum, read->computed_check_sum);
  EXPECT_THAT(read->not_in_place, IsEmpty());
}

TEST(Asxipfs, AChangedByteShowsInTheCheckSum) {
  auto bytes = write_asxipfs({{"a", "1", false}});
  ASSERT_TRUE(bytes);
  (*bytes)[0x1000] = '2';
  const auto read = read_asxipfs(bytes_of(*bytes), "p");
  ASSERT_TRUE(read);
  EXPECT_NE(read->check_sum, read->computed_check_sum);
}

TEST(Asxipfs, AFileThatIsNotExecutedInPlaceIsTold) {
  auto bytes = write_asxipfs({{"a", "1", false}});
  ASSERT_TRUE(bytes);
  (*bytes)[77] &= static_cast<char>(~0x02);  // 01000 of the first entry's mode
  const auto read = read_asxipfs(bytes_of(*bytes), "p");
  ASSERT_TRUE(read);
  EXPECT_THAT(read->not_in_place, ElementsAre("a"));
}

TEST(Asxipfs, PathsThatCannotBePackedAreRefused) {
  EXPECT_THAT(refusal({{"../a", "", false}}), HasSubstr("plain names"));
  EXPECT_THAT(refusal({{"/a", "", false}}), HasSubstr("plain names"));
  EXPECT_THAT(refusal({{"a//b", "", false}}), HasSubstr("plain names"));
  EXPECT_THAT(refusal({{"", "", false}}), HasSubstr("plain names"));
  EXPECT_THAT(refusal({{std::string(253, 'n'), "", false}}), HasSubstr("at most 252 bytes"));
  EXPECT_EQ(refusal({{std::string(252, 'n'), "", false}}), "(accepted)");
  EXPECT_THAT(refusal({{"a", "", false}, {"a", "", false}}), HasSubstr("taken by another"));
  EXPECT_THAT(refusal({{"a", "", false}, {"a/b", "", false}}), HasSubstr("taken by another"));
  EXPECT_THAT(refusal({{"a/b", "", false}, {"a", "", false}}), HasSubstr("taken by another"));
  EXPECT_THAT(refusal({{"a", std::string(17 << 20, 'x'), false}}), HasSubstr("more than 16 MiB"));
  EXPECT_THAT(refusal(std::vector<PackageFile>(1001)), HasSubstr("at most 1000"));
}

RC_GTEST_PROP(AsxipfsProperty, AnyTreeComesBack, ()) {
  std::map<std::string, PackageFile> tree;
  for (int i = *rc::gen::inRange(0, 30); i > 0; --i) {
    // Folders have capital letters, so that none has a file's name.
    std::string path;
    for (int depth = *rc::gen::inRange(0, 4); depth > 0; --depth) {
      path += static_cast<char>(*rc::gen::inRange<int>('A', 'D'));
      path += '/';
    }
    path += std::string(static_cast<std::size_t>(*rc::gen::inRange(1, 9)),
                        static_cast<char>(*rc::gen::inRange<int>('a', 'z')));
    tree[path] = {path, *rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<bool>()};
  }
  std::vector<PackageFile> files;
  for (const auto& [path, file] : tree) files.push_back(file);
  const auto bytes = write_asxipfs(files);
  RC_ASSERT(bytes.has_value());
  const auto read = read_asxipfs(bytes_of(*bytes), "p");
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->files == files);
  RC_ASSERT(read->check_sum == read->computed_check_sum);
}

}  // namespace
}  // namespace armillary::image
