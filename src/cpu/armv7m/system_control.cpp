// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/system_control.h"

#include <array>
#include <utility>

namespace armillary::cpu {

namespace {

using State = SystemControl::State;
using Register = SystemControl::Register;
using enum SystemControl::Effect;

constexpr std::uint32_t kIcsr = 0xD04, kAircr = 0xD0C, kCcr = 0xD14;
constexpr std::uint32_t kShpr1 = 0xD18, kShpr3 = 0xD20, kShcsr = 0xD24, kCpacr = 0xD88;
constexpr std::uint32_t kDhcsr = 0xDF0, kDemcr = 0xDFC, kFpccr = 0xF34, kFpdscr = 0xF3C;

// Reset values and identification: TRM 4.1 (r0p1), 3.2 and 7.2; writable bits: ARM ARM B3.2, C1.6.
// MPU_TYPE is 0: no public MT3620 firmware programs an MPU, so the regions behind it are absent.
constexpr std::array kRegisters = {
    Register{0x008, "ACTLR", 0, 0x307, plain, &State::actlr},
    Register{0xD00, "CPUID", 0x410FC241, 0, constant, nullptr},
    Register{kIcsr, "ICSR", 0, 0, special, nullptr},
    Register{0xD08, "VTOR", 0, 0xFFFFFF80, plain, &State::vtor},
    Register{kAircr, "AIRCR", 0, 0, special, nullptr},
    Register{0xD10, "SCR", 0, 0x16, plain, &State::scr},
    Register{kCcr, "CCR", 0x200, 0x31B, plain, &State::ccr},
    Register{kShpr1, "SHPR1", 0, 0, special, nullptr},
    Register{0xD1C, "SHPR2", 0, 0, special, nullptr},
    Register{kShpr3, "SHPR3", 0, 0, special, nullptr},
    Register{kShcsr, "SHCSR", 0, 0, special, &State::shcsr},
    Register{0xD28, "CFSR", 0, 0x030FBFBB, w1c, &State::cfsr},
    Register{0xD2C, "HFSR", 0, 0xC0000002, w1c, &State::hfsr},
    Register{0xD30, "DFSR", 0, 0x1F, w1c, &State::dfsr},
    Register{0xD34, "MMFAR", 0, 0xFFFFFFFF, plain, &State::mmfar},
    Register{0xD38, "BFAR", 0, 0xFFFFFFFF, plain, &State::bfar},
    Register{0xD3C, "AFSR", 0, 0, constant, nullptr},
    Register{0xD40, "ID_PFR0", 0x00000030, 0, constant, nullptr},
    Register{0xD44, "ID_PFR1", 0x00000200, 0, constant, nullptr},
    Register{0xD48, "ID_DFR0", 0x00100000, 0, constant, nullptr},
    Register{0xD4C, "ID_AFR0", 0, 0, constant, nullptr},
    Register{0xD50, "ID_MMFR0", 0x00100030, 0, constant, nullptr},
    Register{0xD54, "ID_MMFR1", 0, 0, constant, nullptr},
    Register{0xD58, "ID_MMFR2", 0x01000000, 0, constant, nullptr},
    Register{0xD5C, "ID_MMFR3", 0, 0, constant, nullptr},
    Register{0xD60, "ID_ISAR0", 0x01141110, 0, constant, nullptr},
    Register{0xD64, "ID_ISAR1", 0x02112000, 0, constant, nullptr},
    Register{0xD68, "ID_ISAR2", 0x21232231, 0, constant, nullptr},
    Register{0xD6C, "ID_ISAR3", 0x01111131, 0, constant, nullptr},
    Register{0xD70, "ID_ISAR4", 0x01310102, 0, constant, nullptr},
    Register{kCpacr, "CPACR", 0, 0x00F00000, plain, &State::cpacr},
    Register{0xD90, "MPU_TYPE", 0, 0, constant, nullptr},
    Register{kDhcsr, "DHCSR", 0, 0, constant, nullptr},
    Register{kDemcr, "DEMCR", 0, 0x010F07F1, plain, &State::demcr},
    Register{kFpccr, "FPCCR", 0xC0000000, 0xC000017B, plain, &State::fpccr},
    Register{0xF38, "FPCAR", 0, 0xFFFFFFF8, plain, &State::fpcar},
    Register{kFpdscr, "FPDSCR", 0, 0x07C00000, plain, &State::fpdscr},
    Register{0xF40, "MVFR0", 0x10110021, 0, constant, nullptr},
    Register{0xF44, "MVFR1", 0x11000011, 0, constant, nullptr},
    Register{0xF48, "MVFR2", 0, 0, constant, nullptr},
};

/// Register number by offset / 4, plus one; 0 where there is none.
constexpr auto kIndex = [] {
  std::array<std::uint8_t, 0x1000 / 4> index{};
  for (std::size_t i = 0; i < kRegisters.size(); ++i) {
    index[kRegisters[i].offset / 4] = static_cast<std::uint8_t>(i + 1);
  }
  return index;
}();

/// SHCSR's bits and the exceptions they speak of.
struct HandlerBit {
  unsigned bit, exception;
};
constexpr std::array kActiveBits = {HandlerBit{0, kMemManage},    HandlerBit{1, kBusFault},
                                    HandlerBit{3, kUsageFault},   HandlerBit{7, kSvCall},
                                    HandlerBit{8, kDebugMonitor}, HandlerBit{10, kPendSv},
                                    HandlerBit{11, kSysTick}};
constexpr std::array kPendingBits = {HandlerBit{12, kUsageFault}, HandlerBit{13, kMemManage},
                                     HandlerBit{14, kBusFault}, HandlerBit{15, kSvCall}};
constexpr std::array kEnableBits = {HandlerBit{16, kMemManage}, HandlerBit{17, kBusFault},
                                    HandlerBit{18, kUsageFault}};
constexpr std::uint32_t kEnableMask = 7U << 16;

constexpr std::uint32_t kMonitorEnable = 1U << 16, kMonitorPending = 1U << 17;

}  // namespace

SystemControl::SystemControl(Nvic& nvic, Actions actions)
    : nvic_(nvic), actions_(std::move(actions)) {}

std::span<const Register> SystemControl::registers() { return kRegisters; }

const Register* SystemControl::find(std::uint32_t offset) {
  const std::uint8_t index = kIndex[(offset / 4) % kIndex.size()];
  return index == 0 ? nullptr : &kRegisters[index - 1U];
}

void SystemControl::reset(std::uint32_t vtor, std::uint32_t cpacr) {
  state_ = State{};
  for (const Register& reg : kRegisters) {
    if (reg.field != nullptr) state_.*reg.field = reg.reset;
  }
  state_.vtor = vtor;
  state_.cpacr = cpacr;
  enable_handlers();
}

void SystemControl::restore(const State& state) {
  state_ = state;
  enable_handlers();
}

void SystemControl::enable_handlers() {
  for (const auto [bit, exception] : kEnableBits) {
    nvic_.set_enabled(exception, ((state_.shcsr >> bit) & 1) != 0);
  }
  nvic_.set_enabled(kDebugMonitor, (state_.demcr & kMonitorEnable) != 0);
}

std::uint32_t SystemControl::read(const Register& reg) const {
  switch (reg.effect) {
    case constant:
      return reg.reset;
    case special:
      return read_special(reg.offset);
    default:
      return state_.*reg.field;
  }
}

void SystemControl::write(const Register& reg, std::uint32_t value, std::uint32_t mask) {
  switch (reg.effect) {
    case constant:
      return;
    case special:
      return write_special(reg.offset, value, mask);
    case w1c:
      state_.*reg.field &= ~(value & mask & reg.writable);
      return;
    case plain:
      break;
  }
  std::uint32_t& field = state_.*reg.field;
  const std::uint32_t bits = reg.writable & mask;
  field = (field & ~bits) | (value & bits);
  if (reg.offset == kCcr || reg.offset == kCpacr || reg.offset == kFpdscr || reg.offset == kFpccr) {
    actions_.controls_changed();
  } else if (reg.offset == kDemcr) {
    enable_handlers();
    // MON_PEND is the pending state of DebugMonitor itself.
    if ((mask & kMonitorPending) != 0) {
      if ((value & kMonitorPending) != 0) {
        nvic_.set_pending(kDebugMonitor);
      } else {
        nvic_.clear_pending(kDebugMonitor);
      }
      field &= ~kMonitorPending;
    }
  }
}

std::uint32_t SystemControl::read_special(std::uint32_t offset) const {
  switch (offset) {
    case kIcsr:
      return icsr();
    case kAircr:
      return 0xFA050000 | nvic_.priority_grouping() << 8;
    case kShcsr:
      return shcsr();
    default:
      break;
  }
  std::uint32_t word = 0;
  for (unsigned i = 0; i < 4; ++i) {
    word |= std::uint32_t{nvic_.priority(offset - kShpr1 + 4 + i)} << (8 * i);
  }
  return word;
}

void SystemControl::write_special(std::uint32_t offset, std::uint32_t value, std::uint32_t mask) {
  switch (offset) {
    case kIcsr:
      return write_icsr(value & mask);
    case kAircr:
      return write_aircr(value, mask);
    case kShcsr:
      return write_shcsr((shcsr() & ~mask) | (value & mask));
    default:
      break;
  }
  for (unsigned i = 0; i < 4; ++i) {
    if (((mask >> (8 * i)) & 0xFF) != 0) {
      nvic_.set_priority(offset - kShpr1 + 4 + i, static_cast<std::uint8_t>(value >> (8 * i)));
    }
  }
}

// ICSR, ARM ARM B3.2.4. VECTPENDING counts BASEPRI and FAULTMASK, but not PRIMASK (Cortex-M4
// Devices Generic User Guide, ARM DUI 0553, 4.3.3).
std::uint32_t SystemControl::icsr() const {
  std::uint32_t value = nvic_.current();
  const Nvic::Candidate best = nvic_.best();
  if (!actions_.mask || best.priority < actions_.mask()) value |= best.exception << 12;
  if (nvic_.active_count() <= 1) value |= 1U << 11;
  if (nvic_.external_pending()) value |= 1U << 22;
  if (nvic_.pending(kSysTick)) value |= 1U << 26;
  if (nvic_.pending(kPendSv)) value |= 1U << 28;
  if (nvic_.pending(kNmi)) value |= 1U << 31;
  return value;
}

void SystemControl::write_icsr(std::uint32_t value) {
  if ((value >> 31) & 1) nvic_.set_pending(kNmi);
  if ((value >> 28) & 1) nvic_.set_pending(kPendSv);
  if ((value >> 27) & 1) nvic_.clear_pending(kPendSv);
  if ((value >> 26) & 1) nvic_.set_pending(kSysTick);
  if ((value >> 25) & 1) nvic_.clear_pending(kSysTick);
}

std::uint32_t SystemControl::shcsr() const {
  std::uint32_t value = state_.shcsr & kEnableMask;
  for (const auto [bit, exception] : kActiveBits) {
    if (nvic_.active(exception)) value |= 1U << bit;
  }
  for (const auto [bit, exception] : kPendingBits) {
    if (nvic_.pending(exception)) value |= 1U << bit;
  }
  return value;
}

void SystemControl::write_shcsr(std::uint32_t value) {
  state_.shcsr = value & kEnableMask;
  enable_handlers();
  for (const auto [bit, exception] : kActiveBits) {
    const bool active = ((value >> bit) & 1) != 0;
    if (active != nvic_.active(exception)) nvic_.set_active(exception, active);
  }
  for (const auto [bit, exception] : kPendingBits) {
    const bool pending = ((value >> bit) & 1) != 0;
    if (pending == nvic_.pending(exception)) continue;
    if (pending) {
      nvic_.set_pending(exception);
    } else {
      nvic_.clear_pending(exception);
    }
  }
}

// AIRCR, ARM ARM B3.2.6. VECTCLRACTIVE is for a halted core; VECTRESET resets like SYSRESETREQ.
void SystemControl::write_aircr(std::uint32_t value, std::uint32_t mask) {
  if (mask != 0xFFFFFFFF || value >> 16 != 0x05FA) return;
  nvic_.set_priority_grouping((value >> 8) & 7);
  if ((value & 5) != 0) actions_.system_reset();
}

}  // namespace armillary::cpu
