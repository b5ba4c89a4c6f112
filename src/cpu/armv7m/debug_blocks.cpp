// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/debug_blocks.h"

#include <array>
#include <utility>

namespace armillary::cpu {

namespace {

constexpr std::uint32_t kItmPorts = 0xE0000000, kItmPortsEnd = 0xE0000080;  // 32 stimulus ports
constexpr std::uint32_t kItmTer = 0xE0000E00, kItmTpr = 0xE0000E40, kItmTcr = 0xE0000E80;
constexpr std::uint32_t kItmLar = 0xE0000FB0, kItmLsr = 0xE0000FB4;
constexpr std::uint32_t kDwtCtrl = 0xE0001000, kDwtCyccnt = 0xE0001004, kDwtLar = 0xE0001FB0;

struct Named {
  std::uint32_t address;
  std::string_view name;
};
constexpr std::array kRegisters = {
    Named{kItmTer, "ITM.TER"},       Named{kItmTpr, "ITM.TPR"}, Named{kItmTcr, "ITM.TCR"},
    Named{kItmLar, "ITM.LAR"},       Named{kItmLsr, "ITM.LSR"}, Named{kDwtCtrl, "DWT.CTRL"},
    Named{kDwtCyccnt, "DWT.CYCCNT"}, Named{kDwtLar, "DWT.LAR"},
};

/// NUMCOMP = 4 (TRM 9.2); the bits below hold CYCCNTENA and what goes with it.
constexpr std::uint32_t kDwtFixed = 0x40000000, kDwtWritable = 0x007F1FFF;
constexpr std::uint32_t kCycleCounterEnable = 1;

}  // namespace

DebugBlocks::DebugBlocks(Hooks hooks) : hooks_(std::move(hooks)) {}

void DebugBlocks::reset() { state_ = State{}; }

std::string_view DebugBlocks::name(std::uint32_t address) {
  if (address < kItmPortsEnd) return "ITM.STIM";
  for (const auto& [at, name] : kRegisters) {
    if (at == address) return name;
  }
  return {};
}

bool DebugBlocks::is_port(std::uint32_t address) {
  return address >= kItmPorts && address < kItmPortsEnd;
}

// A bit of TPR stands for eight ports (ARM ARM C1.7.5).
bool DebugBlocks::user_may_write(std::uint32_t address) const {
  return ((state_.itm_privilege >> ((address - kItmPorts) / 4 / 8)) & 1) == 0;
}

std::uint32_t DebugBlocks::cycle_count() const {
  if (!state_.counting) return state_.cyccnt;
  return state_.cyccnt + static_cast<std::uint32_t>(hooks_.cycle() - state_.since);
}

void DebugBlocks::recount(std::uint32_t value) {
  state_.cyccnt = value;
  state_.since = hooks_.cycle();
  state_.counting = hooks_.trace_enabled() && (state_.dwt_ctrl & kCycleCounterEnable) != 0;
}

void DebugBlocks::trace_enable_changed() { recount(cycle_count()); }

std::uint32_t DebugBlocks::read(std::uint32_t address) const {
  if (address < kItmPortsEnd) return 1;  // the FIFO takes another word
  switch (address) {
    case kItmTer:
      return state_.itm_enable;
    case kItmTpr:
      return state_.itm_privilege;
    case kItmTcr:
      return state_.itm_control;
    case kDwtCtrl:
      return kDwtFixed | state_.dwt_ctrl;
    case kDwtCyccnt:
      return cycle_count();
    default:
      return 0;
  }
}

void DebugBlocks::write(std::uint32_t address, std::uint32_t value, unsigned size) {
  switch (address) {
    case kItmTer:
      if (hooks_.trace_enabled()) state_.itm_enable = value;
      return;
    case kItmTpr:
      state_.itm_privilege = value & 0xF;
      return;
    case kItmTcr:
      state_.itm_control = value & 0x007F0F1F;
      return;
    case kDwtCtrl: {
      const std::uint32_t count = cycle_count();
      state_.dwt_ctrl = value & kDwtWritable;
      return recount(count);
    }
    case kDwtCyccnt:
      return recount(value);
    default:
      break;
  }
  const bool port_open =
      hooks_.trace_enabled() && (state_.itm_control & 1) != 0 && (state_.itm_enable & 1) != 0;
  if (address == kItmPorts && port_open && hooks_.console) {
    for (unsigned i = 0; i < size; ++i) hooks_.console(static_cast<std::uint8_t>(value >> (8 * i)));
  }
}

}  // namespace armillary::cpu
