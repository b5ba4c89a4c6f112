// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/spi_flash.h"

#include <algorithm>
#include <bit>
#include <utility>

#include <fmt/format.h>

namespace armillary::board {

namespace {

using namespace std::chrono_literals;

// Typical times: W25Q128JV rev F, AC electrical characteristics.
constexpr sim::Duration kWriteStatus = 10ms, kProgramPage = 400us, kEraseSector = 45ms,
                        kErase32K = 120ms, kErase64K = 150ms, kResetTime = 30us;
constexpr sim::Duration kEraseMebibyte = 2'500ms;  // 40 s for 16 MiB

constexpr std::uint8_t kBusy = 1U << 0, kWriteEnabled = 1U << 1;
// Status register 1 has the protection bits 2 to 7; of 2 all may be written but SUS (7); of 3 the
// driver strength, WPS, ADP.
constexpr std::array<std::uint8_t, 3> kWritable{0xFC, 0x7F, 0x66};
constexpr std::uint8_t kAddressMode = 1U << 0, kPowerUpWide = 1U << 1;  // status register 3

}  // namespace

const SpiFlash::Instruction* SpiFlash::find(std::uint8_t code) {
  using enum Action;
  // W25Q128JV section 8.1.2, W25Q256JV section 8.1.3 for those with four bytes of address.
  static constexpr std::array kTable{
      Instruction{0x01, write_status, 0, 0, 1},
      Instruction{0x02, program, kByMode},
      Instruction{0x03, read, kByMode},
      Instruction{0x04, simple, 0},
      Instruction{0x05, read_status, 0, 0, 1},
      Instruction{0x06, simple, 0},
      Instruction{0x0B, read, kByMode, 1},
      Instruction{0x0C, read, 4, 1},
      Instruction{0x11, write_status, 0, 0, 3},
      Instruction{0x12, program, 4},
      Instruction{0x13, read, 4},
      Instruction{0x15, read_status, 0, 0, 3},
      Instruction{0x20, erase, kByMode, 0, 12},
      Instruction{0x21, erase, 4, 0, 12},
      Instruction{0x31, write_status, 0, 0, 2},
      Instruction{0x35, read_status, 0, 0, 2},
      Instruction{0x4B, unique_id, 0, 4},
      Instruction{0x50, simple, 0},
      Instruction{0x52, erase, kByMode, 0, 15},
      Instruction{0x60, erase_all, 0},
      Instruction{0x66, simple, 0},
      Instruction{0x90, maker_id, 3},
      Instruction{0x99, simple, 0},
      Instruction{0x9F, identify, 0},
      Instruction{0xAB, device_id, 0, 3},
      Instruction{0xB7, simple, 0},
      Instruction{0xB9, simple, 0},
      Instruction{0xC5, write_status, 0, 0, 4},
      Instruction{0xC7, erase_all, 0},
      Instruction{0xC8, read_status, 0, 0, 4},
      Instruction{0xD8, erase, kByMode, 0, 16},
      Instruction{0xDC, erase, 4, 0, 16},
      Instruction{0xE9, simple, 0},
  };
  const auto* const found = std::ranges::find(kTable, code, &Instruction::code);
  return found == kTable.end() ? nullptr : found;
}

SpiFlash::SpiFlash(const soc::DeviceContext& context, std::string name, Storage storage)
    : context_(context), name_(std::move(name)), storage_(std::move(storage)) {
  reset();
}

void SpiFlash::reset() {
  write_enabled_ = status_enabled_ = powered_down_ = reset_enabled_ = false;
  wide_ = (status_[2] & kPowerUpWide) != 0;
  extended_address_ = 0;
}

std::uint8_t SpiFlash::status(unsigned which) const {
  if (which == 4) return extended_address_;
  std::uint8_t value = status_[which - 1];
  // The latch falls when the write is over.
  if (which == 1 && (busy() || write_enabled_)) value |= kWriteEnabled;
  if (which == 1 && busy()) value |= kBusy;
  if (which == 3 && wide_) value |= kAddressMode;
  return value;
}

unsigned SpiFlash::header_bytes() const {
  const Instruction* instruction = find(code_);
  if (instruction == nullptr) return 1;
  const unsigned address =
      instruction->address == kByMode ? (wide_ ? 4U : 3U) : instruction->address;
  return 1 + address + instruction->dummy;
}

void SpiFlash::begin() {
  count_ = 0;
  action_ = Action::none;
}

void SpiFlash::start(std::uint8_t code) {
  code_ = code;
  address_ = 0;
  loaded_.reset();
  const Instruction* instruction = find(code);
  if (powered_down_ && code != 0xAB) {
    return warn(fmt::format("the instruction {:#04x} is ignored in power-down", code));
  }
  if (busy() && (instruction == nullptr || instruction->action != Action::read_status)) {
    return warn(
        fmt::format("the instruction {:#04x} is ignored while it programs or erases", code));
  }
  if (instruction == nullptr) {
    return warn(fmt::format("the instruction {:#04x} is not modelled and is ignored", code));
  }
  action_ = instruction->action;
  if (code != 0x99 && code != 0x66) reset_enabled_ = false;
}

void SpiFlash::byte_in(std::uint8_t byte) {
  const std::uint32_t place = count_;
  if (count_ < 0xFFFF'FFFF) ++count_;
  if (place == 0) return start(byte);
  if (action_ == Action::none) return;
  const Instruction& instruction = *find(code_);
  const unsigned header = header_bytes();
  if (place < header - instruction.dummy) {
    address_ = address_ << 8 | byte;
    if (place + 1 == header - instruction.dummy) {
      if (header - instruction.dummy == 4) address_ |= std::uint32_t{extended_address_} << 24;
    }
  } else if (place >= header && action_ == Action::program) {
    // More than a page: the last 256 bytes count, the address wraps within the page.
    const std::size_t cell = (address_ + place - header) % kPage;
    page_[cell] = byte;
    loaded_.set(cell);
  } else if (place >= header && action_ == Action::write_status && place - header < 2) {
    new_status_[place - header] = byte;
  }
}

std::uint8_t SpiFlash::byte_out() {
  const unsigned header = action_ == Action::none ? 0 : header_bytes();
  if (action_ == Action::none || count_ < header) return 0xFF;
  const std::uint32_t place = count_ - header;
  const auto capacity = static_cast<std::uint8_t>(std::countr_zero(storage_.size()));
  switch (action_) {
    case Action::read: {
      const std::uint8_t value = storage_.at(cell());
      ++address_;
      return value;
    }
    case Action::read_status:
      return status(find(code_)->detail);
    case Action::identify: {
      const std::array<std::uint8_t, 3> id{0xEF, 0x40, capacity};
      return place < id.size() ? id[place] : std::uint8_t{0xFF};
    }
    case Action::device_id:
      return static_cast<std::uint8_t>(capacity - 1);
    case Action::maker_id:
      return (place + address_) % 2 == 0 ? std::uint8_t{0xEF}
                                         : static_cast<std::uint8_t>(capacity - 1);
    case Action::unique_id:
      return place < 8 ? static_cast<std::uint8_t>(0xD0 + place) : std::uint8_t{0xFF};
    default:
      return 0xFF;
  }
}

void SpiFlash::end() {
  const Action action = std::exchange(action_, Action::none);
  // What writes is done only when chip select rises behind a whole byte.
  if (action == Action::none || loose_bits() != 0) return;
  const unsigned header = header_bytes();
  switch (action) {
    case Action::simple:
      if (count_ == 1) finish_simple();
      break;
    case Action::device_id:
      powered_down_ = false;
      break;
    case Action::write_status:
      if (count_ > header) finish_write_status();
      break;
    case Action::program:
      if (count_ > header) finish_program();
      break;
    case Action::erase:
    case Action::erase_all:
      if (count_ == header) finish_erase();
      break;
    default:
      break;
  }
}

void SpiFlash::finish_simple() {
  switch (code_) {
    case 0x04:
      write_enabled_ = false;
      break;
    case 0x06:
      write_enabled_ = true;
      break;
    case 0x50:
      status_enabled_ = true;
      break;
    case 0x66:
      reset_enabled_ = true;
      break;
    case 0x99:
      if (!reset_enabled_) return;
      reset();
      busy_until_ = context_.now() + kResetTime;
      break;
    case 0xB7:
    case 0xE9:
      if (storage_.size() <= 16 * kMebibyte) {
        return warn("a flash of up to 16 MiB has no mode with four bytes of address");
      }
      wide_ = code_ == 0xB7;
      break;
    case 0xB9:
      powered_down_ = true;
      break;
    default:
      break;
  }
}

bool SpiFlash::needs_write_enable() {
  if (std::exchange(write_enabled_, false)) return true;
  warn(fmt::format("the instruction {:#04x} without a write enable (06h) before it is ignored",
                   code_));
  return false;
}

void SpiFlash::busy_for(sim::Duration time) { busy_until_ = context_.now() + time; }

void SpiFlash::finish_write_status() {
  const bool is_volatile = std::exchange(status_enabled_, false);
  if (!is_volatile && !needs_write_enable()) return;
  const unsigned which = find(code_)->detail;
  if (which == 4) {
    extended_address_ = new_status_[0];
    return;
  }
  const auto set = [&](unsigned index, std::uint8_t value) {
    status_[index] = value & kWritable[index];
  };
  set(which - 1, new_status_[0]);
  // 01h with two bytes writes both.
  if (which == 1 && count_ > 2) set(1, new_status_[1]);
  if ((status_[0] & 0x7C) != 0 || (status_[1] & 0x40) != 0) {
    warn("block protection is kept in the status registers, but nothing is protected");
  }
  if (!is_volatile) busy_for(kWriteStatus);
}

void SpiFlash::finish_program() {
  if (!needs_write_enable()) return;
  const std::uint64_t start = cell() / kPage * kPage;
  std::array<std::uint8_t, kPage> bytes{};
  storage_.read(start, bytes);
  for (std::size_t i = 0; i < kPage; ++i) {
    if (loaded_[i]) bytes[i] &= page_[i];  // only an erase sets bits
  }
  storage_.write(start, bytes);
  busy_for(kProgramPage);
}

void SpiFlash::finish_erase() {
  if (!needs_write_enable()) return;
  const unsigned shift = find(code_)->detail;
  if (shift == 0) {
    storage_.clear(0, storage_.size());
    return busy_for(kEraseMebibyte * static_cast<std::int64_t>(storage_.size() / kMebibyte));
  }
  storage_.clear(cell() >> shift << shift, std::uint64_t{1} << shift);
  busy_for(shift == 12 ? kEraseSector : shift == 15 ? kErase32K : kErase64K);
}

void SpiFlash::serialize(sim::Archive& archive) {
  archive.section(name_);
  serialize_bits(archive);
  archive.value(code_);
  archive.value(action_);
  archive.value(count_);
  archive.value(address_);
  for (std::uint8_t& byte : page_) archive.value(byte);
  for (std::size_t i = 0; i < kPage; ++i) {
    bool loaded = loaded_[i];
    archive.value(loaded);
    loaded_[i] = loaded;
  }
  for (std::uint8_t& value : new_status_) archive.value(value);
  for (std::uint8_t& value : status_) archive.value(value);
  archive.value(extended_address_);
  for (bool* flag : {&write_enabled_, &status_enabled_, &powered_down_, &wide_, &reset_enabled_}) {
    archive.value(*flag);
  }
  archive.value(busy_until_);
  storage_.serialize(archive);
  if (action_ == Action::none) return;
  const Instruction* instruction = find(code_);
  if (instruction != nullptr && instruction->action == action_) return;
  archive.fail("an instruction of the flash that cannot be");
  action_ = Action::none;
}

}  // namespace armillary::board
