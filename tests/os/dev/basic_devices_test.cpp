// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/basic_devices.h"

#include <array>
#include <string_view>

#include <gtest/gtest.h>

#include "os/fs/memory_vfs.h"

namespace armillary::os {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

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

TEST(LogFile, EachLineIsAnEvent) {
  sim::Domain domain("a7", 0);
  {
    LogFile file(domain, "a7.gateway", "log-debug");
    EXPECT_EQ(file.write(bytes_of("one\ntw")), 6);
    file.write(bytes_of("o\nopen"));
  }
  const auto events = domain.journal().take();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].source, "a7.gateway");
  EXPECT_EQ(events[0].type, EventType::log);
  EXPECT_EQ(events[0].fields.at("data"), "one\n");
  EXPECT_EQ(events[1].fields.at("data"), "two\n");
  EXPECT_EQ(events[2].fields.at("data"), "open");
}

}  // namespace
}  // namespace armillary::os
