// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/sample_clock.h"

namespace armillary::board {

std::int64_t SampleClock::count(sim::Time now) const {
  return rate_ && now > start_ ? rate_->ticks_in(now - start_) : 0;
}

void SampleClock::start(std::optional<sim::Rate> rate, sim::Time now) {
  held_fresh_ = fresh(now);
  held_ = last(now).value_or(kNone);
  rate_ = rate;
  start_ = now;
  fetched_ = 0;
}

void SampleClock::sample_once(sim::Time when) {
  start(std::nullopt, when);
  held_ = when;
  held_fresh_ = true;
}

std::optional<sim::Time> SampleClock::last(sim::Time now) const {
  if (const std::int64_t samples = count(now); samples > 0) {
    return start_ + rate_->span_of(samples);
  }
  if (held_ == kNone) return std::nullopt;
  return held_;
}

bool SampleClock::fresh(sim::Time now) const { return held_fresh_ || count(now) > fetched_; }

bool SampleClock::overrun(sim::Time now) const {
  return count(now) - fetched_ + (held_fresh_ ? 1 : 0) > 1;
}

void SampleClock::fetch(sim::Time now) {
  fetched_ = count(now);
  held_fresh_ = false;
}

sim::Time SampleClock::next(sim::Time now) const {
  return rate_ ? start_ + rate_->span_of(count(now) + 1) : sim::kNever;
}

void SampleClock::serialize(sim::Archive& archive, std::optional<sim::Rate> rate) {
  archive.value(start_);
  archive.value(held_);
  archive.value(held_fresh_);
  archive.value(fetched_);
  if (!archive.loading()) return;
  rate_ = rate;
  constexpr sim::Time kLatest{sim::Duration{std::int64_t{1} << 62}};
  const bool held_possible = held_ == kNone || (held_ >= sim::kPowerOn && held_ <= start_);
  if (start_ >= sim::kPowerOn && start_ < kLatest && fetched_ >= 0 && held_possible) return;
  archive.fail("a sample clock that cannot be");
  reset();
}

}  // namespace armillary::board
