// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace armillary::image {

/// The pin behind a GPIO identifier of the hardware definitions of the MT3620, the reference board
/// (RDB) and the sample appliance on it, without the '$': MT3620_GPIO8, MT3620_RDB_LED1_RED,
/// SAMPLE_LED. Nothing for other names.
std::optional<unsigned> gpio_of_identifier(std::string_view identifier);

/// The same for peripherals: MT3620_ISU0_UART is "ISU0", MT3620_ADC_CONTROLLER0 is
/// "ADC-CONTROLLER-0".
std::optional<std::string> peripheral_of_identifier(std::string_view identifier);

}  // namespace armillary::image
