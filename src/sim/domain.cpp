// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/domain.h"

#include <algorithm>
#include <utility>

namespace armillary::sim {

Domain::Domain(std::string name, unsigned index)
    : name_(std::move(name)), index_(index), journal_([this] { return now(); }) {
  journal_.on_violation([this] { request_stop(); });
  events_.on_earlier([this](Time when) {
    if (executing_) processor_->limit_run(when);
  });
}

Time Domain::next_activity() const {
  if (processor_ != nullptr && !processor_->asleep()) return now_;
  return events_.next();
}

void Domain::end_at_border() {
  if (grid_ == Duration::zero()) return;
  const Duration since = now() - kPowerOn;
  const Time border = kPowerOn + since / grid_ * grid_ + grid_;
  if (border >= window_end_) return;
  window_end_ = border;
  if (executing_) processor_->limit_run(border);
}

void Domain::run_window(Time end, Duration grid) {
  window_end_ = end;
  grid_ = grid;
  for (;;) {
    // Events first: one that is due at the start of the window comes before the instructions.
    while (events_.next() <= now_ && events_.next() < window_end_) {
      events_.run_next();
    }
    if (now_ >= window_end_) return;
    const Time limit = std::min(window_end_, events_.next());
    if (processor_ == nullptr || processor_->asleep()) {
      if (limit == window_end_) end_at_border();
      now_ = std::min(limit, window_end_);
      continue;
    }
    if (processor_->now() < now_) processor_->skip_to(now_);
    executing_ = true;
    processor_->run_until(limit);
    executing_ = false;
    // A processor stops at the first instruction boundary at or after the limit; an event keeps
    // its own instant, so that no timer drifts by the length of an instruction.
    now_ = std::max(now_, std::min(processor_->now(), std::min(window_end_, events_.next())));
  }
}

}  // namespace armillary::sim
