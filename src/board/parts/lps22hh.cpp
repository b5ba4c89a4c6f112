// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/lps22hh.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace armillary::board {

namespace {

// ST DS12503, register mapping and description.
enum Register : std::uint8_t {
  kIfCtrl = 0x0E,
  kWhoAmI = 0x0F,
  kCtrl1 = 0x10,
  kCtrl2 = 0x11,
  kCtrl3 = 0x12,
  kStatus = 0x27,
  kPressureFirst = 0x28,
  kPressureLast = 0x2A,
  kTemperatureFirst = 0x2B,
  kTemperatureLast = 0x2C,
};
constexpr std::uint8_t kBlockDataUpdate = 1U << 1, kSpi3Wire = 1U << 0, kFilter = 3U << 2;  // CTRL1
constexpr std::uint8_t kOneShot = 1U << 0, kLowNoise = 1U << 1, kReset = 1U << 2,
                       kAutoIncrement = 1U << 4, kActiveLow = 1U << 6, kBoot = 1U << 7;  // CTRL2
constexpr std::uint8_t kDataReady = 1U << 2;                                             // CTRL3
// How long one conversion takes, typically (ST AN5209, one-shot mode).
constexpr sim::Duration kConversion = std::chrono::microseconds{4'700};
constexpr sim::Duration kLowNoiseConversion = std::chrono::microseconds{13'200};

std::int64_t bounded(std::int64_t micro, std::int64_t lowest, std::int64_t highest) {
  return std::clamp(micro, lowest * 1'000'000, highest * 1'000'000);
}

/// micro * steps / 10^6, rounded to the nearest.
std::int64_t scaled(std::int64_t micro, std::int64_t steps) {
  const std::int64_t product = micro * steps;
  return (product + (product < 0 ? -500'000 : 500'000)) / 1'000'000;
}

}  // namespace

Lps22hh::Lps22hh(const soc::DeviceContext& context, std::string name, Quantity pressure,
                 Quantity temperature)
    : context_(context),
      name_(std::move(name)),
      pressure_(std::move(pressure)),
      temperature_(std::move(temperature)),
      conversion_(context.events(), name_ + " conversion", [this] { conversion_done(); }),
      data_ready_(context.events(), name_ + " data ready", [this] { update_interrupt(); }) {
  const auto nothing = [](sim::Time) { return std::int64_t{0}; };
  if (!pressure_) pressure_ = nothing;
  if (!temperature_) temperature_ = nothing;
  reset_registers();
}

void Lps22hh::on_interrupt(std::function<void(bool)> observer) {
  observer_ = std::move(observer);
  observer_(level_);
}

const Lps22hh::Kept* Lps22hh::find_kept(std::uint8_t address) {
  static constexpr std::array kTable{
      Kept{0x0B, "INTERRUPT_CFG"}, Kept{0x0C, "THS_P_L"},   Kept{0x0D, "THS_P_H"},
      Kept{kIfCtrl, "IF_CTRL"},    Kept{0x13, "FIFO_CTRL"}, Kept{0x14, "FIFO_WTM"},
      Kept{0x15, "REF_P_L"},       Kept{0x16, "REF_P_H"},   Kept{0x18, "RPDS_L"},
      Kept{0x19, "RPDS_H"},
  };
  const auto* const found = std::ranges::find(kTable, address, &Kept::address);
  return found == kTable.end() ? nullptr : found;
}

void Lps22hh::reset_registers() {
  registers_.fill(0);
  registers_[kCtrl2] = kAutoIncrement;
  pressure_clock_.reset();
  temperature_clock_.reset();
  is_latched_ = {};
  conversion_.cancel();
}

std::uint8_t Lps22hh::next_register(std::uint8_t address) const {
  return (registers_[kCtrl2] & kAutoIncrement) == 0 ? address : (address + 1) & 0x7F;
}

std::optional<sim::Rate> Lps22hh::rate() const {
  constexpr std::array kRates{sim::Rate{1},  sim::Rate{10},  sim::Rate{25}, sim::Rate{50},
                              sim::Rate{75}, sim::Rate{100}, sim::Rate{200}};
  const unsigned code = registers_[kCtrl1] >> 4 & 7U;
  if (code == 0) return std::nullopt;
  return kRates[code - 1];
}

std::uint8_t Lps22hh::status() const {
  const sim::Time now = context_.now();
  return static_cast<std::uint8_t>((pressure_clock_.fresh(now) ? 1U << 0 : 0U) |
                                   (temperature_clock_.fresh(now) ? 1U << 1 : 0U) |
                                   (pressure_clock_.overrun(now) ? 1U << 4 : 0U) |
                                   (temperature_clock_.overrun(now) ? 1U << 5 : 0U));
}

std::uint8_t Lps22hh::read_register(std::uint8_t address) {
  address &= 0x7F;
  if (address == kWhoAmI) return 0xB3;
  if (address == kStatus) return status();
  if (address >= kPressureFirst && address <= kTemperatureLast) return read_output(address);
  return registers_[address];
}

void Lps22hh::write_register(std::uint8_t address, std::uint8_t value) {
  address &= 0x7F;
  if (address == kCtrl1) {
    const std::uint8_t old = std::exchange(registers_[kCtrl1], value & 0x7F);
    if ((value & kSpi3Wire) != 0) warn("SPI with three wires is not modelled");
    if ((value & kFilter) != 0) warn("the low-pass filter (CTRL_REG1) is kept, but not modelled");
    if (((old ^ value) & 0x70) != 0) {
      conversion_.cancel();
      pressure_clock_.start(rate(), context_.now());
      temperature_clock_.start(rate(), context_.now());
    }
  } else if (address == kCtrl2) {
    write_control2(value);
  } else if (address == kCtrl3) {
    registers_[kCtrl3] = value & 0x3F;
    if ((value & 0x3B) != 0) {
      warn("CTRL_REG3 (0x12): only the data-ready interrupt is modelled");
    }
  } else if (const Kept* kept = find_kept(address); kept != nullptr) {
    if (value != 0) {
      warn(fmt::format("{} ({:#04x}) is kept, but what it sets is not modelled", kept->name,
                       address));
    }
    registers_[address] = value;
  } else {
    warn(fmt::format("a write to register {:#04x}, which is read-only or reserved, is ignored",
                     address));
  }
  update_interrupt();
}

void Lps22hh::write_control2(std::uint8_t value) {
  // Reset and reboot clear themselves; both are over before the bus can look again.
  if ((value & (kReset | kBoot)) != 0) {
    reset_registers();
    return;
  }
  const bool converting = conversion_.scheduled();
  registers_[kCtrl2] = value & 0x7B;
  if ((value & kOneShot) == 0) {
    if (converting) registers_[kCtrl2] |= kOneShot;  // it cannot be taken back
    return;
  }
  if (rate()) {
    registers_[kCtrl2] &= static_cast<std::uint8_t>(~kOneShot);
    warn("a one-shot conversion while the sensor samples by itself is ignored");
  } else if (!converting) {
    conversion_.schedule(context_.now() +
                         ((value & kLowNoise) != 0 ? kLowNoiseConversion : kConversion));
  }
}

void Lps22hh::conversion_done() {
  registers_[kCtrl2] &= static_cast<std::uint8_t>(~kOneShot);
  pressure_clock_.sample_once(context_.now());
  temperature_clock_.sample_once(context_.now());
  update_interrupt();
}

std::uint32_t Lps22hh::word(bool temperature) const {
  const auto when = (temperature ? temperature_clock_ : pressure_clock_).last(context_.now());
  if (!when) return 0;
  if (temperature) {
    // 100 steps a degree, 16 bits.
    return static_cast<std::uint32_t>(scaled(bounded(temperature_(*when), -320, 320), 100));
  }
  // 4096 steps a hPa, 24 bits with a sign.
  return static_cast<std::uint32_t>(scaled(bounded(pressure_(*when), -2'000, 2'000), 4'096));
}

std::uint8_t Lps22hh::read_output(std::uint8_t address) {
  const bool temperature = address >= kTemperatureFirst;
  const bool last = address == kPressureLast || address == kTemperatureLast;
  const unsigned byte = address - (temperature ? kTemperatureFirst : kPressureFirst);
  const bool block = (registers_[kCtrl1] & kBlockDataUpdate) != 0;
  std::uint32_t value =
      block && is_latched_[temperature ? 1 : 0] ? latched_[temperature ? 1 : 0] : word(temperature);
  latched_[temperature ? 1 : 0] = value;
  is_latched_[temperature ? 1 : 0] = block && !last;
  if (last) {
    (temperature ? temperature_clock_ : pressure_clock_).fetch(context_.now());
    update_interrupt();
  }
  value >>= 8 * byte;
  return static_cast<std::uint8_t>(value);
}

void Lps22hh::update_interrupt() {
  const sim::Time now = context_.now();
  const bool waits = (registers_[kCtrl3] & kDataReady) != 0;
  const bool active = waits && pressure_clock_.fresh(now);
  const bool level = active != ((registers_[kCtrl2] & kActiveLow) != 0);
  if (std::exchange(level_, level) != level && observer_) observer_(level);
  const sim::Time next = waits && observer_ ? pressure_clock_.next(now) : sim::kNever;
  if (next == sim::kNever) {
    data_ready_.cancel();
  } else if (next != data_ready_.when()) {
    data_ready_.schedule(next);
  }
}

void Lps22hh::serialize(sim::Archive& archive) {
  archive.section(name_);
  serialize_pointer(archive);
  for (std::uint8_t& value : registers_) archive.value(value);
  for (std::uint32_t& value : latched_) archive.value(value);
  for (bool& value : is_latched_) archive.value(value);
  archive.value(level_);
  pressure_clock_.serialize(archive, rate());
  temperature_clock_.serialize(archive, rate());
  archive.event(conversion_);
  archive.event(data_ready_);
}

}  // namespace armillary::board
