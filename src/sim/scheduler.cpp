// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/scheduler.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/worker_pool.h"

namespace armillary::sim {

Scheduler::Scheduler() = default;
Scheduler::~Scheduler() = default;

void Scheduler::add(Domain& domain) {
  domains_.push_back(&domain);
  std::sort(domains_.begin(), domains_.end(),
            [](const Domain* a, const Domain* b) { return a->index() < b->index(); });
}

void Scheduler::set_threads(unsigned threads) {
  workers_ = threads > 1 ? std::make_unique<WorkerPool>(threads) : nullptr;
}

Time Scheduler::next_activity() const {
  Time next = kNever;
  for (const Domain* domain : domains_) {
    // What was sent outside a window, or in answer to a delivery, waits for the next boundary.
    next = std::min(next, domain->exchange_requested() ? now_ : domain->next_activity());
  }
  return next;
}

Scheduler::Outcome Scheduler::run_until(Time end) {
  while (now_ < end) {
    const Time next = std::max(next_activity(), now_);
    if (next == kNever && idle_ && idle_(now_)) continue;
    if (next == kNever && end == kNever) return Outcome::idle;
    if (next >= end) {
      // Nothing happens before the end: time jumps.
      now_ = end;
      for (Domain* domain : domains_) domain->enter_boundary(end);
      break;
    }
    // The grid of windows is fixed, whatever was skipped.
    const Duration since = next - kPowerOn;
    const Time start = kPowerOn + since / kWindow * kWindow;
    const Time window_end = run_window(std::min(start + kWindow, end), end);
    for (Domain* domain : domains_) domain->enter_boundary(window_end);
    now_ = window_end;
    exchange(window_end);
    merge_journals();
    bool stop = false;
    for (const Domain* domain : domains_) stop = stop || domain->stop_requested();
    if (stop) return Outcome::stopped;
    if (boundary_ && !boundary_(now_)) return Outcome::interrupted;
  }
  merge_journals();
  return Outcome::deadline;
}

Time Scheduler::run_window(Time window_end, Time end) {
  active_.clear();
  Time others = kNever;
  bool exchange_waits = false;
  for (Domain* domain : domains_) {
    const Time next = domain->next_activity();
    exchange_waits = exchange_waits || domain->exchange_requested();
    if (next < window_end) {
      active_.push_back(domain);
    } else {
      others = std::min(others, next);
    }
  }
  if (active_.size() == 1) {
    Domain& alone = *active_.front();
    Time stretch_end = window_end;
    if (!exchange_waits) {
      // On the grid, so that everything after the stretch is as without it.
      const Time until = std::min(others, window_end + kLongestStretch);
      const Time border = kPowerOn + (until - kPowerOn) / kWindow * kWindow;
      stretch_end = std::max(window_end, std::min(border, end));
    }
    alone.run_window(stretch_end, kWindow);
    return alone.window_end();
  }
  if (workers_ == nullptr) {
    for (Domain* domain : active_) domain->run_window(window_end, kWindow);
  } else {
    workers_->run(active_.size(),
                  [&](std::size_t index) { active_[index]->run_window(window_end, kWindow); });
  }
  return window_end;
}

void Scheduler::exchange(Time boundary) {
  bool requested = false;
  for (Domain* domain : domains_) {
    requested = requested || domain->exchange_requested();
    domain->clear_exchange_request();
  }
  if (!requested) return;
  for (Link* link : links_) link->collect();
  for (Link* link : links_) link->deliver(boundary);
}

void Scheduler::merge_journals() {
  bool any = false;
  for (Domain* domain : domains_) any = any || !domain->journal().empty();
  if (!any) return;
  std::vector<Event> merged;
  for (Domain* domain : domains_) {
    std::vector<Event> events = domain->journal().take();
    std::move(events.begin(), events.end(), std::back_inserter(merged));
  }
  // Stable: at one instant the domains keep their fixed order, a domain its own.
  std::stable_sort(merged.begin(), merged.end(),
                   [](const Event& a, const Event& b) { return a.time_ns < b.time_ns; });
  for (const Event& event : merged) {
    for (EventSink* sink : sinks_) sink->on_event(event);
  }
}

}  // namespace armillary::sim
