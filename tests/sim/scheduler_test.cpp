// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/scheduler.h"

#include <memory>
#include <string>

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace armillary::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// A processor whose instructions take 7 ns and that calls its program at each of them.
class ToyProcessor : public Processor {
 public:
  using Program = std::function<void(ToyProcessor&)>;
  explicit ToyProcessor(Program program) : program_(std::move(program)) {}
  [[nodiscard]] Time now() const override { return now_; }
  [[nodiscard]] bool asleep() const override { return asleep_; }
  void run_until(Time limit) override {
    limit_ = limit;
    while (now_ < limit_ && !asleep_) {
      program_(*this);
      now_ += 7ns;
      ++instructions;
    }
  }
  void limit_run(Time limit) override { limit_ = std::min(limit_, limit); }
  void skip_to(Time t) override { now_ = t; }
  void sleep() { asleep_ = true; }
  void wake() { asleep_ = false; }
  long instructions = 0;

 private:
  Program program_;
  Time now_ = kPowerOn, limit_ = kPowerOn;
  bool asleep_ = false;
};

class Collector : public EventSink {
 public:
  void on_event(const Event& event) override { lines.push_back(to_json_line(event)); }
  std::vector<std::string> lines;
};

boost::json::object text(std::string_view value) {
  boost::json::object fields;
  fields["text"] = value;
  return fields;
}

class SchedulerTest : public testing::Test {
 protected:
  SchedulerTest() {
    scheduler.add(one);
    scheduler.add(zero);  // added out of order: the index decides
    scheduler.add(sink);
  }
  Domain zero{"zero", 0}, one{"one", 1};
  Scheduler scheduler;
  Collector sink;
};

