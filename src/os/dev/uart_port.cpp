// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/uart_port.h"

#include <algorithm>

namespace armillary::os {

namespace {

// Registers by their names in the reference of the block (docs/fidelity.md).
constexpr std::uint32_t kRbrThr = 0x00, kDll = 0x00, kIer = 0x04, kDlm = 0x04, kIirFcr = 0x08,
                        kEfr = 0x08, kLcr = 0x0C, kMcr = 0x10, kLsr = 0x14, kMsr = 0x18,
                        kHighSpeed = 0x24, kSampleCount = 0x28, kSamplePoint = 0x2C,
                        kFracdivL = 0x54, kFracdivM = 0x58, kTxOffset = 0x6C;
constexpr std::uint32_t kReceiveInterrupt = 0x1, kTransmitInterrupt = 0x2, kLineInterrupt = 0x4;
constexpr std::uint32_t kLineReady = 0x01, kLineParity = 0x04, kLineFraming = 0x08,
                        kLineBreak = 0x10, kLineFifoEmpty = 0x20, kLineIdle = 0x40;
constexpr std::uint32_t kClock = 26'000'000;
constexpr std::size_t kFifo = 16;
/// POLLOUT and a sleeping writer come back when fewer wait: WAKEUP_CHARS of Linux.
constexpr std::size_t kWakeUp = 256;

constexpr sim::Duration frame_time(const UartSettings& settings) {
  const std::uint64_t bits = 1 + settings.data_bits +
                             (settings.parity != UartSettings::Parity::none ? 1U : 0U) +
                             (settings.two_stop_bits ? 2U : 1U);
  return sim::Duration{
      static_cast<std::int64_t>(bits * 1'000'000'000 / std::max<std::uint32_t>(1, settings.baud))};
}

}  // namespace

UartPort::UartPort(sim::Domain& domain, soc::Bus& bus, std::uint32_t base, sim::Wire& interrupt)
    : domain_(domain),
      registers_(bus, base),
      end_event_(
          domain.events(), interrupt.name() + " end of output", [this] { look_for_end(); },
          sim::TimedEvent::software),
      interrupt_(domain, interrupt, [this] { serve(); }) {}

void UartPort::open() {
  open_ = true;
  held_ = throttled_ = false;
  if (waiting_.empty()) urgent_.clear();
  // FIFOs on and the receiver's emptied; the interrupt comes at 12 bytes, or when the line rests.
  registers_.write(kIirFcr, 0x83);
  registers_.write(kMcr, 0x3);
  static_cast<void>(registers_.read(kLsr));
  static_cast<void>(registers_.read(kMsr));
  enable(kReceiveInterrupt | kLineInterrupt, true);
}

void UartPort::close() {
  open_ = false;
  enable(kReceiveInterrupt | kLineInterrupt, false);
  set_break(false);
  registers_.update(kMcr, 0x3, 0);
}

void UartPort::configure(const UartSettings& settings) {
  settings_ = settings;
  // Mode 3 of HIGHSPEED: a bit is DIVISOR x (SAMPLE_COUNT + 1) clocks, as 8250_mtk has it.
  const std::uint32_t baud = std::clamp<std::uint32_t>(settings.baud, 1, kClock / 4);
  const std::uint32_t divisor =
      std::min<std::uint32_t>((kClock + 256 * baud - 1) / (256 * baud),  //
                              0xFFFF);
  const std::uint32_t per_bit = divisor * baud;
  const std::uint32_t samples = std::clamp((kClock + per_bit / 2) / per_bit, 1U, 256U);
  std::uint32_t line = settings.data_bits - 5;
  if (settings.two_stop_bits) line |= 0x04;
  if (settings.parity != UartSettings::Parity::none) line |= 0x08;
  if (settings.parity == UartSettings::Parity::even) line |= 0x10;
  line_ = line | (line_ & 0x40U);

  registers_.write(kLcr, 0xBF);
  registers_.write(kEfr, settings.rts_cts ? 0xD0 : 0x10);
  registers_.write(kLcr, line | 0x80U);
  registers_.write(kDll, divisor & 0xFFU);
  registers_.write(kDlm, divisor >> 8);
  registers_.write(kLcr, line_);
  registers_.write(kHighSpeed, 3);
  registers_.write(kSampleCount, samples - 1);
  registers_.write(kSamplePoint, samples / 2);
  registers_.write(kFracdivL, 0);
  registers_.write(kFracdivM, 0);
}

void UartPort::enable(std::uint32_t interrupts, bool on) {
  const std::uint32_t wanted = on ? enabled_ | interrupts : enabled_ & ~interrupts;
  if (wanted == enabled_) return;
  enabled_ = wanted;
  registers_.write(kIer, wanted);
}

std::size_t UartPort::send(std::span<const std::byte> bytes) {
  const std::size_t count = std::min(bytes.size(), room());
  for (const std::byte byte : bytes.first(count)) {
    waiting_.push_back(std::to_integer<std::uint8_t>(byte));
  }
  if (count != 0 && !held_) enable(kTransmitInterrupt, true);
  return count;
}

void UartPort::send_at_once(std::uint8_t byte) {
  urgent_.push_back(byte);
  enable(kTransmitInterrupt, true);
}

std::size_t UartPort::unsent() { return waiting_.size() + registers_.read(kTxOffset); }

bool UartPort::idle() {
  return waiting_.empty() && urgent_.empty() && (registers_.read(kLsr) & kLineIdle) != 0;
}

void UartPort::drop_unsent() {
  waiting_.clear();
  registers_.write(kIirFcr, 0x85);
}

void UartPort::hold(bool held) {
  held_ = held;
  if (!held && !waiting_.empty()) enable(kTransmitInterrupt, true);
}

void UartPort::throttle(bool throttled) {
  if (throttled_ == throttled) return;
  throttled_ = throttled;
  if (open_) enable(kReceiveInterrupt | kLineInterrupt, !throttled);
}

void UartPort::set_break(bool on) {
  const std::uint32_t line = on ? line_ | 0x40U : line_ & ~0x40U;
  if (line == line_) return;
  line_ = line;
  registers_.write(kLcr, line);
}

void UartPort::set_request_to_send(bool on) { registers_.update(kMcr, 0x2, on ? 0x2 : 0); }
bool UartPort::request_to_send() { return (registers_.read(kMcr) & 0x2U) != 0; }
bool UartPort::clear_to_send() { return (registers_.read(kMsr) & 0x10U) != 0; }

void UartPort::serve() {
  // Each round removes what IIR named; the FIFOs are finite, so this ends.
  while ((registers_.read(kIirFcr) & 0x1U) == 0) {
    const std::uint32_t status = registers_.read(kLsr);
    if (!throttled_) take_received(status);
    static_cast<void>(registers_.read(kMsr));
    if ((status & kLineFifoEmpty) != 0) fill();
  }
}

void UartPort::take_received(std::uint32_t status) {
  while ((status & kLineReady) != 0 && !throttled_) {
    Flaw flaw = Flaw::none;
    if ((status & kLineParity) != 0) flaw = Flaw::parity;
    if ((status & kLineFraming) != 0) flaw = Flaw::framing;
    if ((status & kLineBreak) != 0) flaw = Flaw::line_break;
    const auto byte = static_cast<std::uint8_t>(registers_.read(kRbrThr));
    if (open_ && listener_.received) listener_.received(byte, flaw);
    status = registers_.read(kLsr);
  }
}

void UartPort::fill() {
  std::size_t free = kFifo;
  for (; free > 0 && !urgent_.empty(); --free) {
    registers_.write(kRbrThr, urgent_.front());
    urgent_.pop_front();
  }
  const std::size_t before = waiting_.size();
  for (; free > 0 && !waiting_.empty() && !held_; --free) {
    registers_.write(kRbrThr, waiting_.front());
    waiting_.pop_front();
  }
  if (urgent_.empty() && (waiting_.empty() || held_)) {
    enable(kTransmitInterrupt, false);
    end_event_.schedule(domain_.now());
  }
  if (before != waiting_.size() && waiting_.size() < kWakeUp && listener_.sent) listener_.sent();
}

/// No interrupt says that the last stop bit has passed: Linux looks once a character, too.
void UartPort::look_for_end() {
  if (!waiting_.empty() || !urgent_.empty()) return;
  if (!idle()) {
    end_event_.schedule(domain_.now() + frame_time(settings_));
  } else if (listener_.sent) {
    listener_.sent();
  }
}

}  // namespace armillary::os
