// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "board/parts/frame_report.h"
#include "board/parts/lps22hh.h"
#include "board/parts/lsm6ds.h"
#include "board/parts/max98090.h"
#include "board/parts/register_map.h"
#include "board/parts/sd_card.h"
#include "board/parts/spi_flash.h"
#include "board/parts/ssd1306.h"
#include "board/parts/ssd1331.h"
#include "soc/i2c_bus.h"
#include "soc/spi_bus.h"

namespace armillary::board {

/// Every device of the board that hangs on I2C or SPI, on two buses, driven by bytes that anybody
/// may have written. What comes back is the transcript.
class PartRig {
 public:
  PartRig() {
    hub_.auxiliary_bus().attach(behind_port_);
    for (soc::I2cTarget* target :
         {static_cast<soc::I2cTarget*>(&motion_port_), static_cast<soc::I2cTarget*>(&hub_port_),
          static_cast<soc::I2cTarget*>(&barometer_port_), static_cast<soc::I2cTarget*>(&oled_port_),
          static_cast<soc::I2cTarget*>(&codec_port_), static_cast<soc::I2cTarget*>(&map_port_)}) {
      i2c_.attach(*target);
    }
    for (soc::SpiTarget* target : spi_targets()) spi_.attach(*target);
    motion_.on_int1([this](bool level) { note(level ? 1 : 0); });
    barometer_.on_interrupt([this](bool level) { note(level ? 3 : 2); });
  }

  /// One step, taken from the front of `bytes`, which is not empty.
  void step(std::span<const std::uint8_t>& bytes) {
    const std::uint8_t op = take(bytes);
    const std::uint8_t value = take(bytes);
    static constexpr std::array<std::uint8_t, 8> kAddresses{0x6A, 0x6B, 0x5C, 0x3C,
                                                            0x10, 0x40, 0x5D, 0x00};
    switch (op % 11) {
      case 0:
        note(i2c_.start(kAddresses[value % 8], (value & 0x80) != 0));
        break;
      case 1:
      case 2:
        note(i2c_.write(value));
        break;
      case 3:
        for (unsigned i = 0; i < 1U + value % 16; ++i) note(i2c_.read());
        break;
      case 4:
        i2c_.stop();
        break;
      case 5:
        spi_.set_selected(*spi_targets()[value % 5], (value & 0x80) != 0);
        break;
      case 6:
        note(spi_.exchange(take(bytes), 1 + value % 8));
        break;
      case 7:
        for (unsigned i = 0; i < 1U + value; ++i) note(spi_.exchange(0xFF, 8));
        break;
      case 8: {  // a register of the sensors, whole
        i2c_.start(kAddresses[value % 8], false);
        i2c_.write(take(bytes));
        i2c_.write(take(bytes));
        i2c_.stop();
        break;
      }
      case 9:
        for (unsigned i = value % 8; i > 0; --i) note(spi_.exchange(take(bytes), 8));
        data_pin_ = (value & 0x80) != 0;
        break;
      default:
        advance(std::chrono::nanoseconds{std::int64_t{value} * value * value * 1'000});
    }
  }
  void advance(sim::Duration time) { domain_.run_window(domain_.now() + time); }

  [[nodiscard]] sim::Time now() const { return domain_.now(); }

  [[nodiscard]] const std::string& transcript() const { return transcript_; }
  /// All that can be seen of the state at the end.
  std::string pictures() const { return oled_.picture().hash() + colour_.picture().hash(); }
  sim::Journal& journal() { return domain_.journal(); }

  void serialize(sim::Archive& archive) {
    domain_.events().serialize(archive);
    archive.value(data_pin_);
    motion_.serialize(archive);
    hub_.serialize(archive);
    barometer_.serialize(archive);
    behind_.serialize(archive);
    oled_.serialize(archive);
    colour_.serialize(archive);
    oled_frames_.serialize(archive);
    colour_frames_.serialize(archive);
    flash_.serialize(archive);
    card_.serialize(archive);
    codec_.serialize(archive);
    map_.serialize(archive);
    for (I2cRegisterPort* port :
         {&motion_port_, &hub_port_, &barometer_port_, &behind_port_, &codec_port_, &map_port_}) {
      port->serialize(archive);
    }
    oled_port_.serialize(archive);
    colour_port_.serialize(archive);
    motion_spi_.serialize(archive);
    map_spi_.serialize(archive);
    i2c_.serialize(archive);
    spi_.serialize(archive);
  }

 private:
  static Quantity ramp(std::int64_t step) {
    return [step](sim::Time t) { return sim::nanoseconds(t) / 1'000 * step; };
  }
  static RegisterMapLayout layout() {
    return {.width = 16,
            .registers = {{0, "A", 1, RegisterMapLayout::Access::read_write, {}},
                          {1, "B", 2, RegisterMapLayout::Access::write_one_to_clear, {}},
                          {2, "C", 3, RegisterMapLayout::Access::read_only, ramp(1)}}};
  }
  std::array<soc::SpiTarget*, 5> spi_targets() {
    return {&flash_, &card_, &colour_port_, &motion_spi_, &map_spi_};
  }
  static std::uint8_t take(std::span<const std::uint8_t>& bytes) {
    if (bytes.empty()) return 0;
    const std::uint8_t value = bytes.front();
    bytes = bytes.subspan(1);
    return value;
  }
  void note(unsigned value) { transcript_.push_back(static_cast<char>(value)); }

  sim::Domain domain_{"m4-0", 1};
  soc::DeviceContext context_{domain_};
  std::string transcript_;
  bool data_pin_ = false;

  Lsm6ds motion_{
      context_, "motion", Lsm6ds::Model::lsm6ds3, {{ramp(3), {}, ramp(-7)}, {}, ramp(1)}};
  Lsm6ds hub_{context_, "hub", Lsm6ds::Model::lsm6dso, {{}, {ramp(900), {}, {}}, {}}};
  Lps22hh barometer_{context_, "barometer", ramp(5), ramp(-2)};
  Lps22hh behind_{context_, "behind", ramp(-5), ramp(2)};
  FrameReport oled_frames_{context_, "oled", [this] { return oled_.picture(); }};
  FrameReport colour_frames_{context_, "colour", [this] { return colour_.picture(); }};
  Ssd1306 oled_{context_, "oled", 64, [this] { oled_frames_.changed(); }};
  Ssd1331 colour_{context_, "colour", [this] { colour_frames_.changed(); }};
  SpiFlash flash_{context_, "flash", {32 * SpiFlash::kMebibyte, 0xFF, nullptr}};
  SdCard card_{context_,
               "card",
               SdCard::Kind::standard,
               {1U << 20, 0, std::make_shared<const std::string>(3'000, 'x')}};
  Max98090 codec_{context_, "codec"};
  RegisterMap map_{context_, "map", layout()};

  I2cRegisterPort motion_port_{motion_, 0x6A}, hub_port_{hub_, 0x6B},
      barometer_port_{barometer_, 0x5C}, behind_port_{behind_, 0x5C}, codec_port_{codec_, 0x10},
      map_port_{map_, 0x40};
  DisplayI2cPort oled_port_{oled_, 0x3C};
  DisplaySpiPort colour_port_{colour_, [this] { return data_pin_; }};
  SpiRegisterPort motion_spi_{motion_}, map_spi_{map_};
  soc::I2cBus i2c_;
  soc::SpiBus spi_;
};

}  // namespace armillary::board
