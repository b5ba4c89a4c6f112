// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/isu_uarts.h"

#include <string>

#include "os/dev/capability.h"
#include "os/dev/tty_file.h"

namespace armillary::os {

IsuUarts::IsuUarts(sim::Domain& domain, soc::Bus& bus, soc::PinPeripherals& blocks) {
  for (unsigned isu = 0; isu < kCount; ++isu) {
    ports_.push_back(std::make_unique<UartPort>(domain, bus, soc::isu_uart_base(isu),
                                                blocks.isu_uart(isu).interrupt()));
    lines_.push_back(
        std::make_unique<Tty>(domain, *ports_.back(), "ttyS" + std::to_string(kFirst + isu)));
  }
}

void IsuUarts::add_devices(Vfs& vfs) {
  constexpr CapabilityList kUart{"Uart", &image::Capabilities::uart};
  for (unsigned isu = 0; isu < kCount; ++isu) {
    Tty& tty = *lines_[isu];
    const std::string name = "ISU" + std::to_string(isu);
    vfs.add_device(
        "/dev/" + tty.name(), 0666,
        [&tty, name, kUart](const Caller& caller,
                            std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
          if (const SysResult refused = check_capability(
                  caller.process, kUart, name, "UART " + name + " (/dev/" + tty.name() + ")");
              refused != 0) {
            return os_failure(static_cast<int>(-refused));
          }
          auto file = std::make_shared<TtyFile>(flags, tty);
          if (const SysResult busy = tty.open(file->waiters()); busy != 0) {
            return os_failure(static_cast<int>(-busy));
          }
          return file;
        });
  }
}

}  // namespace armillary::os
