// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "os/dev/i2c_adapter.h"
#include "os/vfs.h"
#include "soc/bus.h"
#include "soc/io_core.h"

namespace armillary::os {

/// The I2C controllers of the interface units, ISU0 to ISU4, as the A7's buses.
class IsuI2c {
 public:
  static constexpr unsigned kCount = 5;

  /// All references must outlive it.
  IsuI2c(sim::Domain& domain, soc::Bus& bus, soc::PinPeripherals& blocks);

  /// Adds /dev/i2c-0 to /dev/i2c-4. An open(2) answers EACCES when the app's manifest does not list
  /// the unit under "I2cMaster", after a warning that names the line. This must outlive the tree
  /// and all processes.
  void add_devices(Vfs& vfs);

 private:
  std::vector<std::unique_ptr<I2cAdapter>> adapters_;
};

}  // namespace armillary::os
