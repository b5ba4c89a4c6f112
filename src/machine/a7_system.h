// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <armillary/device_config.h>
#include <armillary/machine.h>

#include "base/result.h"
#include "cloud/cloud.h"
#include "cpu/core.h"
#include "image/package.h"
#include "image/symbols.h"
#include "net/internet.h"
#include "os/dev/adc_converter.h"
#include "os/dev/gpio_lines.h"
#include "os/dev/isu_i2c.h"
#include "os/dev/isu_spi.h"
#include "os/dev/isu_uarts.h"
#include "os/dev/log_files.h"
#include "os/dev/platform_services.h"
#include "os/fs/memory_vfs.h"
#include "os/intercore/switch.h"
#include "os/kernel.h"
#include "os/kernel_process_table.h"
#include "sim/domain.h"
#include "sim/line_splitter.h"
#include "soc/bus.h"
#include "soc/io_core.h"
#include "soc/pads.h"
#include "soc/rtc.h"

namespace armillary::machine {

/// What an A7 with apps needs: the core, the blocks at the pins, the OS with its tree of files and
/// the apps in it, and the internet around the device with the cloud in it.
class A7System {
 public:
  /// Loads the images. `cores` leads to the real-time apps; it and the domain must outlive the
  /// system. Errors say what is wrong with which image.
  static Result<std::unique_ptr<A7System>> create(sim::Domain& domain, const DeviceConfig& config,
                                                  const image::SignaturePolicy& policy,
                                                  os::IntercoreSwitch& cores);
  ~A7System();
  A7System(const A7System&) = delete;
  A7System& operator=(const A7System&) = delete;

  [[nodiscard]] soc::Pads& pads() { return pads_; }
  [[nodiscard]] soc::Adc& adc() { return pins_.adc(); }
  [[nodiscard]] soc::PinPeripherals& peripherals() { return pins_; }
  [[nodiscard]] std::uint64_t instructions() const { return kernel_->instructions(); }
  void set_quantum(std::uint64_t instructions) { kernel_->set_quantum(instructions); }

  /// The apps that are loaded and have not started, in the order of the device file.
  [[nodiscard]] const std::vector<os::AppSpec>& apps() const { return specs_; }
  /// The network comes up and the apps start, in the order of the device file.
  Result<void> start();
  /// True when every app has ended and none starts again.
  [[nodiscard]] bool all_ended() const;
  /// What each app of the device file needed.
  [[nodiscard]] std::vector<RunReport::AppMemory> memory() const;
  /// How the first app crashed that nobody had asked to end.
  [[nodiscard]] const std::optional<os::AppExit>& crash() const { return crash_; }
  /// Text that waits for its newline becomes events: the run is over.
  void flush_consoles();

 private:
  A7System(sim::Domain& domain, const DeviceConfig& config);
  Result<void> build(const DeviceConfig& config, const image::SignaturePolicy& policy,
                     os::IntercoreSwitch& cores);
  Result<void> add_app(image::Package package);
  void connect_consoles();
  void open_standard_files(os::Process& process);
  void on_exit(const os::AppExit& exit);
  void start_again_later(const os::AppSpec& spec);
  void start_again(const Guid& component);
  /// A reboot, a power-down, or new apps: once they have ended, or at once when none runs.
  void begin_power_change(const os::PowerRequest& request);
  void power_change();
  void boot();
  void tell_power(std::string_view state);
  [[nodiscard]] std::string describe(std::string_view file, std::uint32_t base,
                                     std::uint32_t address) const;

  sim::Domain& domain_;
  soc::Bus bus_;
  soc::Pads pads_;
  soc::PinPeripherals pins_;
  os::GpioLines gpio_lines_;
  soc::Rtc rtc_;
  os::IsuUarts uarts_;
  os::IsuI2c i2c_;
  os::IsuSpi spi_;
  os::AdcConverter adc_;
  std::vector<std::unique_ptr<sim::LineSplitter>> consoles_;
  os::LogFiles logs_;
  net::Internet internet_;
  std::unique_ptr<cloud::Cloud> cloud_;
  os::WallClock* clock_ = nullptr;  ///< the kernel's, once it is there; stamps files
  os::MemoryVfs vfs_;
  std::unique_ptr<cpu::Core> core_;
  std::unique_ptr<os::Kernel> kernel_;
  os::PlatformState state_;
  std::vector<os::AppSpec> installed_;       ///< what a boot starts
  std::vector<os::App*> started_;            ///< in this boot
  std::optional<os::PowerRequest> power_;    ///< the apps are being stopped for it
  std::unique_ptr<sim::TimedEvent> change_;  ///< of the power: apps have ended, or the RTC's alarm
  bool off_ = false;
  bool has_firmware_ = false;
  std::unique_ptr<os::UpdateAgent> updates_;
  std::unique_ptr<os::PlatformServices> services_;
  std::unique_ptr<os::KernelProcessTable> processes_;
  struct AppImage {
    std::string program;  ///< guest path
    image::Symbols symbols;
    bool position_independent = false;
  };
  std::vector<AppImage> images_;
  std::vector<os::AppSpec> specs_;  ///< of apps that have not started
  std::size_t running_ = 0;
  bool restart_ = false;
  std::optional<std::uint64_t> memory_limit_;
  /// Of apps that have ended once: scheduled while one waits for its next start.
  std::map<Guid, std::unique_ptr<sim::TimedEvent>> restarts_;
  std::optional<os::AppExit> crash_;
};

}  // namespace armillary::machine
