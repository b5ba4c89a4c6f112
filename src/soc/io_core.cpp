// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/io_core.h"

#include <initializer_list>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "soc/pin_uses.h"

namespace armillary::soc {

namespace {

/// The first pin of a block whose pins do not lie side by side.
constexpr unsigned kCa7FirstPin = 24;

/// Bits of a block's first register: what hangs on the reset of a GPIO group.
constexpr std::uint32_t kCounterReset = 1U << 1, kPwmReset = 1U << 2, kBlockReset = 1U << 0;

}  // namespace

PinPeripherals::PinPeripherals(const DeviceContext& context, Bus& bus, Pads& pads) {
  adc_ = std::make_unique<Adc>(context, "ADC", kAdcBase);
  pin_mux_ = std::make_unique<PinMux>(context, "pin multiplexer", kPinMuxBase, pads);
  bus.map(*adc_);
  bus.map(*pin_mux_);
  add_gpio_groups(context, bus, pads);
  add_isus(context, bus, pads);
  add_i2s_blocks(context, bus, pads);
  gpio_.push_back(std::make_unique<GpioBlock>(context, GpioBlock::kCa7, "CA7 GPIO", kCa7GpioBase,
                                              kCa7FirstPin, pads));
  bus.map(*gpio_.back());
  for (const NamedRegion& region : kNamedRegions) {
    bus.name_region(region.base, region.size, std::string(region.name));
  }
}

void PinPeripherals::add_gpio_groups(const DeviceContext& context, Bus& bus, Pads& pads) {
  for (unsigned group = 0; group < kGpioGroups; ++group) {
    const std::uint32_t base = gpio_group_base(group);
    const PinRange range = group_pins(group);
    gpio_.push_back(std::make_unique<GpioBlock>(
        context, GpioBlock::kGroup, fmt::format("GPIO group {}", group), base, range.first, pads));
    counters_.push_back(std::make_unique<GpioCounter>(
        context, fmt::format("GPIO counter {}", group), base, range.first, pads));
    GpioCounter& counter = *counters_.back();
    Pwm* pwm = nullptr;
    if (group < kPwmControllers) {
      pwm_.push_back(std::make_unique<Pwm>(context, fmt::format("PWM{}", group), pwm_base(group),
                                           range.first, pads));
      pwm = pwm_.back().get();
    }
    bus.map(*gpio_.back());
    bus.map(counter);
    if (pwm != nullptr) bus.map(*pwm);
    gpio_.back()->on_reset_bits([&counter, pwm](std::uint32_t fallen) {
      if ((fallen & kCounterReset) != 0) counter.reset();
      if ((fallen & kPwmReset) != 0 && pwm != nullptr) pwm->reset();
    });
    gpio_.back()->on_global_control(
        [&counter](std::uint32_t value) { counter.set_global_control(value); });
  }
  gpio_.push_back(std::make_unique<GpioBlock>(context, GpioBlock::kAdc, "ADC GPIO", kAdcBase,
                                              kAdcPins.first, pads));
  bus.map(*gpio_.back());
  gpio_.back()->on_reset_bits([this](std::uint32_t fallen) {
    if ((fallen & kBlockReset) != 0) adc_->reset();
  });
}

void PinPeripherals::add_isus(const DeviceContext& context, Bus& bus, Pads& pads) {
  for (unsigned isu = 0; isu < kIsus; ++isu) {
    const std::uint32_t base = isu_base(isu);
    gpio_.push_back(std::make_unique<GpioBlock>(
        context, GpioBlock::kIsu, fmt::format("ISU{} GPIO", isu), base, isu_pins(isu).first, pads));
    isu_uarts_[isu] =
        std::make_unique<Uart>(context, fmt::format("ISU{} UART", isu), isu_uart_base(isu));
    i2cs_[isu] = std::make_unique<I2c>(context, fmt::format("ISU{} I2C", isu), isu_i2c_base(isu),
                                       i2c_buses_[isu]);
    spi_masters_[isu] = std::make_unique<SpiMaster>(context, fmt::format("ISU{} SPI master", isu),
                                                    isu_spi_base(isu), spi_buses_[isu]);
    bus.map(*gpio_.back());
    bus.map(*isu_uarts_[isu]);
    bus.map(*i2cs_[isu]);
    bus.map(*spi_masters_[isu]);
    gpio_.back()->on_reset_bits([this, isu](std::uint32_t fallen) {
      if ((fallen & kBlockReset) == 0) return;
      isu_uarts_[isu]->reset();
      i2cs_[isu]->reset();
      spi_masters_[isu]->reset();
    });
    // No public driver names a register of it.
    bus.name_region(base + 0x400, 0x100, fmt::format("ISU{} SPI slave", isu));
  }
}

void PinPeripherals::add_i2s_blocks(const DeviceContext& context, Bus& bus, Pads& pads) {
  for (unsigned i2s = 0; i2s < kI2sBlocks; ++i2s) {
    gpio_.push_back(std::make_unique<GpioBlock>(context, GpioBlock::kI2s,
                                                fmt::format("I2S{} GPIO", i2s),
                                                i2s_base(i2s) + 0x100, i2s_pins(i2s).first, pads));
    i2s_[i2s] =
        std::make_unique<I2s>(context, fmt::format("I2S{}", i2s), i2s_base(i2s), audio_ports_[i2s]);
    bus.map(*gpio_.back());
    bus.map(*i2s_[i2s]);
    bus.map(i2s_port_base(i2s), Bus::kGranule, i2s_[i2s]->data_port());
  }
}

IoCore::IoCore(sim::Domain& domain, unsigned number, sim::Clock& clock, SharedMemoryView& memory,
               InterruptSink& sink, DmaMemory& dma_memory)
    : context_{domain},
      bus_(context_),
      pads_(domain),
      pins_(context_, bus_, pads_),
      cirq_(context_, "CIRQ", kCirqBase, sink),
      rgu_(context_, "RGU", kRguBase, clock),
      wdt_(context_, "WDT", kWdtBase),
      gpt_(context_, "GPT", kGptBase, clock),
      debug_uart_(context_, "debug UART", kDebugUartBase),
      mailbox_a7_(context_, "mailbox to the A7", kMailboxA7Base, "a7", MailboxEnd::Owner::m4),
      mailbox_m4_(context_, "mailbox to the other M4", kMailboxM4Base,
                  fmt::format("m4-{}", 1 - number), MailboxEnd::Owner::m4, false),
      top_config_(context_, "TOPCFG", kTopConfigBase),
      rtc_(context_, "RTC", kRtcBase),
      dma_(context_, "DMA", kDmaBase, clock, bus_, dma_memory) {
  for (Device* device :
       std::initializer_list<Device*>{&cirq_, &rgu_, &wdt_, &gpt_, &debug_uart_, &mailbox_a7_,
                                      &mailbox_m4_, &top_config_, &rtc_, &dma_}) {
    bus_.map(*device);
  }
  bus_.map(kSharedMemoryBase, kSharedMemorySize, memory);
  watch_pin_uses(bus_, pads_);
  // A block decodes 64 KiB, its registers or not: what lies behind them reads 0, as drivers that
  // dump whole blocks expect, and is no bus error.
  constexpr std::uint32_t kDecoded = 0x1'0000;
  for (const Device* device : bus_.devices()) {
    bus_.name_region(device->base() & ~(kDecoded - 1), kDecoded,
                     device->name() + " behind its registers");
  }
  top_config_.on_debug_uart_reset([this] { debug_uart_.reset(); });
  top_config_.on_counter_clock([this](unsigned selected) {
    for (unsigned group = 0; group < kGpioGroups; ++group) {
      pins_.counter(group).select_clock(selected);
    }
  });
  connect_interrupts();
  connect_dma();
}

void IoCore::connect_interrupts() {
  cirq_.connect(kGptInterrupt, gpt_.interrupt());
  cirq_.connect(kGpt3Interrupt, gpt_.expiry());
  cirq_.connect(kWdtInterrupt, wdt_.interrupt());
  cirq_.connect(kDebugUartInterrupt, debug_uart_.interrupt());
  cirq_.connect(kAdcInterrupt, pins_.adc().interrupt());
  cirq_.connect(kDmaInterrupt, dma_.interrupt());
  for (unsigned group = 0; group < kGpioGroups; ++group) {
    cirq_.connect(kGpioCounterInterrupts + group, pins_.counter(group).interrupt());
  }
  for (unsigned isu = 0; isu < kIsus; ++isu) {
    cirq_.connect(isu_i2c_interrupt(isu), pins_.i2c(isu).interrupt());
    cirq_.connect(isu_spi_interrupt(isu), pins_.spi_master(isu).interrupt());
    cirq_.connect(isu_uart_interrupt(isu), pins_.isu_uart(isu).interrupt());
  }
  for (unsigned i2s = 0; i2s < kI2sBlocks; ++i2s) {
    cirq_.connect(i2s_interrupt(i2s), pins_.i2s(i2s).interrupt());
  }
  for (unsigned line = 0; line < MailboxEnd::kLines; ++line) {
    const auto which = static_cast<MailboxEnd::Line>(line);
    cirq_.connect(kMailboxA7Interrupts + line, mailbox_a7_.line(which));
    cirq_.connect(kMailboxM4Interrupts + line, mailbox_m4_.line(which));
  }
  for (unsigned number_of_eint = 0; number_of_eint < kEints; ++number_of_eint) {
    cirq_.connect_eint(number_of_eint, pads_.wire(number_of_eint));
  }
}

void IoCore::guard(const Claims& claims) {
  guard_ = std::make_unique<PeripheralGuard>(context_, bus_, cirq_, pins_.gpio_blocks(), claims);
}

void IoCore::connect_dma() {
  for (unsigned isu = 0; isu < kIsus; ++isu) {
    Uart& uart = pins_.isu_uart(isu);
    dma_.connect(isu_transmit_channel(isu), uart.transmit_request());
    dma_.connect(isu_receive_channel(isu), uart.receive_request());
    dma_.connect(uart_transmit_fifo_channel(isu), uart.transmit_request());
    dma_.connect(uart_receive_fifo_channel(isu), uart.receive_request());
    dma_.connect(isu_transmit_channel(isu), pins_.i2c(isu).transmit_request());
    dma_.connect(isu_receive_channel(isu), pins_.i2c(isu).receive_request());
    dma_.connect(isu_transmit_channel(isu), pins_.spi_master(isu).transmit_request());
    dma_.connect(isu_receive_channel(isu), pins_.spi_master(isu).receive_request());
  }
  for (unsigned i2s = 0; i2s < kI2sBlocks; ++i2s) {
    dma_.connect(i2s_transmit_channel(i2s), pins_.i2s(i2s).transmit_request());
    dma_.connect(i2s_receive_channel(i2s), pins_.i2s(i2s).receive_request());
  }
  dma_.connect(kAdcChannel, pins_.adc().dma_request());
}

void IoCore::core_sleeps(bool deep) {
  low_power_ = deep && rgu_.sleep_enabled();
  cirq_.set_deep_sleep(low_power_);
}

void IoCore::core_wakes() {
  if (!std::exchange(low_power_, false)) return;
  rgu_.woke_up();
  cirq_.set_deep_sleep(false);
}

void IoCore::serialize(sim::Archive& archive) {
  // The RGU stands before the timers, whose rates follow the clock that it sets.
  for (Device* device : bus_.devices()) device->serialize(archive);
  pads_.serialize(archive);
  archive.value(low_power_);
}

}  // namespace armillary::soc
