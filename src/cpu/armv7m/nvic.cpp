// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/nvic.h"

#include <utility>

namespace armillary::cpu {

namespace {

/// Offsets from 0xE000E000 (ARM ARM B3.4). A bank has one bit, IPR one byte, for each line.
constexpr std::uint32_t kIctr = 0x004;
constexpr std::uint32_t kIser = 0x100, kIcer = 0x180, kIspr = 0x200, kIcpr = 0x280, kIabr = 0x300;
constexpr std::uint32_t kBankSize = 0x40;
constexpr std::uint32_t kIpr = 0x400, kIprEnd = 0x5F0;
constexpr std::uint32_t kStir = 0xF00;

constexpr bool in_bank(std::uint32_t offset, std::uint32_t bank) {
  return offset >= bank && offset < bank + kBankSize;
}

/// The bits of `set` for the 32 lines of the register at `offset` of its bank.
std::uint32_t bank_word(const ExceptionSet& set, std::uint32_t offset) {
  const unsigned first = (offset % kBankSize) / 4 * 32;
  std::uint32_t word = 0;
  for (unsigned bit = 0; bit < 32 && first + bit < kExternalLines; ++bit) {
    if (set.test(kFirstExternal + first + bit)) word |= 1U << bit;
  }
  return word;
}

/// Exceptions 4..15 that exist and have a priority byte.
constexpr bool has_priority(unsigned exception) {
  switch (exception) {
    case kMemManage:
    case kBusFault:
    case kUsageFault:
    case kSvCall:
    case kDebugMonitor:
    case kPendSv:
    case kSysTick:
      return true;
    default:
      return exception >= kFirstExternal && exception < kExceptions;
  }
}

}  // namespace

Nvic::Nvic() { reset(); }

void Nvic::reset() {
  const ExceptionSet lines = state_.lines;
  state_ = State{};
  state_.lines = lines;
  state_.pending = lines;
  // The faults are enabled by SHCSR and DebugMonitor by DEMCR; the rest of the system exceptions
  // cannot be switched off.
  for (const unsigned exception : {kNmi, kHardFault, kSvCall, kPendSv, kSysTick}) {
    state_.enabled.set(exception);
  }
  index_priorities();
  changed();
}

void Nvic::restore(const State& state) {
  state_ = state;
  index_priorities();
  changed();
}

void Nvic::index_priorities() {
  levels_ = {};
  for (unsigned exception = 0; exception < kExceptions; ++exception) {
    if (has_priority(exception)) {
      levels_[state_.priorities[exception] >> (8 - kPriorityBits)].set(exception);
    }
  }
}

void Nvic::set_line(unsigned irq, bool level) {
  if (irq >= kExternalLines || line(irq) == level) return;
  const unsigned exception = kFirstExternal + irq;
  state_.lines.assign(exception, level);
  if (level) set_pending(exception);
}

void Nvic::pulse(unsigned irq) {
  if (irq < kExternalLines) set_pending(kFirstExternal + irq);
}

void Nvic::set_pending(unsigned exception) {
  if (state_.pending.test(exception)) return;
  state_.pending.set(exception);
  if (pended_) pended_();
  changed();
}

void Nvic::clear_pending(unsigned exception) {
  if (state_.lines.test(exception) && !state_.active.test(exception)) return;
  state_.pending.clear(exception);
  changed();
}

void Nvic::set_enabled(unsigned exception, bool enabled) {
  state_.enabled.assign(exception, enabled);
  changed();
}

void Nvic::set_active(unsigned exception, bool active) {
  state_.active.assign(exception, active);
  changed();
}

bool Nvic::fault_active() const {
  return active(kHardFault) || active(kMemManage) || active(kBusFault) || active(kUsageFault);
}

bool Nvic::external_pending() const {
  for (unsigned bank = 0; bank < kExternalLines; bank += 32) {
    if (bank_word(state_.pending, bank / 8) != 0) return true;
  }
  return false;
}

Nvic::Candidate Nvic::best() const {
  const ExceptionSet ready = state_.pending & state_.enabled;
  if (!ready.any()) return {};
  if (ready.test(kNmi)) return {kNmi, -2};
  if (ready.test(kHardFault)) return {kHardFault, -1};
  for (unsigned level = 0; level < kLevels; ++level) {
    const ExceptionSet set = ready & levels_[level];
    if (set.any()) {
      return {set.first(), group_of(static_cast<std::uint8_t>(level << (8 - kPriorityBits)))};
    }
  }
  return {};
}

int Nvic::active_priority() const {
  if (!state_.active.any()) return kIdlePriority;
  if (state_.active.test(kNmi)) return -2;
  if (state_.active.test(kHardFault)) return -1;
  for (unsigned level = 0; level < kLevels; ++level) {
    if ((state_.active & levels_[level]).any()) {
      return group_of(static_cast<std::uint8_t>(level << (8 - kPriorityBits)));
    }
  }
  return kIdlePriority;
}

void Nvic::activate(unsigned exception) {
  state_.pending.clear(exception);
  state_.active.set(exception);
}

void Nvic::deactivate(unsigned exception) {
  state_.active.clear(exception);
  if (state_.lines.test(exception)) state_.pending.set(exception);
}

int Nvic::group_priority(unsigned exception) const {
  switch (exception) {
    case kReset:
      return -3;
    case kNmi:
      return -2;
    case kHardFault:
      return -1;
    default:
      return group_of(state_.priorities[exception]);
  }
}

void Nvic::set_priority(unsigned exception, std::uint8_t value) {
  if (!has_priority(exception)) return;
  std::uint8_t& priority = state_.priorities[exception];
  levels_[priority >> (8 - kPriorityBits)].clear(exception);
  priority = value & kPriorityMask;
  levels_[priority >> (8 - kPriorityBits)].set(exception);
  changed();
}

void Nvic::set_priority_grouping(unsigned prigroup) {
  state_.prigroup = prigroup & 7;
  changed();
}

bool Nvic::owns(std::uint32_t offset) {
  return offset == kIctr || offset == kStir || in_bank(offset, kIser) || in_bank(offset, kIcer) ||
         in_bank(offset, kIspr) || in_bank(offset, kIcpr) || in_bank(offset, kIabr) ||
         (offset >= kIpr && offset < kIprEnd);
}

std::uint32_t Nvic::read(std::uint32_t offset) const {
  if (offset == kIctr) return (kExternalLines + 31) / 32 - 1;
  if (in_bank(offset, kIser) || in_bank(offset, kIcer)) return bank_word(state_.enabled, offset);
  if (in_bank(offset, kIspr) || in_bank(offset, kIcpr)) return bank_word(state_.pending, offset);
  if (in_bank(offset, kIabr)) return bank_word(state_.active, offset);
  std::uint32_t word = 0;
  if (offset >= kIpr && offset < kIprEnd) {
    const unsigned first = offset - kIpr;
    for (unsigned i = 0; i < 4 && first + i < kExternalLines; ++i) {
      word |= std::uint32_t{state_.priorities[kFirstExternal + first + i]} << (8 * i);
    }
  }
  return word;
}

template <class Function>
void Nvic::for_each_bit(std::uint32_t offset, std::uint32_t bits, Function function) {
  const unsigned first = (offset % kBankSize) / 4 * 32;
  for (unsigned bit = 0; bit < 32 && first + bit < kExternalLines; ++bit) {
    if ((bits >> bit) & 1) function(kFirstExternal + first + bit);
  }
}

void Nvic::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask) {
  value &= mask;
  if (in_bank(offset, kIser)) {
    for_each_bit(offset, value, [this](unsigned e) { state_.enabled.set(e); });
    changed();
  } else if (in_bank(offset, kIcer)) {
    for_each_bit(offset, value, [this](unsigned e) { state_.enabled.clear(e); });
    changed();
  } else if (in_bank(offset, kIspr)) {
    for_each_bit(offset, value, [this](unsigned e) { set_pending(e); });
  } else if (in_bank(offset, kIcpr)) {
    for_each_bit(offset, value, [this](unsigned e) { clear_pending(e); });
  } else if (offset >= kIpr && offset < kIprEnd) {
    const unsigned first = offset - kIpr;
    for (unsigned i = 0; i < 4 && first + i < kExternalLines; ++i) {
      if ((mask >> (8 * i)) & 0xFF) {
        set_priority(kFirstExternal + first + i, static_cast<std::uint8_t>(value >> (8 * i)));
      }
    }
  } else if (offset == kStir) {
    const unsigned irq = value & 0x1FF;
    if (irq < kExternalLines) set_pending(kFirstExternal + irq);
  }
}

}  // namespace armillary::cpu
