// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "board/parts/spi_byte_target.h"
#include "board/parts/storage.h"
#include "soc/device_context.h"

namespace armillary::board {

/// A serial NOR flash as Winbond's W25Q family (W25Q128JV rev F, W25Q256JV rev G), on one data
/// line. Programming clears bits, erasing sets them, both take their typical time and need the
/// write enable latch. Block protection, suspend, security registers, SFDP and the dual and quad
/// transfers are not modelled and are named.
class SpiFlash final : public SpiByteTarget {
 public:
  static constexpr std::uint64_t kMebibyte = 1U << 20;

  /// The storage's size is a power of two from 1 to 32 MiB, and its blank 0xFF.
  SpiFlash(const soc::DeviceContext& context, std::string name, Storage storage);

  [[nodiscard]] const Storage& storage() const { return storage_; }
  void serialize(sim::Archive& archive);

 private:
  static constexpr unsigned kPage = 256;
  enum class Action : std::uint8_t {
    none,  ///< not known, or ignored: the rest of the transfer is
    read,
    program,
    erase,
    erase_all,
    read_status,
    write_status,
    identify,   ///< 9Fh
    device_id,  ///< ABh
    maker_id,   ///< 90h
    unique_id,
    simple,  ///< done when chip select rises
  };
  struct Instruction {
    std::uint8_t code;
    Action action;
    std::uint8_t address;  ///< bytes of address: 0, 3, 4; kByMode: 3 or 4
    std::uint8_t dummy = 0;
    std::uint8_t detail = 0;  ///< status register 1 to 3; erase: log2 of its size
  };
  static constexpr std::uint8_t kByMode = 0xFF;
  static const Instruction* find(std::uint8_t code);

  void begin() override;
  void end() override;
  std::uint8_t byte_out() override;
  void byte_in(std::uint8_t byte) override;

  void start(std::uint8_t code);
  void finish_simple();
  void finish_write_status();
  void finish_program();
  void finish_erase();
  [[nodiscard]] unsigned header_bytes() const;
  /// The address within the memory: what is beyond wraps around.
  [[nodiscard]] std::uint64_t cell() const { return address_ & (storage_.size() - 1); }
  [[nodiscard]] bool busy() const { return context_.now() < busy_until_; }
  [[nodiscard]] std::uint8_t status(unsigned which) const;
  void busy_for(sim::Duration time);
  bool needs_write_enable();
  void reset();
  void warn(std::string_view what) { context_.journal().warn_once(name_, what); }

  soc::DeviceContext context_;
  std::string name_;
  Storage storage_;
  // The transfer under way.
  std::uint8_t code_ = 0;
  Action action_ = Action::none;
  std::uint32_t count_ = 0;  ///< bytes since chip select, the instruction's included
  std::uint32_t address_ = 0;
  std::array<std::uint8_t, kPage> page_{};
  std::bitset<kPage> loaded_;
  std::array<std::uint8_t, 2> new_status_{};
  // What lasts.
  std::array<std::uint8_t, 3> status_{};  ///< without BUSY and WEL
  std::uint8_t extended_address_ = 0;
  bool write_enabled_ = false, status_enabled_ = false, powered_down_ = false, wide_ = false,
       reset_enabled_ = false;
  sim::Time busy_until_{};
};

}  // namespace armillary::board
