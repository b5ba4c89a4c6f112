// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "os/ipc/epoll_file.h"
#include "os/ipc/event_file.h"
#include "os/ipc/pipe.h"
#include "os/ipc/timer_file.h"

namespace armillary::os {
namespace {

using std::chrono::seconds;

std::uint64_t read_count(File& file, SysResult& result) {
  std::array<std::byte, 8> bytes{};
  result = file.read(bytes);
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return value;
}

TEST(Pipe, HoldsSixtyFourKiBAndKeepsSmallWritesWhole) {
  Pipe::Ends ends = Pipe::make(0, 1);
  EXPECT_EQ(ends.writer->write(std::vector<std::byte>(70'000)), 65536);
  EXPECT_EQ(ends.writer->write(std::vector<std::byte>(1)), -kEAGAIN);
  std::vector<std::byte> out(100);
  EXPECT_EQ(ends.reader->read(out), 100);
  EXPECT_EQ(ends.writer->write(std::vector<std::byte>(101)), -kEAGAIN);
  EXPECT_EQ(ends.writer->write(std::vector<std::byte>(100)), 100);
  EXPECT_EQ(ends.writer->poll(), 0U);
}

TEST(Pipe, EndsShowWhenTheOtherIsGone) {
  Pipe::Ends ends = Pipe::make(0, 1);
  std::vector<std::byte> out(1);
  EXPECT_EQ(ends.reader->read(out), -kEAGAIN);
  ends.writer.reset();
  EXPECT_EQ(ends.reader->poll(), kEpollHup);
  EXPECT_EQ(ends.reader->read(out), 0);
  Pipe::Ends other = Pipe::make(0, 2);
  other.reader.reset();
  EXPECT_EQ(other.writer->write(std::vector<std::byte>(1)), -kEPIPE);
}

TEST(EventFile, CountsAndCountsDown) {
  EventFile counter(0, 3, false);
  SysResult result = 0;
  EXPECT_EQ(read_count(counter, result), 3U);
  read_count(counter, result);
  EXPECT_EQ(result, -kEAGAIN);
  EventFile semaphore(0, 2, true);
  EXPECT_EQ(read_count(semaphore, result), 1U);
  EXPECT_EQ(read_count(semaphore, result), 1U);
  EXPECT_EQ(semaphore.poll(), kEpollOut);
}

class TimerFileTest : public testing::Test {
 protected:
  void run_to(sim::Time t) {
    domain_.run_window(t);
    domain_.enter_boundary(t);
  }
  sim::Domain domain_{"a7", 0};
  WallClock wall_{{}};
  SysResult result_ = 0;
};

TEST_F(TimerFileTest, TenSecondsAreExact) {
  TimerFile timer(0, domain_, wall_, false);
  timer.set(0, {.interval = {}, .value = seconds(10)});
  run_to(sim::Time(seconds(10)));
  EXPECT_EQ(timer.poll(), 0U);
  run_to(sim::Time(seconds(10)) + sim::Duration(1));
  EXPECT_EQ(timer.poll(), kEpollIn);
  EXPECT_EQ(read_count(timer, result_), 1U);
  read_count(timer, result_);
  EXPECT_EQ(result_, -kEAGAIN);
}

TEST_F(TimerFileTest, AnIntervalCountsWhatNobodyRead) {
  TimerFile timer(0, domain_, wall_, false);
  timer.set(TimerFile::kAbsolute, {.interval = seconds(1), .value = seconds(2)});
  run_to(sim::Time(seconds(5)) + sim::Duration(1));
  EXPECT_EQ(read_count(timer, result_), 4U);
  EXPECT_EQ(timer.remaining().value, seconds(1) - sim::Duration(1));
  run_to(sim::Time(seconds(6)) + sim::Duration(1));
  EXPECT_EQ(read_count(timer, result_), 1U);
}

TEST_F(TimerFileTest, SettingTheClockCancelsOrMoves) {
  TimerFile moved(0, domain_, wall_, true), cancelled(0, domain_, wall_, true);
  moved.set(TimerFile::kAbsolute, {.interval = {}, .value = seconds(1000)});
  cancelled.set(TimerFile::kAbsolute | TimerFile::kCancelOnSet,
                {.interval = {}, .value = seconds(1000)});
  wall_.set(domain_.now(), {999, 0});
  read_count(cancelled, result_);
  EXPECT_EQ(result_, -kECANCELED);
  run_to(sim::Time(seconds(1)) + sim::Duration(1));
  EXPECT_EQ(moved.poll(), kEpollIn);
}

EpollFile::Event event(std::uint32_t events, std::uint64_t data) { return {events, 0, data}; }

TEST(EpollFile, LevelTellsAgainEdgeTellsOnce) {
  for (const std::uint32_t mode : {0U, kEpollEdge}) {
    EpollFile epoll(0);
    auto file = std::make_shared<EventFile>(0U, 1U, false);
    ASSERT_EQ(epoll.control(EpollFile::kAdd, 3, file, event(kEpollIn | mode, 7)), 0);
    EXPECT_EQ(epoll.collect(8).size(), 1U);
    EXPECT_EQ(epoll.collect(8).size(), mode == 0 ? 1U : 0U);
    const std::uint64_t one = 1;
    file->write(std::as_bytes(std::span(&one, 1)));
    EXPECT_EQ(epoll.collect(8).size(), 1U);
  }
}

TEST(EpollFile, OneShotWaitsForAModify) {
  EpollFile epoll(0);
  auto file = std::make_shared<EventFile>(0U, 1U, false);
  ASSERT_EQ(epoll.control(EpollFile::kAdd, 3, file, event(kEpollIn | kEpollOneShot, 7)), 0);
  EXPECT_EQ(epoll.collect(8).size(), 1U);
  EXPECT_TRUE(epoll.collect(8).empty());
  ASSERT_EQ(epoll.control(EpollFile::kModify, 3, file, event(kEpollIn | kEpollOneShot, 8)), 0);
  EXPECT_EQ(epoll.collect(8).at(0).data, 8U);
}

TEST(EpollFile, Refusals) {
  auto a = std::make_shared<EpollFile>(0U), b = std::make_shared<EpollFile>(0U);
  auto file = std::make_shared<EventFile>(0U, 0U, false);
  EXPECT_EQ(a->control(EpollFile::kAdd, 3, a, {}), -kEINVAL);
  EXPECT_EQ(a->control(EpollFile::kModify, 3, file, {}), -kENOENT);
  EXPECT_EQ(a->control(EpollFile::kAdd, 3, file, {}), 0);
  EXPECT_EQ(a->control(EpollFile::kAdd, 3, file, {}), -kEEXIST);
  EXPECT_EQ(a->control(EpollFile::kAdd, 4, b, event(kEpollIn, 1)), 0);
  EXPECT_EQ(b->control(EpollFile::kAdd, 5, a, event(kEpollIn, 1)), -kELOOP);
  ASSERT_EQ(b->control(EpollFile::kAdd, 3, file, event(kEpollIn, 9)), 0);
  const std::uint64_t one = 1;
  file->write(std::as_bytes(std::span(&one, 1)));
  EXPECT_EQ(a->collect(8).size(), 1U);  // through the nested one
}

TEST(EpollFile, AClosedFileLeavesByItself) {
  EpollFile epoll(0);
  auto file = std::make_shared<EventFile>(0U, 1U, false);
  ASSERT_EQ(epoll.control(EpollFile::kAdd, 3, file, event(kEpollIn, 7)), 0);
  file.reset();
  EXPECT_EQ(epoll.poll(), 0U);
  EXPECT_TRUE(epoll.collect(8).empty());
}

}  // namespace
}  // namespace armillary::os
