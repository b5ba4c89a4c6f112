// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "sim/clock.h"
#include "soc/adc.h"
#include "soc/audio_port.h"
#include "soc/bus.h"
#include "soc/cirq.h"
#include "soc/claims.h"
#include "soc/dma.h"
#include "soc/gpio_block.h"
#include "soc/gpio_counter.h"
#include "soc/gpt.h"
#include "soc/i2c.h"
#include "soc/i2c_bus.h"
#include "soc/i2s.h"
#include "soc/interrupt_sink.h"
#include "soc/mailbox.h"
#include "soc/memory_map.h"
#include "soc/pads.h"
#include "soc/peripheral_guard.h"
#include "soc/pwm.h"
#include "soc/rgu.h"
#include "soc/rtc.h"
#include "soc/shared_memory.h"
#include "soc/spi_bus.h"
#include "soc/spi_master.h"
#include "soc/top_config.h"
#include "soc/uart.h"
#include "soc/wdt.h"

namespace armillary::soc {

/// The blocks behind the pins. All three cores reach the same addresses; each has its own instance,
/// because a peripheral belongs to one app, and the pins join them (Pads).
class PinPeripherals {
 public:
  /// Puts everything on `bus`. `context`'s domain, the bus and the pads must outlive it.
  PinPeripherals(const DeviceContext& context, Bus& bus, Pads& pads);

  [[nodiscard]] Adc& adc() { return *adc_; }
  /// `isu` below kIsus.
  [[nodiscard]] Uart& isu_uart(unsigned isu) { return *isu_uarts_[isu]; }
  [[nodiscard]] I2c& i2c(unsigned isu) { return *i2cs_[isu]; }
  [[nodiscard]] SpiMaster& spi_master(unsigned isu) { return *spi_masters_[isu]; }
  /// `i2s` below kI2sBlocks.
  [[nodiscard]] I2s& i2s(unsigned i2s) { return *i2s_[i2s]; }
  /// `group` below kGpioGroups.
  [[nodiscard]] GpioCounter& counter(unsigned group) { return *counters_[group]; }
  [[nodiscard]] std::span<const std::unique_ptr<GpioBlock>> gpio_blocks() const { return gpio_; }
  /// The wires at the pins of an interface unit, for the parts of a board.
  [[nodiscard]] I2cBus& i2c_bus(unsigned isu) { return i2c_buses_[isu]; }
  [[nodiscard]] SpiBus& spi_bus(unsigned isu) { return spi_buses_[isu]; }
  /// The same of an I2S block; `i2s` below kI2sBlocks.
  [[nodiscard]] AudioPort& audio_port(unsigned i2s) { return audio_ports_[i2s]; }

 private:
  void add_gpio_groups(const DeviceContext& context, Bus& bus, Pads& pads);
  void add_isus(const DeviceContext& context, Bus& bus, Pads& pads);
  void add_i2s_blocks(const DeviceContext& context, Bus& bus, Pads& pads);

  std::vector<std::unique_ptr<GpioBlock>> gpio_;
  std::vector<std::unique_ptr<Pwm>> pwm_;
  std::vector<std::unique_ptr<GpioCounter>> counters_;
  std::array<I2cBus, kIsus> i2c_buses_;
  std::array<SpiBus, kIsus> spi_buses_;
  std::array<AudioPort, kI2sBlocks> audio_ports_;
  std::array<std::unique_ptr<Uart>, kIsus> isu_uarts_;
  std::array<std::unique_ptr<I2c>, kIsus> i2cs_;
  std::array<std::unique_ptr<SpiMaster>, kIsus> spi_masters_;
  std::array<std::unique_ptr<I2s>, kI2sBlocks> i2s_;
  std::unique_ptr<Adc> adc_;
  std::unique_ptr<PinMux> pin_mux_;
};

/// Everything on the bus of one IO core, with its interrupt lines led through CIRQ.
class IoCore {
 public:
  /// `number` is 0 or 1. All references must outlive it; `clock` is the core's, which the RGU
  /// drives; `sink` is the core's NVIC; `dma_memory` is what its DMA controller reaches.
  IoCore(sim::Domain& domain, unsigned number, sim::Clock& clock, SharedMemoryView& memory,
         InterruptSink& sink, DmaMemory& dma_memory);
  IoCore(const IoCore&) = delete;
  IoCore& operator=(const IoCore&) = delete;

  [[nodiscard]] Bus& bus() { return bus_; }
  [[nodiscard]] Uart& debug_uart() { return debug_uart_; }
  [[nodiscard]] Uart& isu_uart(unsigned isu) { return pins_.isu_uart(isu); }
  [[nodiscard]] Adc& adc() { return pins_.adc(); }
  [[nodiscard]] PinPeripherals& peripherals() { return pins_; }
  [[nodiscard]] Pads& pads() { return pads_; }
  [[nodiscard]] Wdt& wdt() { return wdt_; }
  [[nodiscard]] Rgu& rgu() { return rgu_; }
  [[nodiscard]] Dma& dma() { return dma_; }
  [[nodiscard]] Rtc& rtc() { return rtc_; }
  [[nodiscard]] Cirq& cirq() { return cirq_; }
  [[nodiscard]] MailboxEnd& mailbox_a7() { return mailbox_a7_; }
  [[nodiscard]] MailboxEnd& mailbox_m4() { return mailbox_m4_; }

  /// From now on firmware that uses more than `claims` is told so. Without it nothing is checked:
  /// firmware that has no manifest.
  void guard(const Claims& claims);

  /// The core has fallen asleep; `deep`: with SCB.SCR.SLEEPDEEP.
  void core_sleeps(bool deep);
  /// It is awake, or has been reset.
  void core_wakes();

  /// Saves or restores the pins and every block; the clock follows the RGU. To be called at the end
  /// of a window, with the domain's time restored before it.
  void serialize(sim::Archive& archive);

 private:
  void connect_interrupts();
  void connect_dma();

  DeviceContext context_;
  Bus bus_;
  Pads pads_;
  PinPeripherals pins_;
  Cirq cirq_;
  Rgu rgu_;
  Wdt wdt_;
  Gpt gpt_;
  Uart debug_uart_;
  MailboxEnd mailbox_a7_, mailbox_m4_;
  TopConfig top_config_;
  Rtc rtc_;
  Dma dma_;
  bool low_power_ = false;  ///< the core sleeps, and the wake-up controller watches
  std::unique_ptr<PeripheralGuard> guard_;
};

}  // namespace armillary::soc
