// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/spi_controller.h"

#include <algorithm>

#include "os/abi/spi.h"

namespace armillary::os {

namespace {

// Registers by their names in the reference of the block (docs/fidelity.md).
constexpr std::uint32_t kStcsr = 0x00, kSoar = 0x04, kSdor = 0x08, kSmmr = 0x28, kSmbcr = 0x2C,
                        kScsr = 0x34, kCspol = 0x38, kSdir = 0x48;
constexpr std::uint32_t kStart = 0x100;
constexpr std::uint32_t kMoreBuffer = 0x4, kLowFirst = 0x8, kPolarity = 0x10, kPhase = 0x20,
                        kPrefetch = 0x80, kInterrupt = 0x200, kNoSelect = 7U << 29;
/// Nominal; a divisor of more than 4000 confuses the block, as Linux found.
constexpr std::uint32_t kClock = 80'000'000, kLeastDivisor = 2, kMostDivisor = 4000;

}  // namespace

SpiController::SpiController(sim::Domain& domain, soc::Bus& bus, std::uint32_t base,
                             sim::Wire& interrupt)
    : domain_(domain),
      registers_(bus, base),
      queue_([this](Transfer& transfer) { start(transfer); }),
      next_event_(
          domain.events(), interrupt.name() + " next", [this] { next(); },
          sim::TimedEvent::software),
      interrupt_(domain, interrupt, [this] { serve(); }) {}

void SpiController::release(unsigned select, bool active_high) {
  // A line that is not the selected one rests at the level opposite to its polarity.
  registers_.update(kCspol, 1U << select, active_high ? 1U << select : 0);
}

void SpiController::set_select(bool active) {
  const bool active_high = (current_->mode & kSpiSelectHigh) != 0;
  release(current_->select, active != active_high);
}

void SpiController::start(Transfer& transfer) {
  current_ = static_cast<SpiTransfer*>(&transfer);
  segment_ = done_ = 0;
  static_cast<void>(registers_.read(kScsr));
  // Polarity and phase before the chip select: a target looks at them from then on.
  if (!current_->segments.empty()) {
    registers_.write(kSmmr, mode_register(current_->segments.front()));
  }
  set_select(true);
  next_event_.schedule(domain_.now());
}

std::uint32_t SpiController::mode_register(const SpiSegment& segment) const {
  const std::uint32_t speed = std::max<std::uint32_t>(segment.speed_hz, 1);
  const std::uint32_t divisor =
      std::clamp((kClock + speed - 1) / speed, kLeastDivisor, kMostDivisor);
  std::uint32_t mode = kMoreBuffer | kPrefetch | kNoSelect | kInterrupt | (divisor - 2) << 16;
  if ((current_->mode & kSpiPolarity) != 0) mode |= kPolarity;
  if ((current_->mode & kSpiPhase) != 0) mode |= kPhase;
  if ((current_->mode & kSpiLsbFirst) != 0) mode |= kLowFirst;
  return mode;
}

/// Goes on with what is left.
void SpiController::next() {
  if (segment_ == current_->segments.size()) {
    // cs_change of the last segment says that the target stays selected.
    if (current_->segments.empty() || !current_->segments.back().deselect) set_select(false);
    current_ = nullptr;
    queue_.finish(0);
  } else if (done_ == current_->segments[segment_].bytes.size()) {
    end_segment();
  } else {
    set_select(true);
    send_chunk();
  }
}

void SpiController::end_segment() {
  const SpiSegment& segment = current_->segments[segment_++];
  done_ = 0;
  if (segment.deselect && segment_ != current_->segments.size()) set_select(false);
  next_event_.schedule(domain_.now() + std::chrono::microseconds{segment.delay_us});
}

void SpiController::send_chunk() {
  SpiSegment& segment = current_->segments[segment_];
  chunk_ = std::min(kChunk, segment.bytes.size() - done_);
  const auto bits = static_cast<std::uint32_t>(8 * chunk_);
  registers_.write(kSmmr, mode_register(segment));
  if (segment.reads) {
    registers_.write(kSmbcr, bits << 12);
  } else {
    write_out(std::span(segment.bytes).subspan(done_, chunk_));
    registers_.write(kSmbcr, 8U << 24 | (bits - 8));
  }
  registers_.write(kStcsr, kStart);
}

/// The first byte is the command: as the data's first one the block would spoil it.
void SpiController::write_out(std::span<const std::byte> bytes) {
  registers_.write(kSoar, std::to_integer<std::uint32_t>(bytes.front()));
  const auto data = bytes.subspan(1);
  for (std::size_t i = 0; i < data.size(); i += 4) {
    std::uint32_t word = 0;
    for (std::size_t j = i; j < std::min(i + 4, data.size()); ++j) {
      word |= std::to_integer<std::uint32_t>(data[j]) << (8 * (j - i));
    }
    registers_.write(kSdor + static_cast<std::uint32_t>(i), word);
  }
}

void SpiController::take_in(std::span<std::byte> bytes) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % 4 == 0) word = registers_.read(kSdir + static_cast<std::uint32_t>(i));
    bytes[i] = static_cast<std::byte>(word >> (8 * (i % 4)) & 0xFFU);
  }
}

void SpiController::serve() {
  if ((registers_.read(kScsr) & 1U) == 0 || current_ == nullptr) return;
  SpiSegment& segment = current_->segments[segment_];
  if (segment.reads) take_in(std::span(segment.bytes).subspan(done_, chunk_));
  done_ += chunk_;
  next();
}

}  // namespace armillary::os
