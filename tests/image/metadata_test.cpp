// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/metadata.h"

#include <gmock/gmock.h>

#include "image/store.h"

namespace armillary::image {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Metadata everything() {
  Metadata metadata;
  metadata.identity = {kApplications, *Guid::parse("25025d2c-66da-4448-bae1-ac26fcdd3627"),
                       *Guid::parse("0a0b0c0d-0102-0304-0506-070809101112")};
  metadata.signature = {{1, 2, 3, 4}, Metadata::Signature::kEcdsa256};
  metadata.debug = {1'700'000'000, "an app"};
  metadata.temporary = Metadata::kUnderDevelopment;
  metadata.needs = {{16, AbiVersion::kApplicationRuntime}};
  return metadata;
}

/// As the end of an image: behind its file system and in front of its signature.
std::string image_with(const std::string& metadata) {
  return std::string(100, 'f') + metadata + std::string(kSignatureSize, 's');
}

TEST(Metadata, HasTheLengthOfTheVendorsAndTheirBytes) {
  const std::string bytes = write_metadata(everything());
  EXPECT_EQ(bytes.size(), 148U) << "of an app that is sideloaded";
  EXPECT_THAT(bytes, StartsWith("4X4M"));
  const Bytes all = bytes_of(bytes);
  EXPECT_EQ(load32(all, 4), 5U);
  EXPECT_EQ(bytes.substr(8, 2), "ID");
  EXPECT_EQ(load16(all, 10), 36U);
  EXPECT_EQ(load16(all, 12), 10U);
  EXPECT_EQ(load32(all, 16), 0x25025D2CU) << "GUIDs are mixed-endian";
  EXPECT_EQ(load32(all, bytes.size() - 4), bytes.size());
}

TEST(Metadata, WhatIsReadIsWhatWasWritten) {
  Metadata metadata = everything();
  metadata.provides = {{3, 2}, {1, 1}};
  metadata.others = {{"RO", "1234"}, {"LG", ""}};
  for (const Metadata& each : {metadata, everything(), Metadata{}}) {
    const std::string image = image_with(write_metadata(each));
    const auto read = read_metadata(bytes_of(image), "p");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, each);
  }
}

TEST(Metadata, ANameIsCutToWhatFits) {
  Metadata metadata;
  metadata.debug = {0, std::string(40, 'n')};
  const std::string image = image_with(write_metadata(metadata));
  const auto read = read_metadata(bytes_of(image), "p");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->debug->name, std::string(31, 'n'));
}

TEST(Metadata, DamageIsNamedWithItsPlace) {
  const auto refusal = [](const std::string& metadata) {
    const std::string image = image_with(metadata);
    const auto read = read_metadata(bytes_of(image), "p");
    return read ? "(accepted)" : read.error().message;
  };
  const std::string good = write_metadata(everything());
  std::string bytes = good;
  bytes[0] = 'x';
  EXPECT_THAT(refusal(bytes), HasSubstr("byte 0x64: no metadata mark"));
  bytes = good;
  store16(bytes, 10, 4);  // the identity is too short
  EXPECT_THAT(refusal(bytes), HasSubstr("byte 0x6c: the metadata section 0x4449 with 4 bytes"));
  bytes = good;
  store16(bytes, 10, 60000);
  EXPECT_THAT(refusal(bytes), HasSubstr("goes past the end"));
  bytes = good;
  store32(bytes, 4, 1000);
  EXPECT_THAT(refusal(bytes), HasSubstr("go past their end"));
  bytes = good;
  store32(bytes, bytes.size() - 4, 4000);
  EXPECT_THAT(refusal(bytes), HasSubstr("a metadata length of 4000"));
  bytes = good;
  store32(bytes, bytes.size() - 4, 3);
  EXPECT_THAT(refusal(bytes), HasSubstr("a metadata length of 3"));
  const auto none = read_metadata(bytes_of("too short"), "p");
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("no metadata"));
}

TEST(Metadata, ImageTypesHaveNames) {
  EXPECT_EQ(image_type_name(kApplications), "Applications");
  EXPECT_EQ(image_type_name(13), "FirmwareConfig");
  EXPECT_EQ(image_type_name(28), "Other");
  EXPECT_EQ(image_type_name(14), "type 14");
  EXPECT_EQ(image_type_name(65535), "type 65535");
}

}  // namespace
}  // namespace armillary::image
