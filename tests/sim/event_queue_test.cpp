// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/event_queue.h"

#include <algorithm>
#include <memory>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace armillary::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class EventQueueTest : public testing::Test {
 protected:
  std::unique_ptr<TimedEvent> make(const std::string& name, int priority = TimedEvent::devices) {
    return std::make_unique<TimedEvent>(
        queue, name, [this, name] { order.push_back(name); }, priority);
  }
  void run_all() {
    while (!queue.empty()) queue.run_next();
  }
  EventQueue queue;
  std::vector<std::string> order;
};

TEST_F(EventQueueTest, TimeThenPriorityThenOrderOfScheduling) {
  auto late = make("late");
  auto first = make("first");
  auto second = make("second");
  auto clock = make("clock", TimedEvent::clocks);
  late->schedule(kPowerOn + 2ns);
  first->schedule(kPowerOn + 1ns);
  second->schedule(kPowerOn + 1ns);
  clock->schedule(kPowerOn + 1ns);
  run_all();
  EXPECT_THAT(order, ElementsAre("clock", "first", "second", "late"));
}

TEST_F(EventQueueTest, ReschedulingReplaces) {
  auto a = make("a");
  auto b = make("b");
  a->schedule(kPowerOn + 1ns);
  b->schedule(kPowerOn + 2ns);
  a->schedule(kPowerOn + 3ns);
  run_all();
  EXPECT_THAT(order, ElementsAre("b", "a"));
}

TEST_F(EventQueueTest, CancelledAndDestroyedEventsDoNotRun) {
  auto a = make("a");
  auto b = make("b");
  a->schedule(kPowerOn + 1ns);
  b->schedule(kPowerOn + 2ns);
  a->cancel();
  b.reset();
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.next(), kNever);
}

TEST_F(EventQueueTest, AnEventMayScheduleItself) {
  int left = 3;
  std::unique_ptr<TimedEvent> tick;
  tick = std::make_unique<TimedEvent>(queue, "tick", [&] {
    if (--left > 0) tick->schedule(kPowerOn + Duration{10 - left});
  });
  tick->schedule(kPowerOn);
  run_all();
  EXPECT_EQ(left, 0);
}

TEST_F(EventQueueTest, TellsWhenTheHeadMovesEarlier) {
  std::vector<Time> heads;
  queue.on_earlier([&](Time t) { heads.push_back(t); });
  auto a = make("a");
  auto b = make("b");
  auto c = make("c");
  a->schedule(kPowerOn + 5ns);
  b->schedule(kPowerOn + 7ns);
  c->schedule(kPowerOn + 3ns);
  EXPECT_THAT(heads, ElementsAre(kPowerOn + 5ns, kPowerOn + 3ns));
}

RC_GTEST_PROP(EventQueueProperty, AnyMixOfSchedulesAndCancelsRunsInOrder, ()) {
  EventQueue queue;
  std::vector<Time> ran;
  Time current = kPowerOn;
  std::vector<std::unique_ptr<TimedEvent>> events;
  for (int i = 0; i < 20; ++i) {
    events.push_back(std::make_unique<TimedEvent>(queue, "e", [&] { ran.push_back(current); }));
  }
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 20), rc::gen::inRange(-20, 100)));
  for (const auto& [which, when] : steps) {
    auto& event = *events[static_cast<std::size_t>(which)];
    if (when < 0) {
      event.cancel();
    } else {
      event.schedule(kPowerOn + Duration{when});
    }
  }
  const auto expected = std::count_if(events.begin(), events.end(),
                                      [](const auto& event) { return event->scheduled(); });
  while (!queue.empty()) {
    current = queue.next();
    queue.run_next();
  }
  RC_ASSERT(static_cast<long>(ran.size()) == expected);
  RC_ASSERT(std::is_sorted(ran.begin(), ran.end()));
}

}  // namespace
}  // namespace armillary::sim
