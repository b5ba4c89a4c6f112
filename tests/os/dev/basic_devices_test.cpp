// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/basic_devices.h"

#include <array>
#include <string_view>

#include <gtest/gtest.h>

#include "os/fs/memory_vfs.h"

namespace armillary::os {
namespace {

TEST(BasicDevices, DoWhatTheirNamesSay) {
  MemoryVfs vfs;
  RandomSource random(1), same(1);
  add_basic_devices(vfs, random);
  const auto open = [&](std::string_view path) { return *vfs.open({}, path, kOReadWrite, 0); };
  std::array<std::byte, 4> out{std::byte{1}, std::byte{1}, std::byte{1}, std::byte{1}}, expected{};
  EXPECT_EQ(open("/dev/null")->read(out), 0);
  EXPECT_EQ(open("/dev/zero")->read(out), 4);
  EXPECT_EQ(out, expected);
  EXPECT_EQ(open("/dev/full")->write(out), -kENOSPC);
  open("/dev/urandom")->read(out);
  same.fill(expected);
  EXPECT_EQ(out, expected);
  EXPECT_EQ(vfs.stat({}, "/dev/null", true)->device_number, 0x0103U);
}

}  // namespace
}  // namespace armillary::os
