// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/lsm6ds.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace armillary::board {

namespace {

// The registers' descriptions in ST's data sheets DocID026899 (LSM6DS3) and DS12140 (LSM6DSO).
enum Register : std::uint8_t {
  kFuncCfgAccess = 0x01,
  kInt1Ctrl = 0x0D,
  kWhoAmI = 0x0F,
  kCtrl1Xl = 0x10,
  kCtrl2G = 0x11,
  kCtrl3C = 0x12,
  kCtrl4C = 0x13,
  kCtrl9Xl = 0x18,
  kCtrl10C = 0x19,
  kStatusReg = 0x1E,
  kOutTempL = 0x20,
  kOutLast = 0x2D,
  kStatusMaster = 0x39,
};
enum Control3 : std::uint8_t {
  kSwReset = 1U << 0,
  kBigEndian = 1U << 1,  // LSM6DS3 only
  kIfInc = 1U << 2,
  kSpi3Wire = 1U << 3,
  kActiveLow = 1U << 5,
  kBlockDataUpdate = 1U << 6,
  kBoot = 1U << 7,
};
constexpr std::uint8_t kSleepG = 1U << 6;                      // CTRL4_C
constexpr std::uint8_t kEmbeddedBank = 0x80, kHubBank = 0x40;  // FUNC_CFG_ACCESS
// SW_RESET clears itself after 50 us (ST AN4650 and AN5192, on the boot procedure).
constexpr sim::Duration kResetTime = std::chrono::microseconds{50};

// The output data rates of both, in Hz; 1.6 Hz is the LSM6DSO's low power mode only.
constexpr std::array kRates{sim::Rate{25, 2}, sim::Rate{26},   sim::Rate{52},  sim::Rate{104},
                            sim::Rate{208},   sim::Rate{416},  sim::Rate{833}, sim::Rate{1'660},
                            sim::Rate{3'330}, sim::Rate{6'660}};

std::optional<sim::Rate> rate_of(unsigned code) {
  if (code >= 1 && code <= kRates.size()) return kRates[code - 1];
  return std::nullopt;
}

/// value / step, rounded to the nearest, held within 16 bits.
std::int16_t scaled(std::int64_t value, std::int64_t step) {
  using Limits = std::numeric_limits<std::int16_t>;
  const std::int64_t half = value < 0 ? -step / 2 : step / 2;
  // The sources are hostile, too: keep the sum within 64 bits.
  value = std::clamp<std::int64_t>(value, -std::int64_t{1} << 60, std::int64_t{1} << 60);
  return static_cast<std::int16_t>(
      std::clamp<std::int64_t>((value + half) / step, Limits::min(), Limits::max()));
}

}  // namespace

Lsm6ds::Lsm6ds(const soc::DeviceContext& context, std::string name, Model model, Motion motion)
    : context_(context),
      name_(std::move(name)),
      model_(model),
      motion_(std::move(motion)),
      data_ready_event_(context.events(), name_ + " data ready", [this] { data_ready(); }) {
  if (model == Model::lsm6dso) {
    hub_ = std::make_unique<SensorHub>([this](std::string_view what) { warn(what); });
  }
  const auto still = [](Quantity& quantity) {
    if (!quantity) quantity = [](sim::Time) { return std::int64_t{0}; };
  };
  std::ranges::for_each(motion_.acceleration, still);
  std::ranges::for_each(motion_.rotation, still);
  still(motion_.temperature);
  reset_registers();
}

void Lsm6ds::on_int1(std::function<void(bool)> observer) {
  int1_observer_ = std::move(observer);
  int1_observer_(int1_);
}

const Lsm6ds::Kept* Lsm6ds::find_kept(std::uint8_t address) const {
  // What can be written and is kept without an effect, with its value after a reset.
  static constexpr std::array kLsm6ds3{
      Kept{0x04, "SENSOR_SYNC_TIME_FRAME", 0},
      Kept{0x06, "FIFO_CTRL1", 0},
      Kept{0x07, "FIFO_CTRL2", 0},
      Kept{0x08, "FIFO_CTRL3", 0},
      Kept{0x09, "FIFO_CTRL4", 0},
      Kept{0x0A, "FIFO_CTRL5", 0},
      Kept{0x0B, "ORIENT_CFG_G", 0},
      Kept{0x0E, "INT2_CTRL", 0},
      Kept{0x14, "CTRL5_C", 0},
      Kept{0x15, "CTRL6_C", 0},
      Kept{0x16, "CTRL7_G", 0},
      Kept{0x17, "CTRL8_XL", 0},
      Kept{0x1A, "MASTER_CONFIG", 0},
      Kept{0x58, "TAP_CFG", 0},
      Kept{0x59, "TAP_THS_6D", 0},
      Kept{0x5A, "INT_DUR2", 0},
      Kept{0x5B, "WAKE_UP_THS", 0},
      Kept{0x5C, "WAKE_UP_DUR", 0},
      Kept{0x5D, "FREE_FALL", 0},
      Kept{0x5E, "MD1_CFG", 0},
      Kept{0x5F, "MD2_CFG", 0},
  };
  static constexpr std::array kLsm6dso{
      Kept{0x02, "PIN_CTRL", 0x3F},      Kept{0x07, "FIFO_CTRL1", 0},
      Kept{0x08, "FIFO_CTRL2", 0},       Kept{0x09, "FIFO_CTRL3", 0},
      Kept{0x0A, "FIFO_CTRL4", 0},       Kept{0x0B, "COUNTER_BDR_REG1", 0},
      Kept{0x0C, "COUNTER_BDR_REG2", 0}, Kept{0x0E, "INT2_CTRL", 0},
      Kept{0x14, "CTRL5_C", 0},          Kept{0x15, "CTRL6_C", 0},
      Kept{0x16, "CTRL7_G", 0},          Kept{0x17, "CTRL8_XL", 0},
      Kept{0x18, "CTRL9_XL", 0xE0},      Kept{0x19, "CTRL10_C", 0},
      Kept{0x56, "TAP_CFG0", 0},         Kept{0x57, "TAP_CFG1", 0},
      Kept{0x58, "TAP_CFG2", 0},         Kept{0x59, "TAP_THS_6D", 0},
      Kept{0x5A, "INT_DUR2", 0},         Kept{0x5B, "WAKE_UP_THS", 0},
      Kept{0x5C, "WAKE_UP_DUR", 0},      Kept{0x5D, "FREE_FALL", 0},
      Kept{0x5E, "MD1_CFG", 0},          Kept{0x5F, "MD2_CFG", 0},
      Kept{0x62, "I3C_BUS_AVB", 0},      Kept{0x73, "X_OFS_USR", 0},
      Kept{0x74, "Y_OFS_USR", 0},        Kept{0x75, "Z_OFS_USR", 0},
  };
  const std::span<const Kept> table =
      model_ == Model::lsm6ds3 ? std::span<const Kept>(kLsm6ds3) : std::span<const Kept>(kLsm6dso);
  const auto found = std::ranges::find(table, address, &Kept::address);
  return found == table.end() ? nullptr : &*found;
}

void Lsm6ds::reset_registers() {
  for (unsigned address = 0; address < registers_.size(); ++address) {
    const Kept* kept = find_kept(static_cast<std::uint8_t>(address));
    registers_[address] = kept == nullptr ? std::uint8_t{0} : kept->reset;
  }
  registers_[kCtrl3C] = kIfInc;
  if (model_ == Model::lsm6ds3) registers_[kCtrl9Xl] = registers_[kCtrl10C] = 0x38;
  acceleration_.reset();
  rotation_.reset();
  temperature_.reset();
  latched_words_ = 0;
  if (hub_) hub_->reset();
}

void Lsm6ds::software_reset() {
  reset_registers();
  reset_ends_ = context_.now() + kResetTime;
}

std::uint8_t Lsm6ds::next_register(std::uint8_t address) const {
  if ((registers_[kCtrl3C] & kIfInc) == 0) return address;
  // A burst over the outputs goes on with the register behind them; 7 bits wrap around.
  return (address + 1) & 0x7F;
}

bool Lsm6ds::embedded_bank() const { return (registers_[kFuncCfgAccess] & kEmbeddedBank) != 0; }

std::uint8_t Lsm6ds::read_register(std::uint8_t address) {
  address &= 0x7F;
  if (address != kFuncCfgAccess && hub_ && (registers_[kFuncCfgAccess] & kHubBank) != 0) {
    return hub_->read(address);
  }
  if (address != kFuncCfgAccess && embedded_bank()) {
    warn("the registers of the embedded functions are not modelled and read 0");
    return 0;
  }
  switch (address) {
    case kWhoAmI:
      return model_ == Model::lsm6ds3 ? 0x69 : 0x6C;
    case kCtrl3C:
      return static_cast<std::uint8_t>(registers_[kCtrl3C] |
                                       (context_.now() < reset_ends_ ? kSwReset : 0));
    case kStatusReg:
      return status();
    case kStatusMaster:
      return hub_ ? hub_->status() : std::uint8_t{0};
    default:
      break;
  }
  if (address >= kOutTempL && address <= kOutLast) return read_output(address);
  return registers_[address];
}

void Lsm6ds::write_register(std::uint8_t address, std::uint8_t value) {
  address &= 0x7F;
  if (address == kFuncCfgAccess) {
    registers_[address] = value & (hub_ ? kEmbeddedBank | kHubBank : kEmbeddedBank);
    return;
  }
  if (hub_ && (registers_[kFuncCfgAccess] & kHubBank) != 0) {
    hub_->write(address, value);
    schedule_data_ready();
    return;
  }
  if (embedded_bank()) {
    warn("the registers of the embedded functions are not modelled: a write is lost");
    return;
  }
  if (address == kInt1Ctrl || (address >= kCtrl1Xl && address <= kCtrl4C) ||
      (model_ == Model::lsm6ds3 && (address == kCtrl9Xl || address == kCtrl10C))) {
    write_control(address, value);
    return;
  }
  const Kept* kept = find_kept(address);
  if (kept == nullptr) {
    warn(fmt::format("a write to register {:#04x}, which is read-only or reserved, is ignored",
                     address));
    return;
  }
  if (value != kept->reset) {
    warn(
        fmt::format("{} ({:#04x}) is kept, but what it sets is not modelled", kept->name, address));
  }
  registers_[address] = value;
}

void Lsm6ds::write_control(std::uint8_t address, std::uint8_t value) {
  const std::uint8_t old = std::exchange(registers_[address], value);
  const sim::Time now = context_.now();
  switch (address) {
    case kCtrl1Xl:
      if (old >> 4 != value >> 4) acceleration_.start(acceleration_rate(), now);
      break;
    case kCtrl2G:
      if (old >> 4 != value >> 4) rotation_.start(rotation_rate(), now);
      break;
    case kCtrl3C:
      registers_[kCtrl3C] &= static_cast<std::uint8_t>(~(kSwReset | kBoot));
      if ((value & (kSwReset | kBoot)) != 0) software_reset();
      if ((value & kSpi3Wire) != 0) warn("SPI with three wires is not modelled");
      if ((value & kBigEndian) != 0) warn("outputs with the high byte first are not modelled");
      break;
    case kCtrl4C:
      if (((old ^ value) & kSleepG) != 0) rotation_.start(rotation_rate(), now);
      if ((value & ~kSleepG) != 0) {
        warn("CTRL4_C (0x13) is kept, but only SLEEP_G of it is modelled");
      }
      break;
    case kInt1Ctrl:
      if ((value & ~3U) != 0) {
        warn("INT1_CTRL (0x0d): only the data-ready interrupts are modelled");
      }
      break;
    default:
      if ((value & ~0x38U) != 0) {
        warn(fmt::format("CTRL{} ({:#04x}): only the enable bits of the axes are modelled",
                         address == kCtrl9Xl ? "9_XL" : "10_C", address));
      }
  }
  if (address == kCtrl1Xl || address == kCtrl2G) {
    const auto rate = temperature_rate();
    if (rate.has_value() != temperature_.running()) temperature_.start(rate, now);
  }
  update_int1();
}

std::optional<sim::Rate> Lsm6ds::acceleration_rate() const {
  const unsigned code = registers_[kCtrl1Xl] >> 4U;
  if (code == 11 && model_ == Model::lsm6dso) return sim::Rate{8, 5};
  return rate_of(code);
}

std::optional<sim::Rate> Lsm6ds::rotation_rate() const {
  if ((registers_[kCtrl4C] & kSleepG) != 0) return std::nullopt;
  return rate_of(registers_[kCtrl2G] >> 4U);
}

std::optional<sim::Rate> Lsm6ds::temperature_rate() const {
  // 52 Hz while one of the two sensors runs (the data sheets' temperature sensor characteristics).
  const auto xl = rate_of(registers_[kCtrl1Xl] >> 4U), g = rate_of(registers_[kCtrl2G] >> 4U);
  if (!xl && !g) return std::nullopt;
  return sim::Rate{52};
}

std::uint8_t Lsm6ds::status() const {
  const sim::Time now = context_.now();
  return static_cast<std::uint8_t>((acceleration_.fresh(now) ? 1 : 0) |
                                   (rotation_.fresh(now) ? 2 : 0) |
                                   (temperature_.fresh(now) ? 4 : 0));
}

SampleClock& Lsm6ds::clock_of(unsigned word) {
  if (word == 0) return temperature_;
  return word <= 3 ? rotation_ : acceleration_;
}

std::int16_t Lsm6ds::output(unsigned word, sim::Time when) const {
  if (word == 0) {
    // 0 is 25 degrees; 16 or 256 steps a degree.
    const std::int64_t steps = model_ == Model::lsm6ds3 ? 16 : 256;
    const std::int64_t above =
        std::clamp<std::int64_t>(motion_.temperature(when), -400'000'000, 400'000'000) - 25'000'000;
    return scaled(above * steps, 1'000'000);
  }
  const bool rotation = word <= 3;
  const unsigned axis = (word - 1) % 3;
  if (model_ == Model::lsm6ds3) {
    const std::uint8_t enabled = registers_[rotation ? kCtrl10C : kCtrl9Xl];
    if ((enabled >> (3 + axis) & 1U) == 0) return 0;
  }
  if (rotation) {
    // Micro-degrees a second per step: 4.375 at 125, 8.75 at 250, ... 70 at 2000 degrees a second.
    const std::uint8_t control = registers_[kCtrl2G];
    const std::int64_t step = (control & 2U) != 0 ? 4'375 : 8'750 << (control >> 2 & 3U);
    return scaled(motion_.rotation[axis](when), step);
  }
  // Micro-g per step at 2, 16, 4, 8 g: that order is the register's.
  constexpr std::array<std::int64_t, 4> kSteps{61, 488, 122, 244};
  return scaled(motion_.acceleration[axis](when), kSteps[registers_[kCtrl1Xl] >> 2 & 3U]);
}

std::uint8_t Lsm6ds::read_output(std::uint8_t address) {
  const unsigned word = (address - kOutTempL) / 2U;
  const bool high = (address & 1U) != 0;
  const auto bit = static_cast<std::uint8_t>(1U << word);
  const sim::Time now = context_.now();
  SampleClock& clock = clock_of(word);
  const auto when = clock.last(now);
  auto value = static_cast<std::uint16_t>(when ? output(word, *when) : 0);
  // Block data update: the two bytes are of one sample, whichever is read first.
  const bool block = (registers_[kCtrl3C] & kBlockDataUpdate) != 0;
  if (block && (latched_words_ & bit) != 0) {
    value = latched_[word];
    latched_words_ &= static_cast<std::uint8_t>(~bit);
  } else if (block) {
    latched_[word] = value;
    latched_words_ |= bit;
  }
  // The flag goes when a high byte is read (AN4650 and AN5192, on the data-ready signal).
  if (high) {
    clock.fetch(now);
    update_int1();
  }
  return static_cast<std::uint8_t>(high ? value >> 8 : value);
}

void Lsm6ds::data_ready() {
  const sim::Time now = context_.now();
  if (hub_ && acceleration_.running() && acceleration_.last(now) == now) hub_->trigger();
  update_int1();
}

void Lsm6ds::update_int1() {
  const bool active = (status() & registers_[kInt1Ctrl] & 3U) != 0;
  const bool level = active != ((registers_[kCtrl3C] & kActiveLow) != 0);
  const bool changed = std::exchange(int1_, level) != level;
  if (changed && int1_observer_) int1_observer_(level);
  schedule_data_ready();
}

void Lsm6ds::schedule_data_ready() {
  // Only who waits for a sample costs an event: the pin, and the sensor hub.
  const sim::Time now = context_.now();
  sim::Time next = sim::kNever;
  const std::uint8_t pin = int1_observer_ ? registers_[kInt1Ctrl] : std::uint8_t{0};
  if ((pin & 1U) != 0 || (hub_ && hub_->running())) next = acceleration_.next(now);
  if ((pin & 2U) != 0) next = std::min(next, rotation_.next(now));
  if (next == sim::kNever) {
    data_ready_event_.cancel();
  } else if (next != data_ready_event_.when()) {
    data_ready_event_.schedule(next);
  }
}

void Lsm6ds::serialize(sim::Archive& archive) {
  archive.section(name_);
  serialize_pointer(archive);
  for (std::uint8_t& value : registers_) archive.value(value);
  for (std::uint16_t& value : latched_) archive.value(value);
  archive.value(latched_words_);
  archive.value(reset_ends_);
  archive.value(int1_);
  acceleration_.serialize(archive, acceleration_rate());
  rotation_.serialize(archive, rotation_rate());
  temperature_.serialize(archive, temperature_rate());
  if (hub_) hub_->serialize(archive);
  archive.event(data_ready_event_);
}

}  // namespace armillary::board
