// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/adc.h"

#include <algorithm>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t {
  kControl0 = 0x100,
  kPeriod = 0x104,
  kControl2 = 0x108,
  kControl3 = 0x10C,
  kData = 0x200,
  kInterruptEnable = 0x204,
  kInterruptId = 0x208,
  kLineStatus = 0x214,
  kDma = 0x24C,
  kTimeout = 0x254,
  kTrigger = 0x260,
  kPointers = 0x2D4,
};

constexpr std::uint32_t kRun = 1U << 0, kPeriodic = 1U << 8;

constexpr std::array kRegisters{
    RegisterInfo{.offset = 0x100,
                 .name = "ADC_CTL0",
                 .summary = "b0 scan, b3:1 average of 2^n, b7:4 T_CH, b8 periodic, b15:9 T_INIT, "
                            "b31:16 channels"},
    RegisterInfo{.offset = 0x104,
                 .name = "ADC_PERIOD",
                 .fidelity = Fidelity::inferred,
                 .summary = "ADC clocks from the end of a scan to the next one"},
    RegisterInfo{.offset = 0x108,
                 .name = "ADC_CTL2",
                 .fidelity = Fidelity::inferred,
                 .summary = "b21 timestamps in the results, in ADC clocks; the rest is stored"},
    RegisterInfo{.offset = 0x10C,
                 .name = "ADC_CTL3",
                 .summary = "b31 reference (0 = 2.5 V, 1 = 1.8 V); the analogue rest is stored"},
    RegisterInfo{.offset = 0x110,
                 .name = "ADC_CTL4",
                 .access = Access::read_only,
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x200,
                 .name = "ADC_RBR",
                 .access = Access::read_only,
                 .summary = "pops: b3:0 channel, b15:4 sample, b31:16 timestamp"},
    RegisterInfo{.offset = 0x204,
                 .name = "ADC_IER",
                 .mask = 0xF,
                 .summary = "b0 level reached, b2 or b3 timeout: sources disagree, both work"},
    RegisterInfo{.offset = 0x208,
                 .name = "ADC_IIR",
                 .access = Access::read_only,
                 .summary = "1 none, 4 level, 12 timeout"},
    RegisterInfo{.offset = 0x20C,
                 .name = "ADC_FAKELCR",
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x214,
                 .name = "ADC_LSR",
                 .access = Access::read_only,
                 .mask = 0x1,
                 .summary = "b0 a result waits"},
    RegisterInfo{.offset = 0x248,
                 .name = "ADC_SLEEP_EN",
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{
        .offset = 0x24C,
        .name = "ADC_DMA_EN",
        .mask = 0x7,
        .summary = "b0 results go to the DMA, and the level makes no interrupt; b2 is stored"},
    RegisterInfo{.offset = 0x254,
                 .name = "ADC_RTOCNT",
                 .mask = 0x3'FFFF,
                 .fidelity = Fidelity::inferred,
                 .summary = "ADC clocks without a new result until the timeout; 0 = never"},
    RegisterInfo{.offset = 0x260,
                 .name = "ADC_TRI_LVL",
                 .reset = 0x1C,
                 .mask = 0xFC,
                 .summary = "b6:2 results at which the interrupt comes"},
    RegisterInfo{.offset = 0x264,
                 .name = "ADC_WAK",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x268,
                 .name = "ADC_WAT_TIME",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x26C,
                 .name = "ADC_HANDSHAKE",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x270,
                 .name = "ADC_DEBUG#",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown,
                 .count = 16},
    RegisterInfo{.offset = 0x2D4,
                 .name = "ADC_DEBUG16",
                 .access = Access::read_only,
                 .mask = 0x3FF,
                 .summary = "b4:0 read pointer, b9:5 write pointer of the FIFO, modulo 32"},
};

constexpr sim::Rate kClock{2'000'000};

}  // namespace

const BlockInfo Adc::kBlock{
    .kind = "ADC",
    .summary = "eight channels, 12 bits, 2 MHz",
    .size = 0x400,
    .registers = kRegisters,
    .start = 0x100,
    .sources =
        "Codethink mt3620/adc.h and ADC.c; MediaTek hdl_adc.c, mhal_adc.c; Azure Sphere Linux "
        "mt3620_auxadc.c; Azure samples mt3620-adc.c"};

Adc::Adc(const DeviceContext& context, std::string name, std::uint32_t base)
    : Device(context, kBlock, std::move(name), base),
      interrupt_(this->name() + " interrupt"),
      dma_request_(this->name() + " DMA request"),
      sample_event_(context.events(), this->name() + " sample", [this] { sample(); }),
      timeout_event_(context.events(), this->name() + " timeout", [this] {
        timeout_pending_ = !results_.empty();
        update_interrupt();
      }) {
  on_write<&Adc::write_control>(kControl0);
  computed<&Adc::front>(kData);
  after_read<&Adc::pop>(kData);
  on_write<&Adc::write_settings>(kInterruptEnable);
  computed<&Adc::interrupt_id>(kInterruptId);
  computed<&Adc::line_status>(kLineStatus);
  on_write<&Adc::write_settings>(kDma);
  on_write<&Adc::write_settings>(kTrigger);
  computed<&Adc::pointers>(kPointers);
}

