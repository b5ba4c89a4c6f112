// SPDX-License-Identifier: GPL-2.0-or-later
//
// The registers of the DMA controller. How a channel moves its units is in dma_transfer.cpp.
#include "soc/dma.h"

#include <algorithm>

#include <fmt/format.h>

#include "soc/dma_registers.h"

namespace armillary::soc {

using namespace dma_registers;

static_assert(Dma::kChannels == dma_registers::kChannels);

const BlockInfo Dma::kBlock{
    .kind = "DMA",
    .summary =
        "30 channels: 0 to 11 half-size (memory and a peripheral: TX and RX of ISU0 to ISU5), 12 "
        "full-size (memory to memory), 13 to 29 virtual FIFO (UART TX and RX of ISU0 to ISU5, TX "
        "and RX of I2S0 and I2S1, ADC). It reaches SYSRAM, the flash window to read, shared memory "
        "and the blocks on the bus, not the TCM: there nothing moves, and a warning says so. A "
        "channel without requests moves a unit in 4 cycles of the core's clock",
    .size = 0x4100,
    .registers = kRegisters,
    .sources =
        "Codethink mt3620/dma.h, UART.c, ADC.c, I2CMaster.c, SPIMaster.c, I2S.c; MediaTek "
        "hdl_dma.c, mhal_dma.c, os_hal_dma.c, os_hal_dma.h"};

Dma::Kind Dma::kind_of(unsigned channel) {
  if (channel < 12) return Kind::half_size;
  return channel == 12 ? Kind::full_size : Kind::virtual_fifo;
}

Dma::Dma(const DeviceContext& context, std::string name, std::uint32_t base, sim::Clock& bus_clock,
         Bus& bus, DmaMemory& memory)
    : Device(context, kBlock, std::move(name), base),
      bus_clock_(bus_clock),
      port_(bus, memory),
      interrupt_(this->name() + " interrupt") {
  for (unsigned channel = 0; channel < kChannels; ++channel) {
    channels_[channel] = std::make_unique<Channel>(
        context.events(), fmt::format("{} channel {}", this->name(), channel),
        [this, channel] { move(channel); }, [this, channel] { time_out(channel); });
  }
  on_write<&Dma::write_start>(kStart);
  on_write<&Dma::write_acknowledge>(kAcknowledge);
  on_write<&Dma::write_setting>(kCount);
  on_write<&Dma::write_setting>(kControl);
  on_write<&Dma::write_setting>(kFifoSize);
  on_write<&Dma::write_software_pointer>(kSoftwarePointer);
  computed<&Dma::fifo_count>(kFifoCount);
  computed<&Dma::fifo_status>(kFifoStatus);
  computed<&Dma::global_status>(kGlobalStatus);
  computed<&Dma::paused>(kPaused);
  on_write<&Dma::write_reset>(kChannelReset);
  on_write<&Dma::write_enable_set>(kEnableSet);
  on_write<&Dma::write_enable_clear>(kEnableClear);
  on_write<&Dma::write_pause>(kPause);
  on_write<&Dma::write_set_request>(kSetRequest);
  on_write<&Dma::write_clear_request>(kClearRequest);
}

void Dma::connect(unsigned channel, sim::Wire& request) {
  channels_[channel]->requests.push_back(&request);
  request.observe([this, channel](bool level) {
    if (level) kick(channel);
  });
}

void Dma::reset_state() {
  for (unsigned channel = 0; channel < kChannels; ++channel) stop(channel);
  software_requests_ = 0;
  update_interrupt();
}

void Dma::serialize_state(sim::Archive& archive) {
  archive.wire(interrupt_);
  for (const auto& channel : channels_) {
    archive.event(channel->move_event);
    archive.event(channel->timeout_event);
    archive.value(channel->running);
    archive.value(channel->stuck);
    archive.value(channel->count);
    archive.value(channel->moved);
    archive.value(channel->address);
    archive.value(channel->target);
    archive.value(channel->piece);
    archive.value(channel->free_at);
    if (channel->piece > kCountMask) {
      archive.fail("a DMA channel that moves more than it can at once");
      channel->piece = 0;
    }
    if (channel->moved > channel->count || channel->count > kCountMask) {
      archive.fail("a DMA channel that has moved more than it should");
      channel->moved = channel->count = 0;
    }
  }
  archive.value(software_requests_);
  archive.value(refusals_named_);
}

// What the registers say.

std::uint32_t& Dma::at(std::uint32_t offset, unsigned channel) {
  return stored(offset + channel * kStride);
}
std::uint32_t Dma::at(std::uint32_t offset, unsigned channel) const {
  return stored(offset + channel * kStride);
}
bool Dma::control(unsigned channel, std::uint32_t bit) const {
  return (at(kControl, channel) & bit) != 0;
}

unsigned Dma::unit_of(unsigned channel) const {
  return 1U << std::min(at(kControl, channel) & 3U, 2U);
}

VirtualFifo Dma::fifo_of(unsigned channel) const {
  const bool to_memory = control(channel, kToMemory);
  const std::uint32_t hardware = at(kHardwarePointer, channel);
  const std::uint32_t software = at(kSoftwarePointer, channel);
  const unsigned unit = unit_of(channel);
  constexpr std::uint32_t kLargest = VirtualFifo::kOffset + 1;
  return {.size = std::min(at(kFifoSize, channel) * unit, kLargest),
          .unit = unit,
          .writer = to_memory ? hardware : software,
          .reader = to_memory ? software : hardware};
}

std::uint32_t Dma::fifo_count(unsigned channel) const { return fifo_of(channel).count(); }

std::uint32_t Dma::fifo_status(unsigned channel) const {
  const VirtualFifo fifo = fifo_of(channel);
  const std::uint32_t room = fifo.capacity() - fifo.count();
  const std::uint32_t alert = at(kAlert, channel);
  const std::uint32_t length = alert & kCountMask;
  std::uint32_t status = 0;
  // A FIFO without a size is empty: firmware waits for that before it sets one.
  if (fifo.full() && fifo.size != 0) status |= 1;
  if (fifo.empty()) status |= 2;
  if ((alert >> 31) == 0 ? room < length : room > length) status |= 4;
  return status;
}

std::uint32_t Dma::global_status(unsigned word) const {
  std::uint32_t status = 0;
  for (unsigned i = 0; i < 16 && 16 * word + i < kChannels; ++i) {
    const unsigned channel = 16 * word + i;
    if (channels_[channel]->running) status |= 1U << (2 * i);
    if (at(kInterrupts, channel) != 0) status |= 2U << (2 * i);
  }
  return status;
}

std::uint32_t Dma::paused() const { return stored(kPause); }

// What is written to them.

void Dma::write_start(const Write& write) {
  const unsigned channel = write.index;
  if ((write.value & kRun) == 0) {
    stop(channel);
  } else if ((write.old & kRun) == 0) {
    start(channel);
  }
}

void Dma::stop(unsigned channel) {
  Channel& c = *channels_[channel];
  c.running = false;
  c.move_event.cancel();
  c.timeout_event.cancel();
}

void Dma::start(unsigned channel) {
  if (!bit(kChannelReset, channel)) {
    warn(channel, "cannot start while its bit of CH_RST holds it in reset");
    at(kStart, channel) = 0;
    return;
  }
  Channel& c = *channels_[channel];
  c.running = true;
  c.stuck = false;
  c.moved = 0;
  check_start(channel);
  if (kind_of(channel) == Kind::virtual_fifo) {
    at(kHardwarePointer, channel) = 0;
    c.address = at(kMemory, channel);
  } else {
    const bool full = kind_of(channel) == Kind::full_size;
    c.count = at(kCount, channel) & kCountMask;
    c.address = at(full ? kSource : kMemory, channel);
    c.target = at(kDestination, channel);
    at(kRemaining, channel) = c.count;
    if (c.count == 0) c.running = false;
  }
  check_threshold(channel);
  kick(channel);
}

void Dma::check_start(unsigned channel) {
  const Kind kind = kind_of(channel);
  const unsigned unit = unit_of(channel);
  if (!bit(kEnabled, channel)) warn(channel, "is started and waits: its clock is off (CH_EN_SET)");
  if ((at(kControl, channel) & 3U) == 3) warn(channel, "has a unit of size 3, taken as 4 bytes");
  std::uint32_t addresses = 0;
  if (kind == Kind::full_size) {
    addresses = at(kSource, channel) | at(kDestination, channel);
  } else {
    addresses = at(kMemory, channel);
    if ((at(kFixed, channel) & 3U) != 0) warn(channel, "ignores the lowest bits of FIXADDR");
  }
  if ((addresses & (unit - 1)) != 0) {
    warn(channel, "ignores the lowest bits of an address: it does not fit the size of a unit");
  }
  if (kind != Kind::virtual_fifo) {
    if ((at(kCount, channel) & kCountMask) == 0) warn(channel, "has nothing to move: COUNT is 0");
    return;
  }
  if (at(kFifoSize, channel) == 0) warn(channel, "cannot move anything: FFSIZE is 0");
  if (at(kFifoSize, channel) * unit > VirtualFifo::kOffset + 1) {
    warn(channel, "has a virtual FIFO larger than the 64 KiB that its pointers can count");
  }
}

void Dma::write_acknowledge(const Write& write) {
  at(kInterrupts, write.index) &= ~write.value;
  check_threshold(write.index);
  update_interrupt();
}

void Dma::write_setting(const Write& write) {
  check_threshold(write.index);
  kick(write.index);
}

void Dma::write_software_pointer(const Write& write) {
  if (!control(write.index, kToMemory)) data_arrived(write.index);
  write_setting(write);
}

void Dma::write_reset(const Write& write) {
  const std::uint32_t fallen = write.old & ~write.value;
  for (unsigned channel = 0; channel < kChannels; ++channel) {
    if ((fallen >> channel & 1U) != 0) reset_channel(channel);
  }
  update_interrupt();
}

void Dma::reset_channel(unsigned channel) {
  stop(channel);
  for (const RegisterInfo& info : kRegisters) {
    if (info.count == kChannels) at(info.offset, channel) = info.reset;
  }
  software_requests_ &= ~(1U << channel);
}

void Dma::write_enable_set(const Write& write) {
  stored(kEnabled) |= write.value & kAllChannels;
  kick_all();
}
void Dma::write_enable_clear(const Write& write) { stored(kEnabled) &= ~write.value; }
void Dma::write_pause(const Write&) { kick_all(); }

void Dma::write_set_request(const Write& write) {
  software_requests_ |= write.value & kAllChannels;
  kick_all();
}
void Dma::write_clear_request(const Write& write) { software_requests_ &= ~write.value; }

// Interrupts.

void Dma::raise(unsigned channel, std::uint32_t bits) {
  if ((~at(kInterrupts, channel) & bits) == 0) return;
  at(kInterrupts, channel) |= bits;
  update_interrupt();
}

void Dma::check_threshold(unsigned channel) {
  const bool on = kind_of(channel) == Kind::virtual_fifo && channels_[channel]->running &&
                  control(channel, dma_registers::kInterruptEnable);
  if (!on) return;
  const std::uint32_t threshold = at(kCount, channel) & kCountMask;
  const std::uint32_t count = fifo_count(channel);
  if (control(channel, kToMemory) ? count >= threshold : count < threshold) raise(channel, kDone);
}

void Dma::data_arrived(unsigned channel) {
  Channel& c = *channels_[channel];
  const std::uint32_t cycles = at(kTimeout, channel);
  if (!c.running || cycles == 0 || !control(channel, kTimeoutEnable)) return;
  c.timeout_event.schedule(now() + bus_clock_.rate().span_of(cycles));
}

void Dma::time_out(unsigned channel) {
  if (control(channel, kTimeoutEnable)) raise(channel, kTimedOut);
}

void Dma::update_interrupt() {
  bool any = false;
  for (unsigned channel = 0; channel < kChannels; ++channel) {
    any = any || at(kInterrupts, channel) != 0;
  }
  interrupt_.set(any);
}

void Dma::warn(unsigned channel, std::string_view what) {
  warn_once(fmt::format("channel {} {}", channel, what));
}

}  // namespace armillary::soc
