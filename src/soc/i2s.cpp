// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/i2s.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "soc/i2s_registers.h"

namespace armillary::soc {

namespace {

using namespace i2s_registers;

constexpr std::uint32_t kEnable = 1U << 0;

std::uint32_t rate_of(std::uint32_t control) {
  const std::uint32_t x = control >> 8 & 0xFU;
  return (((x & 3U) + 4) << ((x >> 2) + 1)) * 1000;
}

std::uint32_t both(std::int16_t low, std::int16_t high) {
  return static_cast<std::uint16_t>(low) |
         static_cast<std::uint32_t>(static_cast<std::uint16_t>(high)) << 16;
}
std::int16_t low_of(std::uint32_t word) { return static_cast<std::int16_t>(word & 0xFFFFU); }
std::int16_t high_of(std::uint32_t word) { return static_cast<std::int16_t>(word >> 16); }

}  // namespace

const BlockInfo I2s::kBlock{
    .kind = "I2S",
    .summary =
        "16-bit samples, left in the lower half of a word (no source says). I2S0's data "
        "port is at 0x380F0000, I2S1's at 0x38100000. A mono word is two samples, a "
        "half-word one. FIFOs of 32 words, whose depth is not published. While there is no "
        "word to send no frame goes out, and in loopback none comes in",
    .size = 0x100,
    .registers = kRegisters,
    .sources =
        "Codethink mt3620/i2s.h and I2S.c; MediaTek hdl_i2s.c, mhal_i2s.c, os_hal_i2s.c and "
        "its I2S loopback sample"};

I2s::I2s(const DeviceContext& context, std::string name, std::uint32_t base, AudioPort& port)
    : Device(context, kBlock, std::move(name), base),
      port_(port),
      interrupt_(this->name() + " interrupt"),
      transmit_request_(this->name() + " transmit request"),
      receive_request_(this->name() + " receive request"),
      downlink_event_(context.events(), this->name() + " frame out",
                      [this] { end_downlink_frame(); }),
      uplink_event_(context.events(), this->name() + " frame in", [this] { end_uplink_frame(); }) {
  on_write<&I2s::write_settings>(kGlobal);
  on_write<&I2s::write_settings>(kDownlink);
  on_write<&I2s::write_settings>(kUplink);
  on_write<&I2s::write_soft_reset>(kSoftReset);
  computed<&I2s::fifo_control>(kFifoControls);
  on_write<&I2s::write_fifo_control>(kFifoControls);
  on_write<&I2s::write_enables>(kDmaInterface);
  on_write<&I2s::write_enables>(kInterruptEnable);
  on_write<&I2s::clear_interrupts>(kInterruptClear);
  computed<&I2s::interrupt_status>(kInterruptStatus);
  reset_state();
}

void I2s::reset_state() {
  downlink_event_.cancel();
  uplink_event_.cancel();
  downlink_clock_ = uplink_clock_ = {};
  downlink_.clear();
  uplink_.clear();
  levels_ = kDownlinkEmpty | kUplinkEmpty | kDownlinkWriteReady | kUplinkWriteReady;
  latched_ = 0;
  skip_ = false;
  update();
}

void I2s::FrameClock::serialize(sim::Archive& archive) {
  archive.value(epoch);
  archive.value(rate);
  if (rate > 1'000'000) {
    archive.fail("a frame clock that cannot be");
    rate = 0;
  }
}

void I2s::serialize_state(sim::Archive& archive) {
  archive.wire(interrupt_);
  archive.wire(transmit_request_);
  archive.wire(receive_request_);
  archive.event(downlink_event_);
  archive.event(uplink_event_);
  downlink_clock_.serialize(archive);
  uplink_clock_.serialize(archive);
  downlink_.serialize(archive);
  uplink_.serialize(archive);
  archive.value(levels_);
  archive.value(latched_);
  archive.value(skip_);
  if (downlink_clock_.epoch > now() || uplink_clock_.epoch > now()) {
    archive.fail("a frame clock that starts in the future");
    downlink_clock_.epoch = uplink_clock_.epoch = now();
  }
}

// Registers.

bool I2s::loopback() const { return bit(kGlobal, 31); }
bool I2s::mono() const { return bit(kGlobal, 8); }
bool I2s::four_channels(std::uint32_t control) const {
  return (control & 0x8U) == 0 && (control >> 29 & 3U) == 1;
}

void I2s::write_settings(const Write&) {
  if (bit(kDownlink, 1) || bit(kUplink, 1)) {
    warn_once("the longer word length (DL_CONTROL or UL_CONTROL b1) is not modelled");
  }
  restart_clocks();
  update();
}

void I2s::write_soft_reset(const Write& write) {
  const std::uint32_t risen = write.value & ~write.old;
  if ((risen & 0x2U) != 0) {
    reset();
    stored(kSoftReset) = write.value & 0x113U;
    return;
  }
  if ((risen & 0x11U) != 0) downlink_.clear();
  if ((risen & 0x101U) != 0) uplink_.clear();
  schedule_uplink();
  note_levels();
  update();
}

std::uint32_t I2s::fifo_control(unsigned which) const {
  const std::size_t count = (which < 2 ? downlink_ : uplink_).size();
  const bool write_side = which % 2 == 0;
  const std::size_t margin = write_side ? kFifoDepth - count : count;
  const std::uint32_t threshold = stored(kFifoControls + 4 * which) & 0x00FF'0000U;
  std::uint32_t value = threshold | static_cast<std::uint32_t>(count) << 8;
  if (margin <= threshold >> 16) value |= 1U << 0;
  if (margin == 0) value |= 1U << 1;
  const std::uint32_t enabled = stored(which < 2 ? kDownlink : kUplink) & stored(kGlobal) & kEnable;
  if (enabled != 0 && margin != 0) value |= 1U << 24;
  return value;
}

void I2s::write_fifo_control(const Write& write) {
  if ((write.value & 0x4U) == 0) return;
  (write.index < 2 ? downlink_ : uplink_).clear();
  schedule_uplink();
  note_levels();
  update();
}

void I2s::clear_interrupts(const Write& write) {
  latched_ &= ~write.value;
  update();
}

// The clock of frames.

sim::Time I2s::FrameClock::next(sim::Time now) const {
  const sim::Ticker ticker{sim::Rate{rate}, epoch};
  return ticker.time_of(ticker.ticks_at(now) + 1);
}

std::size_t I2s::downlink_words() const {
  return four_channels(stored(kDownlink)) && bit(kDownlink, 7) ? 2 : 1;
}
std::size_t I2s::uplink_words() const { return four_channels(stored(kUplink)) ? 2 : 1; }

void I2s::restart_clocks() {
  const auto follow = [this](FrameClock& clock, std::uint32_t control, std::uint32_t divisor) {
    const bool on = (stored(kGlobal) & control & kEnable) != 0;
    const std::uint32_t rate = on ? rate_of(control) / divisor : 0;
    if (rate == clock.rate) return;
    clock = {.epoch = now(), .rate = rate};
  };
  const FrameClock old_downlink = downlink_clock_, old_uplink = uplink_clock_;
  follow(downlink_clock_, stored(kDownlink), 1);
  follow(uplink_clock_, stored(kUplink), bit(kUplink, 16) ? 2 : 1);
  if (downlink_clock_.rate != old_downlink.rate) downlink_event_.cancel();
  if (uplink_clock_.rate != old_uplink.rate || loopback()) uplink_event_.cancel();
  schedule_downlink();
  schedule_uplink();
}

void I2s::schedule_downlink() {
  if (downlink_clock_.rate == 0 || downlink_event_.scheduled() || downlink_.empty()) return;
  downlink_event_.schedule(downlink_clock_.next(now()));
}

void I2s::schedule_uplink() {
  // In loopback what comes in is what goes out. A full FIFO waits for its reader.
  const bool has_room = uplink_.size() + uplink_words() <= kFifoDepth;
  if (uplink_clock_.rate == 0 || uplink_event_.scheduled() || loopback() || !has_room) return;
  uplink_event_.schedule(uplink_clock_.next(now()));
}

AudioFrame I2s::take_frame() {
  AudioFrame frame;
  frame.rate = downlink_clock_.rate;
  const std::uint32_t word = downlink_.pop();
  if (mono()) {
    frame.samples[0] = low_of(word);
    if (bit(kGlobal, 9)) frame.samples[1] = frame.samples[0];
  } else {
    frame.samples[0] = low_of(word);
    frame.samples[1] = high_of(word);
  }
  if (four_channels(stored(kDownlink))) frame.channels = 4;
  if (downlink_words() == 2) {
    const std::uint32_t second = downlink_.pop();
    frame.samples[2] = low_of(second);
    frame.samples[3] = high_of(second);
  }
  if (bit(kGlobal, 7)) {
    std::swap(frame.samples[0], frame.samples[1]);
    std::swap(frame.samples[2], frame.samples[3]);
  }
  return frame;
}

void I2s::end_downlink_frame() {
  if (downlink_clock_.rate == 0) return;  // only a damaged snapshot schedules an event then
  if (downlink_.size() < downlink_words()) {
    latched_ |= kDownlinkUnderflow;
  } else {
    const AudioFrame frame = take_frame();
    if (loopback()) {
      const bool half_rate = bit(kUplink, 16);
      if (uplink_clock_.rate != 0 && !skip_) receive_frame(frame);
      skip_ = half_rate && !skip_;
    } else {
      port_.play(now(), frame);
    }
    // Also behind the last word: the end of the next frame is when it is missed.
    downlink_event_.schedule(downlink_clock_.next(now()));
  }
  note_levels();
  update();
}

void I2s::end_uplink_frame() {
  if (uplink_clock_.rate == 0 || loopback()) return;
  AudioFrame frame;
  frame.channels = four_channels(stored(kUplink)) ? 4 : 2;
  for (unsigned channel = 0; channel < frame.channels; ++channel) {
    frame.samples[channel] = port_.sample(now(), channel);
  }
  receive_frame(frame);
  schedule_uplink();
  note_levels();
  update();
}

void I2s::receive_frame(const AudioFrame& frame) {
  auto samples = frame.samples;
  if (bit(kUplink, 31)) {
    std::swap(samples[0], samples[1]);
    std::swap(samples[2], samples[3]);
  }
  for (std::size_t word = 0; word < uplink_words(); ++word) {
    if (!uplink_.push(both(samples[2 * word], samples[2 * word + 1]))) latched_ |= kUplinkOverflow;
  }
  // The frames that find no room are not clocked in one by one.
  if (uplink_.size() + uplink_words() > kFifoDepth && !loopback()) latched_ |= kUplinkOverflow;
}

// The data port.

void I2s::push(std::uint32_t value, unsigned size) {
  const bool fits = downlink_.push(size == 4 && !mono() ? value : value & 0xFFFFU);
  const bool second = size == 4 && mono();
  if (!fits || (second && !downlink_.push(value >> 16))) {
    latched_ |= kDownlinkOverflow;
    warn_once("a word was written to the full transmit FIFO and is lost");
  }
  schedule_downlink();
  note_levels();
  update();
}

std::uint32_t I2s::pop(unsigned size) {
  if (uplink_.empty()) {
    latched_ |= kUplinkUnderflow;
    warn_once("the empty receive FIFO was read");
  }
  const std::uint32_t word = uplink_.pop();
  schedule_uplink();
  note_levels();
  update();
  return size == 4 ? word : word & 0xFFFFU;
}

ReadResult I2s::DataPort::read(std::uint32_t offset, unsigned size) {
  if (offset == 0 && size != 1) return {owner_.pop(size), true};
  owner_.warn_once(fmt::format("{}-bit read of the data port at offset {}", 8 * size, offset));
  return {0, true};
}

bool I2s::DataPort::write(std::uint32_t offset, unsigned size, std::uint32_t value) {
  if (offset == 0 && size != 1) {
    owner_.push(value, size);
  } else {
    owner_.warn_once(fmt::format("{}-bit write of the data port at offset {}", 8 * size, offset));
  }
  return true;
}

std::optional<std::uint32_t> I2s::DataPort::peek(std::uint32_t offset) const {
  if (offset != 0) return std::nullopt;
  return owner_.uplink_.front();
}

std::string I2s::DataPort::describe(std::uint32_t offset) const {
  return fmt::format("{} data port+0x{:02X}", owner_.name(), offset);
}

// Wires.

void I2s::note_levels() {
  std::uint32_t levels = 0;
  if (downlink_.full()) levels |= kDownlinkFull;
  if (downlink_.empty()) levels |= kDownlinkEmpty;
  if (!downlink_.full()) levels |= kDownlinkWriteReady;
  if (!downlink_.empty()) levels |= kDownlinkReadReady;
  if (uplink_.full()) levels |= kUplinkFull;
  if (uplink_.empty()) levels |= kUplinkEmpty;
  if (!uplink_.full()) levels |= kUplinkWriteReady;
  if (!uplink_.empty()) levels |= kUplinkReadReady;
  latched_ |= levels & ~levels_;
  levels_ = levels;
}

void I2s::update() {
  interrupt_.set((latched_ & stored(kInterruptEnable)) != 0);
  // The DMA may answer a request at once, within set(): what follows looks again.
  const auto wanted = [this](unsigned first_bit) {
    return (stored(kDmaInterface) >> first_bit & 3U) != 0;
  };
  const std::size_t words = mono() ? 2 : 1;  // a word of two samples must fit
  receive_request_.set(uplink_clock_.rate != 0 && wanted(16) && !uplink_.empty());
  transmit_request_.set(downlink_clock_.rate != 0 && wanted(0) &&
                        downlink_.size() + words <= kFifoDepth);
}

}  // namespace armillary::soc
