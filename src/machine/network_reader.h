// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <vector>

#include <armillary/device_config.h>

#include "machine/strict_yaml.h"

namespace armillary::machine {

/// The keys of a device file that script the world around the device. What is wrong is complained
/// about through the value.

/// `network: wifi: networks:`
std::vector<WifiNetworkConfig> read_wifi(const YamlValue& value);
/// `updates:`
std::vector<UpdateConfig> read_updates(const YamlValue& value);

}  // namespace armillary::machine
