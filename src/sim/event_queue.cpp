// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/event_queue.h"

#include <tuple>
#include <utility>

#include "sim/archive.h"

namespace armillary::sim {

TimedEvent::TimedEvent(EventQueue& queue, std::string name, std::function<void()> action,
                       int priority)
    : queue_(queue), name_(std::move(name)), action_(std::move(action)), priority_(priority) {}

TimedEvent::~TimedEvent() { cancel(); }

void TimedEvent::schedule(Time when) {
  cancel();
  when_ = when;
  queue_.insert(*this, queue_.next_sequence_++);
}

void TimedEvent::cancel() {
  if (scheduled()) queue_.remove(*this);
}

void TimedEvent::serialize(Archive& archive) {
  Time when = this->when();
  std::uint64_t sequence = scheduled() ? sequence_ : 0;  // a stale number is no state
  archive.value(when);
  archive.value(sequence);
  if (!archive.loading() || !archive.ok()) return;
  cancel();
  if (when == kNever) return;
  when_ = when;
  queue_.insert(*this, sequence);
}

void EventQueue::serialize(Archive& archive) {
  archive.section("event queue");
  archive.value(next_sequence_);
}

bool EventQueue::before(const TimedEvent& a, const TimedEvent& b) {
  return std::tie(a.when_, a.priority_, a.sequence_) < std::tie(b.when_, b.priority_, b.sequence_);
}

void EventQueue::run_next() {
  TimedEvent& event = *heap_.front();
  remove(event);
  event.action_();
}

void EventQueue::insert(TimedEvent& event, std::uint64_t sequence) {
  event.sequence_ = sequence;
  heap_.push_back(&event);
  place(heap_.size() - 1, &event);
  sift_up(heap_.size() - 1);
  if (heap_.front() == &event && earlier_) earlier_(event.when_);
}

void EventQueue::remove(TimedEvent& event) {
  const std::size_t slot = event.slot_;
  TimedEvent* last = heap_.back();
  heap_.pop_back();
  event.slot_ = TimedEvent::kNone;
  if (last == &event) return;
  place(slot, last);
  sift_up(slot);
  sift_down(last->slot_);
}

void EventQueue::place(std::size_t slot, TimedEvent* event) {
  heap_[slot] = event;
  event->slot_ = slot;
}

void EventQueue::sift_up(std::size_t slot) {
  TimedEvent* event = heap_[slot];
  while (slot > 0) {
    const std::size_t parent = (slot - 1) / 2;
    if (!before(*event, *heap_[parent])) break;
    place(slot, heap_[parent]);
    slot = parent;
  }
  place(slot, event);
}

void EventQueue::sift_down(std::size_t slot) {
  TimedEvent* event = heap_[slot];
  for (;;) {
    std::size_t child = 2 * slot + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && before(*heap_[child + 1], *heap_[child])) ++child;
    if (!before(*heap_[child], *event)) break;
    place(slot, heap_[child]);
    slot = child;
  }
  place(slot, event);
}

}  // namespace armillary::sim
