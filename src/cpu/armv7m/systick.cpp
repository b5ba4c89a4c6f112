// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/systick.h"

#include <utility>

namespace armillary::cpu {

namespace {
constexpr std::uint32_t kCtrl = 0x10, kLoad = 0x14, kVal = 0x18, kCalib = 0x1C;
constexpr std::uint32_t kEnable = 1, kTickInt = 2, kClkSource = 4, kCountFlag = 1U << 16;
constexpr std::uint32_t kMask24 = 0x00FFFFFF;
/// NOREF and SKEW; TENMS is 0: not known.
constexpr std::uint32_t kCalibValue = 0xC0000000;
}  // namespace

SysTick::SysTick(sim::EventQueue& events, const CoreClock& clock,
                 std::function<std::uint64_t()> cycle, std::function<void()> interrupt)
    : clock_(clock),
      cycle_(std::move(cycle)),
      interrupt_(std::move(interrupt)),
      event_(
          events, "systick", [this] { wrap(); }, sim::TimedEvent::clocks) {}

std::uint32_t SysTick::value_at(std::uint64_t cycle) const {
  if (!enabled()) return state_.value;
  const std::uint64_t elapsed = cycle - state_.since;
  if (elapsed <= state_.value) return static_cast<std::uint32_t>(state_.value - elapsed);
  // The cycle after 0 shows LOAD; with LOAD 0 the counter stays at 0.
  const std::uint64_t since_reload = elapsed - state_.value - 1;
  return static_cast<std::uint32_t>(state_.load - since_reload % (std::uint64_t{state_.load} + 1));
}

std::uint64_t SysTick::next_zero(std::uint64_t cycle) const {
  if (!enabled()) return kNoZero;
  const std::uint64_t first = state_.since + state_.value;
  if (state_.value != 0 && cycle < first) return first;
  if (state_.load == 0) return kNoZero;
  const std::uint64_t period = std::uint64_t{state_.load} + 1;
  return first + ((cycle - first) / period + 1) * period;
}

bool SysTick::flag_at(std::uint64_t cycle) const {
  return state_.flag || next_zero(state_.flag_seen_until) <= cycle;
}

void SysTick::rebase(std::uint64_t cycle) {
  state_.flag = flag_at(cycle);
  state_.value = value_at(cycle);
  state_.since = cycle;
  state_.flag_seen_until = cycle;
}

std::uint32_t SysTick::peek(std::uint32_t offset) const {
  switch (offset) {
    case kCtrl:
      return state_.control | kClkSource | (flag_at(cycle_()) ? kCountFlag : 0);
    case kLoad:
      return state_.load;
    case kVal:
      return value_at(cycle_());
    case kCalib:
      return kCalibValue;
    default:
      return 0;
  }
}

std::uint32_t SysTick::read(std::uint32_t offset) {
  const std::uint32_t value = peek(offset);
  if (offset == kCtrl) {
    state_.flag = false;
    state_.flag_seen_until = cycle_();
  }
  return value;
}

void SysTick::write(std::uint32_t offset, std::uint32_t value) {
  const std::uint64_t now = cycle_();
  rebase(now);
  switch (offset) {
    case kCtrl:
      state_.control = value & (kEnable | kTickInt);
      break;
    case kLoad:
      state_.load = value & kMask24;  // used from the next reload on
      break;
    case kVal:
      // Any write clears VAL and COUNTFLAG and makes nothing pending; the next cycle reloads.
      state_.value = 0;
      state_.flag = false;
      break;
    default:
      break;
  }
  schedule_after(now);
}

void SysTick::schedule_after(std::uint64_t cycle) {
  const bool wanted = enabled() && (state_.control & kTickInt) != 0;
  const std::uint64_t zero = wanted ? next_zero(cycle) : kNoZero;
  state_.interrupt_scheduled = zero != kNoZero;
  if (!state_.interrupt_scheduled) return event_.cancel();
  state_.interrupt_at = zero;
  event_.schedule(clock_.time_of(zero));
}

void SysTick::wrap() {
  interrupt_();
  schedule_after(state_.interrupt_at);
}

void SysTick::clock_changed() {
  if (state_.interrupt_scheduled) event_.schedule(clock_.time_of(state_.interrupt_at));
}

void SysTick::reset() {
  state_ = State{};
  state_.since = state_.flag_seen_until = cycle_();
  event_.cancel();
}

void SysTick::restore(const State& state) {
  state_ = state;
  if (state_.interrupt_scheduled) {
    event_.schedule(clock_.time_of(state_.interrupt_at));
  } else {
    event_.cancel();
  }
}

}  // namespace armillary::cpu
