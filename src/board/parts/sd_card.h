// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "board/parts/spi_byte_target.h"
#include "board/parts/storage.h"
#include "soc/device_context.h"

namespace armillary::board {

/// An SD memory card in SPI mode (Physical Layer Simplified Specification 6.00, chapter 7):
/// standard or high capacity, version 2.00. Commands and data follow one another whether or not
/// chip select rises in between, because controllers raise it between bursts. Erase, locking, write
/// protection and switching functions are not modelled: the card answers "illegal command" and they
/// are named.
class SdCard final : public SpiByteTarget {
 public:
  enum class Kind : std::uint8_t { standard, high };
  static constexpr std::uint64_t kBlock = 512;
  /// The capacity that a card can state at or above `bytes`: a multiple of what its CSD counts in.
  /// 0 when the kind has none: standard goes to 1 GiB, high to 32 GiB.
  static std::uint64_t capacity_for(Kind kind, std::uint64_t bytes);

  /// The storage's size is one of capacity_for(), its blank 0x00.
  SdCard(const soc::DeviceContext& context, std::string name, Kind kind, Storage storage);

  [[nodiscard]] const Storage& storage() const { return storage_; }
  void serialize(sim::Archive& archive);

 private:
  enum class Phase : std::uint8_t {
    command,  ///< waits for a command
    read_one,
    read_many,  ///< a block, or one after the other, goes out
    write_one,
    write_many,  ///< waits for the token in front of a block
    block_one,
    block_many,  ///< a block comes in
  };
  enum R1 : std::uint8_t {
    kIdle = 1U << 0,
    kIllegal = 1U << 2,
    kCrcError = 1U << 3,
    kAddressError = 1U << 5,
    kParameterError = 1U << 6,
  };

  void begin() override { frame_count_ = 0; }
  void end() override { frame_count_ = 0; }
  std::uint8_t byte_out() override;
  void byte_in(std::uint8_t byte) override;

  void take_command_byte(std::uint8_t byte);
  void take_token(std::uint8_t byte);
  void take_block_byte(std::uint8_t byte);
  void block_complete();
  void execute(std::uint8_t index, std::uint32_t argument);
  void execute_application(std::uint8_t index, std::uint32_t argument);
  void stop_transmission();
  void start_data(Phase phase, std::uint32_t argument);
  void answer(std::uint8_t r1, std::span<const std::uint8_t> more = {});
  void answer_register(std::span<const std::uint8_t> bytes);
  void illegal(std::string_view what);
  void queue_block(std::span<const std::uint8_t> bytes);
  void queue_next_read();
  [[nodiscard]] std::uint8_t r1() const { return ready_ ? std::uint8_t{0} : std::uint8_t{kIdle}; }
  [[nodiscard]] bool busy() const { return context_.now() < busy_until_; }
  [[nodiscard]] std::array<std::uint8_t, 16> card_specific_data() const;
  static std::array<std::uint8_t, 16> card_identification();
  void warn(std::string_view what) { context_.journal().warn_once(name_, what); }

  soc::DeviceContext context_;
  std::string name_;
  Kind kind_;
  Storage storage_;

  std::array<std::uint8_t, 6> frame_{};  ///< a command as far as it has come
  std::uint8_t frame_count_ = 0;
  std::deque<std::uint8_t> out_;     ///< an answer
  std::deque<std::uint8_t> data_;    ///< a block on its way out, from its token on
  sim::Time data_from_{};            ///< when it can begin
  std::vector<std::uint8_t> block_;  ///< a block on its way in, with its CRC
  Phase phase_ = Phase::command;
  std::uint64_t position_ = 0;  ///< of the block, in bytes
  std::uint32_t block_length_ = kBlock;
  bool in_spi_mode_ = false, ready_ = false, application_ = false, checks_crc_ = false,
       knows_host_ = false;
  sim::Time ready_from_ = sim::kNever;  ///< the end of the initialisation under way
  sim::Time busy_until_{};
};

}  // namespace armillary::board
