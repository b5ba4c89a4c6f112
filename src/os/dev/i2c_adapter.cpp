// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/i2c_adapter.h"

#include <utility>

namespace armillary::os {

namespace {

// Registers by their names in the reference of the block (docs/fidelity.md).
constexpr std::uint32_t kIntCtrl = 0x00, kPadCon0 = 0x40, kPhaseLow = 0x44, kPhaseHigh = 0x48,
                        kByteCounts = 0x54, kIdCon0 = 0x60, kPackCon0 = 0x68, kAckVal = 0x6C,
                        kCon0 = 0x70, kFifoCon0 = 0x78, kFifoData = 0x90, kDmaCon0 = 0xC0,
                        kTargetCon0 = 0xC4;
constexpr std::uint32_t kOver = 0x1, kOverEnable = 0x2;
constexpr std::uint32_t kStart = 0x1, kSeveral = 0x4000, kEnable = 0x8000;
constexpr std::uint32_t kDmaRequests = 0x10;
constexpr std::uint32_t kAddressAcks = 0x700, kDataAcks = 0xFF;
constexpr std::uint32_t kClock = 40'000'000;

}  // namespace

I2cAdapter::I2cAdapter(sim::Domain& domain, soc::Bus& bus, std::uint32_t base, soc::I2c& block)
    : domain_(domain),
      registers_(bus, base),
      transmit_request_(block.transmit_request()),
      receive_request_(block.receive_request()),
      queue_([this](Transfer& transfer) { start(transfer); }),
      timeout_event_(
          domain.events(), block.name() + " timeout",
          [this] {
            registers_.write(kCon0, kEnable);  // without a start it cancels
            end(-kETIMEDOUT);
          },
          sim::TimedEvent::software),
      interrupt_(domain, block.interrupt(), [this] { serve(); }) {
  transmit_request_.observe([this](bool level) {
    if (level) feed();
  });
  receive_request_.observe([this](bool level) {
    if (level) drain();
  });
}

void I2cAdapter::open() {
  if (std::exchange(open_, true)) return;
  registers_.write(kCon0, kEnable);
  registers_.write(kTargetCon0, 0);
  registers_.write(kFifoCon0, 0x3);
  registers_.write(kPadCon0, 0x81);  // clock synchronisation, deglitch count 1
  registers_.write(kIntCtrl, kOver);
  static_cast<void>(set_speed(speed_));
}

SysResult I2cAdapter::set_speed(std::uint32_t hz) {
  if (hz != 100'000 && hz != 400'000 && hz != 1'000'000) return -kEOPNOTSUPP;
  speed_ = hz;
  // Four equal phases; synchronisation and deglitching add 7 clocks, which the second one gives.
  const std::uint32_t phase = kClock / hz / 4 - 1;
  const std::uint32_t shift = hz == 400'000 ? 5 : 3;
  registers_.write(kPhaseLow, (phase - 7) << 8 | (phase + shift));
  registers_.write(kPhaseHigh, phase << 8 | (phase - shift));
  return 0;
}

void I2cAdapter::start(Transfer& transfer) {
  current_ = static_cast<I2cTransfer*>(&transfer);
  fed_ = drained_ = 0;
  registers_.write(kFifoCon0, 0x3);
  registers_.write(kIdCon0, current_->address);
  std::uint32_t packets = 0, reading = 0;
  if (current_->writes) {
    registers_.write(kByteCounts + 4 * packets++, static_cast<std::uint32_t>(current_->out.size()));
  }
  if (current_->reads) {
    reading = 1U << packets;
    registers_.write(kByteCounts + 4 * packets++, static_cast<std::uint32_t>(current_->in.size()));
  }
  registers_.write(kPackCon0, (packets - 1) << 4 | reading);
  registers_.write(kDmaCon0, 0);
  registers_.write(kDmaCon0, kDmaRequests);
  registers_.write(kIntCtrl, kOver | kOverEnable);
  timeout_event_.schedule(domain_.now() + timeout_);
  registers_.write(kCon0, kEnable | (packets > 1 ? kSeveral : 0) | kStart);
}

/// The block asks for a byte to send.
void I2cAdapter::feed() {
  while (current_ != nullptr && fed_ < current_->out.size() && transmit_request_.level()) {
    registers_.write(kFifoData, std::to_integer<std::uint32_t>(current_->out[fed_++]));
  }
}

/// A byte has come.
void I2cAdapter::drain() {
  while (current_ != nullptr && receive_request_.level()) {
    const std::uint32_t byte = registers_.read(kFifoData);
    if (drained_ < current_->in.size()) {
      current_->in[drained_++] = static_cast<std::byte>(byte & 0xFFU);
    }
  }
}

void I2cAdapter::serve() {
  if ((registers_.read(kIntCtrl) & kOver) == 0) return;
  registers_.write(kIntCtrl, kOver);
  if (current_ == nullptr) return;
  const std::uint32_t missing = registers_.read(kAckVal) & (kAddressAcks | kDataAcks);
  end(missing != 0 ? -kENXIO : drained_ != current_->in.size() ? -kEIO : 0);
}

void I2cAdapter::end(SysResult result) {
  timeout_event_.cancel();
  registers_.write(kDmaCon0, 0);
  registers_.write(kIntCtrl, kOver);
  current_ = nullptr;
  queue_.finish(result);
}

}  // namespace armillary::os