TEST_F(SchedulerTest, EventsKeepTheirOwnInstant) {
  TimedEvent tick(zero.events(), "tick",
                  [&] { zero.journal().record("zero", EventType::log, text("tick")); });
  tick.schedule(kPowerOn + 12'345ns);
  EXPECT_EQ(scheduler.run_until(kPowerOn + 1s), Scheduler::Outcome::deadline);
  EXPECT_THAT(sink.lines, ElementsAre(R"({"t":12345,"src":"zero","type":"log","text":"tick"})"));
  EXPECT_EQ(scheduler.now(), kPowerOn + 1s);
}

TEST_F(SchedulerTest, AProcessorStopsForAnEventScheduledFromInsideAnAccess) {
  std::unique_ptr<TimedEvent> event;
  Time seen = kNever;
  ToyProcessor processor([&](ToyProcessor& p) {
    if (p.instructions == 3) event->schedule(zero.now() + 10ns);
  });
  event = std::make_unique<TimedEvent>(zero.events(), "e", [&] {
    seen = zero.now();
    // 3 instructions, the one that scheduled, and the rest until 31 ns: 5 * 7 = 35.
    EXPECT_EQ(processor.instructions, 5);
  });
  zero.set_processor(&processor);
  scheduler.run_until(kPowerOn + 1us);
  EXPECT_EQ(seen, kPowerOn + 31ns);
}

TEST_F(SchedulerTest, ASleepingProcessorCostsNothingAndWakesAtTheEvent) {
  std::vector<Time> woke;
  ToyProcessor processor([&](ToyProcessor& p) {
    woke.push_back(p.now());
    p.sleep();
  });
  TimedEvent wake(zero.events(), "wake", [&] {
    processor.wake();
    wake.schedule(zero.now() + 1s);
  });
  zero.set_processor(&processor);
  wake.schedule(kPowerOn + 1s);
  int boundaries = 0;
  scheduler.on_boundary([&](Time) { return ++boundaries > 0; });
  scheduler.run_until(kPowerOn + 3500ms);
  EXPECT_THAT(woke, ElementsAre(kPowerOn, kPowerOn + 1s, kPowerOn + 2s, kPowerOn + 3s));
  EXPECT_LE(boundaries, 4);  // windows without an event were skipped
}

TEST_F(SchedulerTest, MergesByTimeThenDomain) {
  TimedEvent a(one.events(), "a", [&] { one.journal().record("one", EventType::log, text("x")); });
  TimedEvent b(zero.events(), "b",
               [&] { zero.journal().record("zero", EventType::log, text("x")); });
  TimedEvent c(one.events(), "c", [&] { one.journal().record("one", EventType::log, text("y")); });
  a.schedule(kPowerOn + 5us);
  b.schedule(kPowerOn + 5us);
  c.schedule(kPowerOn + 1us);
  scheduler.run_until(kPowerOn + 1ms);
  EXPECT_THAT(sink.lines, ElementsAre(R"({"t":1000,"src":"one","type":"log","text":"y"})",
                                      R"({"t":5000,"src":"zero","type":"log","text":"x"})",
                                      R"({"t":5000,"src":"one","type":"log","text":"x"})"));
}

TEST_F(SchedulerTest, IdleWhenNothingCanHappen) {
  TimedEvent once(zero.events(), "once", [] {});
  once.schedule(kPowerOn + 5ms);
  EXPECT_EQ(scheduler.run_until(kNever), Scheduler::Outcome::idle);
  EXPECT_EQ(scheduler.now(), kPowerOn + 5ms + Scheduler::kWindow);
}

TEST_F(SchedulerTest, StopAndInterruptionEndTheRunAtABoundary) {
  TimedEvent stop(zero.events(), "stop", [&] { zero.request_stop(); });
  stop.schedule(kPowerOn + 15us);
  EXPECT_EQ(scheduler.run_until(kNever), Scheduler::Outcome::stopped);
  EXPECT_EQ(scheduler.now(), kPowerOn + 20us);
}

/// Passes a number to and fro; each side answers with one more.
class PingPong : public Link {
 public:
  explicit PingPong(std::array<Domain*, 2> domains) : domains_(domains) {}
  void send(std::size_t from, int value) {
    outbox_[from].push_back(value);
    domains_[from]->request_exchange();
  }
  void collect() override {
    for (std::size_t from = 0; from < 2; ++from) flight_[from] = std::exchange(outbox_[from], {});
  }
  void deliver(Time boundary) override {
    for (std::size_t from = 0; from < 2; ++from) {
      for (const int value : flight_[from]) on_delivery[1 - from](boundary, value);
    }
  }
  std::array<std::function<void(Time, int)>, 2> on_delivery;

 private:
  std::array<Domain*, 2> domains_;
  std::array<std::vector<int>, 2> outbox_, flight_;
};

std::vector<std::string> ping_pong(unsigned threads) {
  Domain zero{"zero", 0}, one{"one", 1};
  PingPong link({&zero, &one});
  Collector sink;
  Scheduler scheduler;
  scheduler.add(zero);
  scheduler.add(one);
  scheduler.add(link);
  scheduler.add(sink);
  scheduler.set_threads(threads);
  // Both busy all the time; an answer leaves at the first instruction after the delivery.
  std::array<int, 2> received{0, 0};
  const auto program = [&](std::size_t side, Domain& domain) {
    return [&, side](ToyProcessor&) {
      if (received[side] == 0) return;
      boost::json::object fields;
      fields["value"] = received[side];
      domain.journal().record(domain.name(), EventType::mailbox, std::move(fields));
      link.send(side, received[side] + 1);
      received[side] = 0;
    };
  };
  ToyProcessor p0(program(0, zero)), p1(program(1, one));
  zero.set_processor(&p0);
  one.set_processor(&p1);
  link.on_delivery[0] = [&](Time, int value) { received[0] = value; };
  link.on_delivery[1] = [&](Time, int value) { received[1] = value; };
  received[0] = 1;
  scheduler.run_until(kPowerOn + 2ms);
  return sink.lines;
}

TEST(SchedulerExchange, AnAnswerToADeliveryIsDeliveredThoughEverybodySleeps) {
  Domain zero{"zero", 0}, one{"one", 1};
  PingPong link({&zero, &one});
  Scheduler scheduler;
  scheduler.add(zero);
  scheduler.add(one);
  scheduler.add(link);
  std::vector<std::pair<Time, int>> seen;
  link.on_delivery[1] = [&](Time at, int value) {
    seen.emplace_back(at, value);
    link.send(1, value + 1);
  };
  link.on_delivery[0] = [&](Time at, int value) { seen.emplace_back(at, value); };
  link.send(0, 1);
  EXPECT_EQ(scheduler.run_until(kNever), Scheduler::Outcome::idle);
  EXPECT_THAT(seen, ElementsAre(std::pair{kPowerOn + 10us, 1}, std::pair{kPowerOn + 20us, 2}));
}

TEST(SchedulerExchange, WhatALoneDomainSendsArrivesAtTheNextBorderThoughWindowsAreJoined) {
  Domain zero{"zero", 0}, one{"one", 1};
  PingPong link({&zero, &one});
  Scheduler scheduler;
  scheduler.add(zero);
  scheduler.add(one);
  scheduler.add(link);
  bool sent = false;
  ToyProcessor busy([&](ToyProcessor& processor) {
    if (sent || processor.now() < kPowerOn + 123us) return;
    sent = true;
    link.send(0, 7);
  });
  zero.set_processor(&busy);
  std::vector<std::pair<Time, int>> seen;
  link.on_delivery[1] = [&](Time at, int value) { seen.emplace_back(at, value); };
  int boundaries = 0;
  scheduler.on_boundary([&](Time) { return ++boundaries > 0; });
  scheduler.run_until(kPowerOn + 600us);
  EXPECT_THAT(seen, ElementsAre(std::pair{kPowerOn + 130us, 7}));
  EXPECT_EQ(boundaries, 2);  // at 130 us and at the end
}

TEST(SchedulerExchange, AnEventOfAnotherDomainEndsTheStretchBeforeIt) {
  Domain zero{"zero", 0}, one{"one", 1};
  Scheduler scheduler;
  scheduler.add(zero);
  scheduler.add(one);
  ToyProcessor busy([](ToyProcessor&) {});
  zero.set_processor(&busy);
  Time zero_was_at = kNever;
  TimedEvent event(one.events(), "event", [&] { zero_was_at = zero.now(); });
  event.schedule(kPowerOn + 257us);
  scheduler.run_until(kPowerOn + 600us);
  EXPECT_LE(zero_was_at, kPowerOn + 260us);
  EXPECT_GE(zero_was_at, kPowerOn + 250us);
}

TEST(SchedulerThreads, TheNumberOfHostThreadsDoesNotShow) {
  const auto alone = ping_pong(1);
  EXPECT_EQ(alone.size(), 200U);  // one pass a window
  EXPECT_EQ(ping_pong(2), alone);
  EXPECT_EQ(ping_pong(3), alone);
}

TEST(Scheduler, AsksTheOutsideBeforeItIsIdle) {
  Domain domain("one", 0);
  std::vector<std::int64_t> happened;
  TimedEvent event(domain.events(), "event",
                   [&] { happened.push_back(nanoseconds(domain.now())); });
  Scheduler scheduler;
  scheduler.add(domain);
  int inputs = 3;
  scheduler.on_idle([&](Time now) {
    if (inputs == 0) return false;
    --inputs;
    event.schedule(now + std::chrono::milliseconds{1});
    return true;
  });
  EXPECT_EQ(scheduler.run_until(kNever), Scheduler::Outcome::idle);
  // Each from the end of the window in which the one before it happened.
  EXPECT_EQ(happened, (std::vector<std::int64_t>{1'000'000, 2'010'000, 3'020'000}));
  inputs = 1;
  EXPECT_EQ(scheduler.run_until(kPowerOn + std::chrono::seconds{1}), Scheduler::Outcome::deadline);
  EXPECT_EQ(happened.size(), 4U);
  EXPECT_EQ(scheduler.now(), kPowerOn + std::chrono::seconds{1});
}

}  // namespace
}  // namespace armillary::sim
