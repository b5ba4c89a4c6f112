// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <armillary/device_config.h>

#include "base/result.h"
#include "cpu/armv7m/cortex_m4.h"
#include "cpu/armv7m/semihosting.h"
#include "image/firmware.h"
#include "image/symbols.h"
#include "machine/aligned_memory.h"
#include "sim/clock.h"
#include "sim/domain.h"
#include "sim/line_splitter.h"
#include "soc/dma_memory.h"
#include "soc/io_core.h"

namespace armillary::machine {

/// One real-time core of the device: the Cortex-M4F with its memories, the blocks on its bus, and
/// the firmware that runs on it.
class M4Node {
 public:
  /// `number` is 0 or 1. Loads the image that `config` names; errors say what is wrong with it.
  /// `start_time_s` is UTC at power-on, in seconds since 1970.
  static Result<std::unique_ptr<M4Node>> create(unsigned number, const M4Config& config,
                                                std::int64_t start_time_s,
                                                const image::SignaturePolicy& policy);
  M4Node(const M4Node&) = delete;
  M4Node& operator=(const M4Node&) = delete;

  [[nodiscard]] sim::Domain& domain() { return domain_; }
  [[nodiscard]] soc::IoCore& io() { return *io_; }
  [[nodiscard]] soc::SharedMemoryView& shared_memory() { return shared_memory_; }
  [[nodiscard]] const image::Firmware& firmware() const { return firmware_; }
  [[nodiscard]] std::uint64_t instructions() const { return core_->instructions(); }
  void set_quantum(std::uint64_t instructions) { core_->set_quantum(instructions); }
  /// The report of the fault that stopped the core, when one did.
  [[nodiscard]] const std::optional<cpu::FaultReport>& fault() const { return fault_; }

  /// The status with which the firmware has ended by itself (semihosting's SYS_EXIT), until a
  /// reset.
  [[nodiscard]] std::optional<std::uint32_t> exit_status() const { return exit_status_; }

  /// Takes the core out of reset at power-on.
  void start();
  /// Text that waits for its newline becomes events: the run is over.
  void flush_consoles();

 private:
  /// The core's device accesses go to its bus.
  class BusPort final : public cpu::IoHandler {
   public:
    cpu::IoResult io_read(std::uint32_t address, unsigned size) override {
      const soc::ReadResult result = bus->read(address, size);
      return {result.value, result.ok};
    }
    bool io_write(std::uint32_t address, unsigned size, std::uint32_t value) override {
      return bus->write(address, size, value);
    }
    soc::Bus* bus = nullptr;
  };
  /// What the DMA controller reaches without the bus.
  class DmaView final : public soc::DmaMemory {
   public:
    explicit DmaView(M4Node& node) : node_(node) {}
    [[nodiscard]] std::span<const std::byte> readable(std::uint32_t address) const override;
    [[nodiscard]] std::span<std::byte> writable(std::uint32_t address) override;
    void written(std::uint32_t address, std::uint32_t size) override;

   private:
    M4Node& node_;
  };
  /// The blocks' interrupt lines go to the core's NVIC.
  class Lines final : public soc::InterruptSink {
   public:
    void set_line(unsigned irq, bool level) override {
      if (core != nullptr) core->set_line(irq, level);
    }
    void pulse(unsigned irq) override {
      if (core != nullptr) core->pulse(irq);
    }
    cpu::CortexM4* core = nullptr;
  };

  M4Node(unsigned number, image::Firmware firmware);
  Result<void> build(const M4Config& config);
  void connect_semihosting(std::int64_t start_time_s);
  void end(std::uint32_t status);
  Result<void> map_memory();
  void load();
  void connect_consoles();
  sim::LineSplitter& add_console(std::string source);
  void tell_state(std::string_view state);

  unsigned number_;
  image::Firmware firmware_;
  image::Symbols symbols_;
  sim::Domain domain_;
  sim::Clock clock_{soc::kCrystal};
  soc::SharedMemoryView shared_memory_{domain_};
  AlignedMemory tcm_{soc::kTcmSize}, sysram_{soc::kSysramSize}, flash_{soc::kXipSize};
  BusPort port_;
  DmaView dma_view_{*this};
  Lines lines_;
  std::unique_ptr<cpu::CortexM4> core_;
  std::unique_ptr<soc::IoCore> io_;
  std::vector<std::unique_ptr<sim::LineSplitter>> consoles_;
  std::unique_ptr<cpu::Semihosting> semihosting_;
  std::optional<cpu::FaultReport> fault_;
  std::optional<std::uint32_t> exit_status_;
};

}  // namespace armillary::machine
