// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/ppb.h"

#include <string_view>

#include <fmt/format.h>

namespace armillary::cpu {

namespace {

constexpr std::uint32_t kScs = 0xE000E000;  ///< System Control Space
constexpr std::uint32_t kStir = 0xE000EF00;
constexpr std::uint32_t kDemcr = 0xE000EDFC;

constexpr bool in_scs(std::uint32_t address) { return (address & ~0xFFFU) == kScs; }
constexpr bool in_debug_blocks(std::uint32_t address) {
  return address < Ppb::kBase + 0x2000;  // ITM and DWT
}

std::string_view block_name(std::uint32_t address) {
  switch (address >> 12) {
    case 0xE0000:
      return "ITM";
    case 0xE0001:
      return "DWT";
    case 0xE0002:
      return "FPB";
    case 0xE000E:
      return "SCS";
    case 0xE0040:
      return "TPIU";
    case 0xE0041:
      return "ETM";
    case 0xE00FF:
      return "ROM table";
    default:
      return "PPB";
  }
}

constexpr std::uint32_t lane_mask(std::uint32_t address, unsigned size) {
  const std::uint32_t ones = size >= 4 ? 0xFFFFFFFF : (1U << (8 * size)) - 1;
  return ones << (8 * (address & 3));
}

}  // namespace

void Ppb::warn(std::uint32_t address, const char* direction) {
  hooks_.warn(fmt::format("{} register 0x{:08X} {} is not modelled", block_name(address), address,
                          direction));
}

std::uint32_t Ppb::peek(std::uint32_t address) const {
  if (in_scs(address)) {
    const std::uint32_t offset = address - kScs;
    if (const auto* reg = SystemControl::find(offset)) return blocks_.control.read(*reg);
    if (SysTick::owns(offset)) return blocks_.systick.peek(offset);
    if (Nvic::owns(offset)) return blocks_.nvic.read(offset);
    return 0;
  }
  return in_debug_blocks(address) ? blocks_.debug.read(address) : 0;
}

std::uint32_t Ppb::read_word(std::uint32_t address) {
  if (in_scs(address)) {
    const std::uint32_t offset = address - kScs;
    if (SysTick::owns(offset)) return blocks_.systick.read(offset);
    if (const auto* reg = SystemControl::find(offset)) return blocks_.control.read(*reg);
    if (Nvic::owns(offset)) return blocks_.nvic.read(offset);
  } else if (in_debug_blocks(address) && !DebugBlocks::name(address).empty()) {
    return blocks_.debug.read(address);
  }
  warn(address, "read");
  return 0;
}

IoResult Ppb::io_read(std::uint32_t address, unsigned size) {
  if ((address & (size - 1)) != 0) {
    // Unpredictable in device memory (DDI 0403E, A3.2.1); here: by bytes.
    IoResult all;
    for (unsigned i = 0; i < size; ++i) {
      const IoResult byte = io_read(address + i, 1);
      if (!byte.ok) return byte;
      all.value |= byte.value << (8 * i);
    }
    return all;
  }
  if (!hooks_.privileged()) {
    if (in_scs(address)) return IoResult::bus_error();
    if (!DebugBlocks::is_port(address)) return {0, true};
  }
  const std::uint32_t word = read_word(address & ~3U);
  return {(word & lane_mask(address, size)) >> (8 * (address & 3)), true};
}

bool Ppb::io_write(std::uint32_t address, unsigned size, std::uint32_t value) {
  if ((address & (size - 1)) != 0) {
    for (unsigned i = 0; i < size; ++i) {
      if (!io_write(address + i, 1, value >> (8 * i) & 0xFFU)) return false;
    }
    return true;
  }
  if (!hooks_.privileged()) {
    if (in_scs(address)) {
      if (address != kStir || !blocks_.control.user_may_pend()) return false;
    } else if (!DebugBlocks::is_port(address) || !blocks_.debug.user_may_write(address)) {
      return true;
    }
  }
  const std::uint32_t aligned = address & ~3U;
  const std::uint32_t mask = lane_mask(address, size);
  const std::uint32_t word = (value << (8 * (address & 3))) & mask;
  if (in_scs(aligned)) {
    const std::uint32_t offset = aligned - kScs;
    if (const auto* reg = SystemControl::find(offset)) {
      blocks_.control.write(*reg, word, mask);
      if (aligned == kDemcr) blocks_.debug.trace_enable_changed();
      return true;
    }
    if (SysTick::owns(offset)) {
      blocks_.systick.write(offset, word);
      return true;
    }
    if (Nvic::owns(offset)) {
      blocks_.nvic.write(offset, word, mask);
      return true;
    }
  } else if (in_debug_blocks(aligned) && !DebugBlocks::name(aligned).empty()) {
    blocks_.debug.write(aligned, word, size);
    return true;
  }
  warn(aligned, "write");
  return true;
}

}  // namespace armillary::cpu
