// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/time.h"

namespace armillary::sim {

class Archive;
class EventQueue;

/// Something that will happen: a timer's expiry, the end of a byte on a wire. It is a member of the
/// object it belongs to, has a name for traces, and is scheduled and cancelled without allocation.
/// It unschedules itself when it is destroyed.
class TimedEvent {
 public:
  /// Of two events at one instant the one with the lower priority number goes first; of two with
  /// the same number the one that was scheduled first.
  enum Priority : int { clocks = 0, devices = 10, software = 20 };

  TimedEvent(EventQueue& queue, std::string name, std::function<void()> action,
             int priority = devices);
  ~TimedEvent();
  TimedEvent(const TimedEvent&) = delete;
  TimedEvent& operator=(const TimedEvent&) = delete;

  /// Replaces an earlier schedule. An instant in the past means now.
  void schedule(Time when);
  void cancel();
  [[nodiscard]] bool scheduled() const { return slot_ != kNone; }
  /// kNever when not scheduled.
  [[nodiscard]] Time when() const { return scheduled() ? when_ : kNever; }
  [[nodiscard]] const std::string& name() const { return name_; }
  /// Keeps the place among the events of one instant, too.
  void serialize(Archive& archive);

 private:
  friend class EventQueue;
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  EventQueue& queue_;
  std::string name_;
  std::function<void()> action_;
  int priority_;
  Time when_ = kNever;
  std::uint64_t sequence_ = 0;
  std::size_t slot_ = kNone;  ///< place in the queue's heap
};

/// The events of one domain, earliest first. Not thread-safe: a domain runs on one thread at a
/// time.
class EventQueue {
 public:
  EventQueue() = default;
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;

  /// The instant of the earliest event, or kNever.
  [[nodiscard]] Time next() const { return heap_.empty() ? kNever : heap_.front()->when_; }
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  /// Takes the earliest event off the queue and runs it. The queue is not empty.
  void run_next();
  /// Called when an event becomes the earliest one: a running processor must then stop for it.
  void on_earlier(std::function<void(Time)> observer) { earlier_ = std::move(observer); }
  /// The counter behind the order of events at one instant. The events themselves are part of the
  /// objects they belong to.
  void serialize(Archive& archive);

 private:
  friend class TimedEvent;
  static bool before(const TimedEvent& a, const TimedEvent& b);
  void insert(TimedEvent& event, std::uint64_t sequence);
  void remove(TimedEvent& event);
  void place(std::size_t slot, TimedEvent* event);
  void sift_up(std::size_t slot);
  void sift_down(std::size_t slot);

  std::vector<TimedEvent*> heap_;
  std::uint64_t next_sequence_ = 0;
  std::function<void(Time)> earlier_;
};

}  // namespace armillary::sim
