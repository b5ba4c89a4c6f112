// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "os/dev/tty.h"
#include "os/dev/uart_port.h"
#include "os/vfs.h"
#include "soc/bus.h"
#include "soc/io_core.h"

namespace armillary::os {

/// The UARTs of the interface units as the A7's serial lines.
class IsuUarts {
 public:
  /// The platform's numbers begin here: MT3620_ISU0_UART is 4 (azure-sphere.md section 1.3).
  static constexpr unsigned kFirst = 4;
  /// ISU0 to ISU4; ISU5 has no name in a manifest.
  static constexpr unsigned kCount = 5;

  /// All references must outlive it.
  IsuUarts(sim::Domain& domain, soc::Bus& bus, soc::PinPeripherals& blocks);

  /// Adds /dev/ttyS4 to /dev/ttyS8. An open(2) answers EACCES when the app's manifest does not list
  /// the unit under "Uart", after a warning that names the line, and EBUSY while another file has
  /// the line for itself. This must outlive the tree and all processes.
  void add_devices(Vfs& vfs);

 private:
  std::vector<std::unique_ptr<UartPort>> ports_;
  std::vector<std::unique_ptr<Tty>> lines_;
};

}  // namespace armillary::os
