// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/sha256.h"

#include <gtest/gtest.h>

namespace armillary {
namespace {

// The vectors of FIPS 180-2, appendix B.
TEST(Sha256, KnownVectors) {
  Sha256 hash;
  EXPECT_EQ(hash.hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  hash.update("ab");
  hash.update("c");
  EXPECT_EQ(hash.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, MoreBytesMayFollowADigest) {
  Sha256 parts, whole;
  parts.update("x");
  static_cast<void>(parts.hex());
  parts.update("y");
  whole.update("xy");
  EXPECT_EQ(parts.hex(), whole.hex());
}

}  // namespace
}  // namespace armillary