void Adc::reset_state() {
  sample_event_.cancel();
  timeout_event_.cancel();
  results_.clear();
  read_pointer_ = write_pointer_ = 0;
  timeout_pending_ = false;
  update_interrupt();
}

void Adc::serialize_state(sim::Archive& archive) {
  archive.wire(interrupt_);
  archive.wire(dma_request_);
  archive.event(sample_event_);
  archive.event(timeout_event_);
  results_.serialize(archive);
  archive.value(read_pointer_);
  archive.value(write_pointer_);
  archive.value(epoch_);
  archive.value(clocks_);
  archive.value(channel_);
  archive.value(timeout_pending_);
  if (channel_ >= kChannels) {
    archive.fail("an ADC channel that does not exist");
    channel_ = 0;
  }
}

std::uint32_t Adc::convert(unsigned channel) const {
  if (!sources_[channel]) return 0;
  const std::int64_t reference = bit(kControl3, 31) ? 1'800'000 : 2'500'000;
  const std::int64_t microvolts = std::clamp<std::int64_t>(sources_[channel](now()), 0, reference);
  return static_cast<std::uint32_t>((microvolts * 4095 + reference / 2) / reference);
}

std::int64_t Adc::channel_clocks() const {
  const std::uint32_t control = stored(kControl0);
  const std::uint32_t averages = 1U << std::min(control >> 1 & 7U, 6U);
  return std::int64_t{(control >> 4 & 0xFU) + averages + 3};
}

unsigned Adc::next_mapped(unsigned from) const {
  const std::uint32_t map = stored(kControl0) >> 16 & 0xFFU;
  while (from < kChannels && (map >> from & 1U) == 0) ++from;
  return from;
}

void Adc::write_control(const Write& write) {
  const bool run = (write.value & kRun) != 0;
  if (!run) {
    sample_event_.cancel();
  } else if ((write.old & kRun) == 0) {
    if ((write.value >> 24) != 0) warn_once("channels 8 to 15 (ADC_CTL0) do not exist");
    epoch_ = now();
    clocks_ = 0;
    start_scan();
  }
}

void Adc::start_scan() {
  channel_ = next_mapped(0);
  if (channel_ == kChannels) {
    channel_ = 0;
    return;
  }
  const std::uint32_t initial = stored(kControl0) >> 9 & 0x7FU;
  schedule(initial + channel_clocks());
}

void Adc::schedule(std::int64_t clocks) {
  clocks_ += clocks;
  sample_event_.schedule(epoch_ + kClock.span_of(clocks_));
}

void Adc::sample() {
  const bool timestamps = bit(kControl2, 21);
  const auto stamp = static_cast<std::uint32_t>(kClock.ticks_in(now() - sim::kPowerOn)) & 0xFFFFU;
  const std::uint32_t result = channel_ | convert(channel_) << 4 | (timestamps ? stamp << 16 : 0);
  if (results_.push(result)) {
    write_pointer_ = (write_pointer_ + 1) % 32;
  } else {
    warn_once("the result FIFO is full; a sample is lost");
  }
  const unsigned next = next_mapped(channel_ + 1);
  if (next < kChannels) {
    channel_ = next;
    schedule(channel_clocks());
  } else if ((stored(kControl0) & kPeriodic) != 0) {
    clocks_ += stored(kPeriod);
    start_scan();
  }
  restart_timeout();
  update_interrupt();
}

void Adc::restart_timeout() {
  const std::uint32_t clocks = stored(kTimeout);
  if (clocks == 0 || results_.empty()) {
    timeout_event_.cancel();
  } else {
    timeout_event_.schedule(now() + kClock.span_of(clocks));
  }
}

void Adc::pop() {
  if (results_.empty()) return;
  results_.pop();
  read_pointer_ = (read_pointer_ + 1) % 32;
  timeout_pending_ = false;
  restart_timeout();
  update_interrupt();
}

std::uint32_t Adc::interrupt_id() const {
  const std::uint32_t enabled = stored(kInterruptEnable);
  const std::uint32_t level = std::max(1U, stored(kTrigger) >> 2 & 0x1FU);
  const bool dma = bit(kDma, 0);
  if ((enabled & 1U) != 0 && !dma && results_.size() >= level) return 4;
  if ((enabled & 0xCU) != 0 && timeout_pending_) return 12;
  return 1;
}

void Adc::update_interrupt() {
  interrupt_.set(interrupt_id() != 1);
  dma_request_.set(bit(kDma, 0) && !results_.empty());
}

}  // namespace armillary::soc
