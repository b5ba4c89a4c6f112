// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/guid.h"
#include "base/result.h"

namespace armillary::image {

enum class ApplicationType { high_level, real_time, debugger };

/// What an app may use; nothing is allowed that is not listed (Azure Sphere application manifest).
struct Capabilities {
  std::vector<std::string> allowed_connections;  ///< DNS names and IPv4 addresses
  std::vector<std::uint16_t> allowed_tcp_server_ports, allowed_udp_server_ports;
  std::vector<Guid> allowed_application_connections;
  std::string device_authentication;  ///< tenant GUID as written; empty: none
  std::optional<std::uint32_t> mutable_storage_kb;
  std::set<unsigned> gpio;  ///< pin numbers; "$NAME" values have been resolved
  /// "ISU0", "ADC-CONTROLLER-0", "PWM-CONTROLLER-2", "EINT12", "I2S0"
  std::set<std::string> uart, i2c_master, spi_master, adc, pwm, external_interrupt, i2s;
  std::set<std::string> power_controls;
  std::set<std::string> flags;  ///< names of the boolean capabilities that are true
};

/// An app_manifest.json, checked.
struct Manifest {
  std::string name;
  Guid component_id;
  std::string entry_point = "/bin/app";
  std::vector<std::string> arguments;  ///< CmdArgs: argv[1] and so on
  ApplicationType type = ApplicationType::high_level;
  Capabilities capabilities;
};

/// Reads a manifest; `file` stands in messages, which name the place as a JSON pointer and, where
/// the device has one, its error number.
Result<Manifest> parse_manifest(std::string_view text, std::string_view file);

/// The manifest of a program that came without one: no capability, a component id made from the
/// name.
Manifest default_manifest(std::string_view name, ApplicationType type);

}  // namespace armillary::image
