// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/isu_i2c.h"

#include <string>

#include <fmt/format.h>

#include "os/dev/capability.h"
#include "os/dev/i2c_file.h"

namespace armillary::os {

IsuI2c::IsuI2c(sim::Domain& domain, soc::Bus& bus, soc::PinPeripherals& blocks) {
  for (unsigned isu = 0; isu < kCount; ++isu) {
    adapters_.push_back(
        std::make_unique<I2cAdapter>(domain, bus, soc::isu_i2c_base(isu), blocks.i2c(isu)));
  }
}

void IsuI2c::add_devices(Vfs& vfs) {
  constexpr CapabilityList kI2cMaster{"I2cMaster", &image::Capabilities::i2c_master};
  for (unsigned isu = 0; isu < kCount; ++isu) {
    I2cAdapter& adapter = *adapters_[isu];
    const std::string name = fmt::format("ISU{}", isu), path = fmt::format("/dev/i2c-{}", isu);
    const std::string what = fmt::format("I2C {} ({})", name, path);
    vfs.add_device(
        path, 0666,
        [&adapter, name, path, what, kI2cMaster](
            const Caller& caller, std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
          if (check_capability(caller.process, kI2cMaster, name, what) != 0) {
            return os_failure(kEACCES);
          }
          adapter.open();
          return std::make_shared<I2cFile>(flags, adapter, path);
        });
  }
}

}  // namespace armillary::os
