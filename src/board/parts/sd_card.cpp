// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/sd_card.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "board/parts/sd_crc.h"

namespace armillary::board {

namespace {

using namespace std::chrono_literals;

// A usual card's times; the specification only bounds them (section 4.6.2).
constexpr sim::Duration kInitialisation = 10ms, kReadAccess = 100us, kWriteBlock = 500us;
constexpr std::uint8_t kStartBlock = 0xFE, kStartOfMany = 0xFC, kStopOfMany = 0xFD;  // 7.3.3.2
constexpr std::uint8_t kAccepted = 0xE5, kCrcWrong = 0xEB, kWriteWrong = 0xED;       // 7.3.3.1
constexpr std::uint8_t kOutOfRange = 0x08;                                           // 7.3.3.3
constexpr std::uint64_t kHighUnit = 512 * 1'024;

/// C_SIZE_MULT of a standard card: the smallest with which C_SIZE fits its 12 bits.
unsigned multiplier(std::uint64_t bytes) {
  unsigned mult = 0;
  while (mult < 7 && bytes > (SdCard::kBlock << (mult + 2)) * 4'096) ++mult;
  return mult;
}

/// Sets `count` bits of a register of 128 bits, bit 127 first, at `low`.
void set_bits(std::array<std::uint8_t, 16>& reg, unsigned low, unsigned count,
              std::uint64_t value) {
  for (unsigned i = 0; i < count; ++i) {
    const unsigned bit = low + i;
    if ((value >> i & 1U) != 0) reg[15 - bit / 8] |= static_cast<std::uint8_t>(1U << bit % 8);
  }
}

}  // namespace

std::uint64_t SdCard::capacity_for(Kind kind, std::uint64_t bytes) {
  const std::uint64_t limit = (kind == Kind::high ? 32ULL : 1ULL) << 30;
  if (bytes == 0 || bytes > limit) return 0;
  const std::uint64_t unit =
      kind == Kind::high ? kHighUnit : std::max(kBlock << (multiplier(bytes) + 2), Storage::kPage);
  return (bytes + unit - 1) / unit * unit;
}

SdCard::SdCard(const soc::DeviceContext& context, std::string name, Kind kind, Storage storage)
    : context_(context), name_(std::move(name)), kind_(kind), storage_(std::move(storage)) {}

std::uint8_t SdCard::byte_out() {
  if (!out_.empty()) {
    const std::uint8_t byte = out_.front();
    out_.pop_front();
    return byte;
  }
  if (busy()) return 0x00;
  if (data_.empty() || context_.now() < data_from_) return 0xFF;
  const std::uint8_t byte = data_.front();
  data_.pop_front();
  if (data_.empty() && phase_ == Phase::read_one) phase_ = Phase::command;
  if (data_.empty() && phase_ == Phase::read_many) queue_next_read();
  return byte;
}

void SdCard::byte_in(std::uint8_t byte) {
  switch (phase_) {
    case Phase::write_one:
    case Phase::write_many:
      if (frame_count_ == 0 &&
          (byte == kStartBlock || byte == kStartOfMany || byte == kStopOfMany)) {
        take_token(byte);
      } else {
        take_command_byte(byte);
      }
      break;
    case Phase::block_one:
    case Phase::block_many:
      take_block_byte(byte);
      break;
    default:
      take_command_byte(byte);
  }
}

void SdCard::take_command_byte(std::uint8_t byte) {
  // A frame begins with the bits 01; what else comes between frames is idle clocks.
  if (frame_count_ == 0 && (byte & 0xC0) != 0x40) return;
  frame_[frame_count_++] = byte;
  if (frame_count_ < frame_.size()) return;
  frame_count_ = 0;
  const std::uint8_t index = frame_[0] & 0x3F;
  const std::uint32_t argument = std::uint32_t{frame_[1]} << 24 | std::uint32_t{frame_[2]} << 16 |
                                 std::uint32_t{frame_[3]} << 8 | frame_[4];
  const bool good = sd_crc7(std::span(frame_).first(5)) == frame_[5];
  if (!in_spi_mode_) {
    // Chip select low during CMD0 chooses SPI mode; nothing else is heard before (section 7.2.1).
    if (index != 0 || !good) return;
    in_spi_mode_ = true;
  }
  out_.clear();
  // CMD8 is always checked (section 7.2.2).
  if (!good && (checks_crc_ || index == 8)) {
    application_ = false;
    return answer(r1() | kCrcError);
  }
  if (std::exchange(application_, false)) {
    execute_application(index, argument);
  } else {
    execute(index, argument);
  }
}

void SdCard::answer(std::uint8_t r1, std::span<const std::uint8_t> more) {
  out_.push_back(0xFF);  // N_CR: one byte
  out_.push_back(r1);
  out_.insert(out_.end(), more.begin(), more.end());
}

void SdCard::illegal(std::string_view what) {
  warn(what);
  answer(r1() | kIllegal);
}

void SdCard::execute(std::uint8_t index, std::uint32_t argument) {
  const std::array<std::uint8_t, 4> echo{0, 0, static_cast<std::uint8_t>(argument >> 8 & 0x0F),
                                         static_cast<std::uint8_t>(argument)};
  switch (index) {
    case 0:
      ready_ = checks_crc_ = knows_host_ = false;
      ready_from_ = sim::kNever;
      phase_ = Phase::command;
      data_.clear();
      block_length_ = kBlock;
      return answer(kIdle);
    case 1:
      // As ACMD41 without high capacity support.
      return execute_application(41, 0);
    case 8:
      knows_host_ = true;
      return answer(r1(), echo);
    case 12:
      return stop_transmission();
    case 13: {
      const std::array<std::uint8_t, 1> second{0};
      return answer(r1(), second);
    }
    case 55:
      application_ = true;
      return answer(r1());
    case 58: {
      // OCR: 2.7 to 3.6 V; powered up; card capacity status.
      const std::array<std::uint8_t, 4> ocr{
          static_cast<std::uint8_t>(ready_ ? (kind_ == Kind::high ? 0xC0 : 0x80) : 0x00), 0xFF,
          0x80, 0x00};
      return answer(r1(), ocr);
    }
    case 59:
      checks_crc_ = (argument & 1U) != 0;
      return answer(r1());
    default:
      break;
  }
  // The others need a card that is ready.
  if (!ready_) return answer(r1() | kIllegal);
  switch (index) {
    case 9:
      return answer_register(card_specific_data());
    case 10:
      return answer_register(card_identification());
    case 16:
      // High capacity cards always move 512 bytes (section 4.3.14); standard ones read parts of a
      // block, too.
      if (argument == 0 || argument > kBlock) return answer(kParameterError);
      if (kind_ == Kind::standard) block_length_ = argument;
      return answer(0);
    case 17:
      return start_data(Phase::read_one, argument);
    case 18:
      return start_data(Phase::read_many, argument);
    case 24:
      return start_data(Phase::write_one, argument);
    case 25:
      return start_data(Phase::write_many, argument);
    default:
      return illegal(fmt::format("CMD{} is not modelled: the card says illegal command", index));
  }
}

void SdCard::execute_application(std::uint8_t index, std::uint32_t argument) {
  constexpr std::uint32_t kHighCapacitySupport = 1U << 30;
  if (index == 41) {
    // A high capacity card stays idle for a host that does not know of them (figure 7-2).
    const bool supported =
        kind_ == Kind::standard || (knows_host_ && (argument & kHighCapacitySupport) != 0);
    if (!ready_ && supported && ready_from_ == sim::kNever) {
      ready_from_ = context_.now() + kInitialisation;
    }
    ready_ = ready_ || (supported && context_.now() >= ready_from_);
    return answer(r1());
  }
  if (!ready_) return answer(r1() | kIllegal);
  switch (index) {
    case 13: {
      const std::array<std::uint8_t, 1> second{0};
      answer(r1(), second);
      // SD status: speed class 4, and zeros for what a card may leave open (section 4.10.2).
      std::array<std::uint8_t, 64> status{};
      status[8] = 2;
      return queue_block(status);
    }
    case 23:  // how many blocks to erase before a write: a hint
      return answer(0);
    case 51: {
      // SCR: version 2.00, one and four data lines (section 5.6).
      constexpr std::array<std::uint8_t, 8> kScr{0x02, 0x25, 0, 0, 0, 0, 0, 0};
      return answer_register(kScr);
    }
    default:
      return illegal(fmt::format("ACMD{} is not modelled: the card says illegal command", index));
  }
}

void SdCard::answer_register(std::span<const std::uint8_t> bytes) {
  answer(r1());
  queue_block(bytes);
}

void SdCard::queue_block(std::span<const std::uint8_t> bytes) {
  const std::uint16_t crc = sd_crc16(bytes);
  data_.assign(1, kStartBlock);
  data_.insert(data_.end(), bytes.begin(), bytes.end());
  data_.push_back(static_cast<std::uint8_t>(crc >> 8));
  data_.push_back(static_cast<std::uint8_t>(crc));
  data_from_ = context_.now() + kReadAccess;
  phase_ = Phase::read_one;
}

void SdCard::start_data(Phase phase, std::uint32_t argument) {
  const std::uint64_t position =
      kind_ == Kind::high ? std::uint64_t{argument} * kBlock : std::uint64_t{argument};
  if (position >= storage_.size()) return answer(kParameterError);
  const bool writes = phase == Phase::write_one || phase == Phase::write_many;
  if (writes && block_length_ != kBlock) return answer(kParameterError);
  // A block must not cross the border of a physical one.
  if (position % kBlock + block_length_ > kBlock) return answer(kAddressError);
  answer(0);
  position_ = position;
  phase_ = phase;
  block_.clear();
  if (!writes) {
    queue_next_read();
    phase_ = phase;
  }
}

void SdCard::queue_next_read() {
  // Behind the last block, or where parts of a block do not fill it evenly.
  if (position_ >= storage_.size() || position_ % kBlock + block_length_ > kBlock) {
    data_.assign(1, kOutOfRange);
    phase_ = Phase::command;
    return;
  }
  const Phase phase = phase_;
  std::array<std::uint8_t, kBlock> bytes{};
  const std::span<std::uint8_t> block = std::span(bytes).first(block_length_);
  storage_.read(position_, block);
  queue_block(block);
  position_ += block_length_;
  phase_ = phase;
}

void SdCard::stop_transmission() {
  if (phase_ == Phase::command) return answer(r1() | kIllegal);
  data_.clear();
  phase_ = Phase::command;
  out_.push_back(0xFF);  // the byte behind CMD12 is stuffing (section 7.3.1.3)
  answer(r1());
}

void SdCard::take_token(std::uint8_t byte) {
  const bool many = phase_ == Phase::write_many;
  if (many && byte == kStopOfMany) {
    phase_ = Phase::command;
    out_.assign(1, 0xFF);
    busy_until_ = std::max(busy_until_, context_.now() + kWriteBlock);
  } else if (byte == (many ? kStartOfMany : kStartBlock)) {
    block_.clear();
    phase_ = many ? Phase::block_many : Phase::block_one;
  }
}

void SdCard::take_block_byte(std::uint8_t byte) {
  block_.push_back(byte);
  if (block_.size() == kBlock + 2) block_complete();
}

void SdCard::block_complete() {
  const bool many = phase_ == Phase::block_many;
  phase_ = many ? Phase::write_many : Phase::command;
  const std::span<const std::uint8_t> bytes = std::span(block_).first(kBlock);
  const auto crc = static_cast<std::uint16_t>(block_[kBlock] << 8 | block_[kBlock + 1]);
  out_.clear();
  if (checks_crc_ && crc != sd_crc16(bytes)) {
    out_.push_back(kCrcWrong);
  } else if (position_ >= storage_.size()) {
    out_.push_back(kWriteWrong);
  } else if (!storage_.write(position_, bytes)) {
    warn("more than 256 MiB were written to the card; what goes beyond fails");
    out_.push_back(kWriteWrong);
  } else {
    out_.push_back(kAccepted);
    busy_until_ = context_.now() + kWriteBlock;
    position_ += kBlock;
  }
  block_.clear();
}

std::array<std::uint8_t, 16> SdCard::card_specific_data() const {
  // Sections 5.3.2 (standard) and 5.3.3 (high capacity).
  std::array<std::uint8_t, 16> csd{};
  const bool high = kind_ == Kind::high;
  set_bits(csd, 126, 2, high ? 1 : 0);        // CSD_STRUCTURE
  set_bits(csd, 112, 8, high ? 0x0E : 0x26);  // TAAC: 1 ms, 1.5 ms
  set_bits(csd, 96, 8, 0x32);                 // TRAN_SPEED: 25 MHz
  set_bits(csd, 84, 12, 0x5B5);               // CCC
  set_bits(csd, 80, 4, 9);                    // READ_BL_LEN: 512
  if (high) {
    set_bits(csd, 48, 22, storage_.size() / kHighUnit - 1);  // C_SIZE
  } else {
    const unsigned mult = multiplier(storage_.size());
    set_bits(csd, 79, 1, 1);  // READ_BL_PARTIAL
    set_bits(csd, 62, 12, storage_.size() / (kBlock << (mult + 2)) - 1);
    set_bits(csd, 47, 3, mult);  // C_SIZE_MULT
  }
  set_bits(csd, 46, 1, 1);     // ERASE_BLK_EN
  set_bits(csd, 39, 7, 0x7F);  // SECTOR_SIZE
  set_bits(csd, 26, 3, 2);     // R2W_FACTOR
  set_bits(csd, 22, 4, 9);     // WRITE_BL_LEN
  csd[15] = sd_crc7(std::span(csd).first(15));
  return csd;
}

std::array<std::uint8_t, 16> SdCard::card_identification() {
  // Section 5.2: maker, OEM, product name, revision 1.0, serial number, date 2026-01.
  std::array<std::uint8_t, 16> cid{0x00, 'A', 'R', 'S', 'D', 'C',  'R', 'D',
                                   0x10, 0,   0,   0,   1,   0x01, 0xA1};
  cid[15] = sd_crc7(std::span(cid).first(15));
  return cid;
}

void SdCard::serialize(sim::Archive& archive) {
  constexpr std::size_t kMostOut = 16, kMostData = kBlock + 3, kMostBlock = kBlock + 1;
  archive.section(name_);
  serialize_bits(archive);
  for (std::uint8_t& byte : frame_) archive.value(byte);
  archive.value(frame_count_);
  archive.sequence(out_, kMostOut);
  archive.sequence(data_, kMostData);
  archive.value(data_from_);
  archive.sequence(block_, kMostBlock);
  archive.value(phase_);
  archive.value(position_);
  archive.value(block_length_);
  for (bool* flag : {&in_spi_mode_, &ready_, &application_, &checks_crc_, &knows_host_}) {
    archive.value(*flag);
  }
  archive.value(ready_from_);
  archive.value(busy_until_);
  storage_.serialize(archive);
  const bool possible = frame_count_ < frame_.size() && phase_ <= Phase::block_many &&
                        block_length_ >= 1 && block_length_ <= kBlock &&
                        position_ <= storage_.size() + kBlock &&
                        (phase_ < Phase::write_one || position_ % kBlock == 0);
  if (possible) return;
  archive.fail("a state of the SD card that cannot be");
  phase_ = Phase::command;
  frame_count_ = 0;
  position_ = 0;
  block_length_ = kBlock;
}

}  // namespace armillary::board
