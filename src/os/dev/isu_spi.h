// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "os/dev/spi_controller.h"
#include "os/dev/spi_file.h"
#include "os/vfs.h"
#include "soc/bus.h"
#include "soc/io_core.h"

namespace armillary::os {

/// The SPI masters of the interface units, ISU0 to ISU4, as the A7's buses.
class IsuSpi {
 public:
  static constexpr unsigned kCount = 5;

  /// All references must outlive it.
  IsuSpi(sim::Domain& domain, soc::Bus& bus, soc::PinPeripherals& blocks);

  /// Adds /dev/spidevN.0 (chip select A) and /dev/spidevN.1 (B) for the units. An open(2) answers
  /// EACCES when the app's manifest does not list the unit under "SpiMaster", after a warning that
  /// names the line. This must outlive the tree and all processes.
  void add_devices(Vfs& vfs);

 private:
  std::vector<std::unique_ptr<SpiController>> controllers_;
  std::vector<std::unique_ptr<SpiDevice>> devices_;
};

}  // namespace armillary::os
