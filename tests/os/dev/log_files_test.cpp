// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/log_files.h"

#include <string_view>

#include <gtest/gtest.h>

#include "os/fs/memory_vfs.h"

namespace armillary::os {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
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
  EXPECT_EQ(events[0].fields.at("stream"), "log-debug");
  EXPECT_EQ(events[0].fields.at("data"), "one\n");
  EXPECT_EQ(events[1].fields.at("data"), "two\n");
  EXPECT_EQ(events[2].fields.at("data"), "open");
}

TEST(LogFiles, OpenLinesAreToldOnceAtTheEnd) {
  sim::Domain domain("a7", 0);
  LogFiles logs(domain);
  const auto first = logs.open("a7.one", "stdout"), second = logs.open("a7.two", "log-debug");
  first->write(bytes_of("half"));
  second->write(bytes_of("whole\n"));
  logs.flush();
  logs.flush();
  const auto events = domain.journal().take();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].source, "a7.one");
  EXPECT_EQ(events[1].fields.at("data"), "half");
}

TEST(LogFiles, ClosedOnesAreForgotten) {
  sim::Domain domain("a7", 0);
  LogFiles logs(domain);
  const auto kept = logs.open("a7.kept", "stdout");
  for (int i = 0; i < 10'000; ++i) static_cast<void>(logs.open("a7.busy", "log-debug"));
  EXPECT_LE(logs.size(), 64U);
  kept->write(bytes_of("still there"));
  logs.flush();
  EXPECT_EQ(domain.journal().take().size(), 1U);
}

TEST(LogFiles, TheDeviceIsForWritingOnly) {
  sim::Domain domain("a7", 0);
  LogFiles logs(domain);
  MemoryVfs vfs;
  add_log_device(vfs, logs);
  const Caller app{10001, 10001, 022, nullptr};
  const auto file = vfs.open(app, "/dev/log-debug", kOWriteOnly, 0);
  ASSERT_TRUE(file);
  EXPECT_FALSE((*file)->readable());
  EXPECT_TRUE((*file)->writable());
  EXPECT_EQ(vfs.open(app, "/dev/log-debug", kOReadWrite, 0).error(), kEACCES);
}

}  // namespace
}  // namespace armillary::os
