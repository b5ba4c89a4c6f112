// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/isu_spi.h"

#include <string>

#include <fmt/format.h>

#include "os/abi/spi.h"
#include "os/dev/capability.h"

namespace armillary::os {

IsuSpi::IsuSpi(sim::Domain& domain, soc::Bus& bus, soc::PinPeripherals& blocks) {
  for (unsigned isu = 0; isu < kCount; ++isu) {
    controllers_.push_back(std::make_unique<SpiController>(domain, bus, soc::isu_spi_base(isu),
                                                           blocks.spi_master(isu).interrupt()));
    for (unsigned select = 0; select < SpiController::kSelects; ++select) {
      devices_.push_back(std::make_unique<SpiDevice>(
          SpiDevice{*controllers_.back(), select, fmt::format("/dev/spidev{}.{}", isu, select)}));
    }
  }
}

void IsuSpi::add_devices(Vfs& vfs) {
  constexpr CapabilityList kSpiMaster{"SpiMaster", &image::Capabilities::spi_master};
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    SpiDevice& device = *devices_[i];
    const std::string name = fmt::format("ISU{}", i / SpiController::kSelects);
    const std::string what = fmt::format("SPI {} ({})", name, device.path);
    vfs.add_device(
        device.path, 0666,
        [&device, name, what, kSpiMaster](const Caller& caller,
                                          std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
          if (check_capability(caller.process, kSpiMaster, name, what) != 0) {
            return os_failure(kEACCES);
          }
          device.controller.release(device.select, (device.mode & kSpiSelectHigh) != 0);
          return std::make_shared<SpiFile>(flags, device);
        });
  }
}

}  // namespace armillary::os
