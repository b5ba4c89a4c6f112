// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/manifest.h"

#include <algorithm>
#include <array>
#include <functional>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/sha256.h"
#include "base/suggest.h"
#include "image/hardware_names.h"
#include "image/json_document.h"

namespace armillary::image {
namespace {

namespace json = boost::json;

constexpr std::size_t kLargestManifest = 64 * 1024;
constexpr std::size_t kMostEntries = 256;
constexpr std::uint32_t kMostStorageKb = 64;  // what the public documentation is widely quoted with
// Where the device has a number for a fault (category 2, application manifest) it follows in
// brackets, so that what the device says can be looked up.
constexpr std::array<std::string_view, 14> kBooleans = {"WifiConfig",
                                                        "EnterpriseWifiConfig",
                                                        "NetworkConfig",
                                                        "ReadNetworkProxyConfig",
                                                        "HardwareAddressConfig",
                                                        "TimeSyncConfig",
                                                        "SystemTime",
                                                        "SntpService",
                                                        "DhcpService",
                                                        "CertStore",
                                                        "SystemEventNotifications",
                                                        "SoftwareUpdateDeferral",
                                                        "ResetMemoryWatermarks",
                                                        "HeapMemStats"};

/// A key as a part of a pointer in a message: hostile text cannot upset a terminal.
std::string printable(std::string_view key) {
  const std::string quoted = in_quotes(key);
  return quoted.substr(1, quoted.size() - 2);
}

constexpr std::array<std::string_view, 29> kKnown = {"AllowedConnections",
                                                     "AllowedTcpServerPorts",
                                                     "AllowedUdpServerPorts",
                                                     "AllowedApplicationConnections",
                                                     "DeviceAuthentication",
                                                     "MutableStorage",
                                                     "Gpio",
                                                     "Uart",
                                                     "I2cMaster",
                                                     "SpiMaster",
                                                     "Adc",
                                                     "Pwm",
                                                     "I2sSubordinate",
                                                     "ExternalInterrupt",
                                                     "PowerControls",
                                                     "WifiConfig",
                                                     "EnterpriseWifiConfig",
                                                     "NetworkConfig",
                                                     "ReadNetworkProxyConfig",
                                                     "HardwareAddressConfig",
                                                     "TimeSyncConfig",
                                                     "SystemTime",
                                                     "SntpService",
                                                     "DhcpService",
                                                     "CertStore",
                                                     "SystemEventNotifications",
                                                     "SoftwareUpdateDeferral",
                                                     "ResetMemoryWatermarks",
                                                     "HeapMemStats"};

// The keys beside Capabilities. Others are passed over, as no source says that the device refuses
// them; one that is spelled almost like these would have no effect without a word, and is refused.
constexpr std::array<std::string_view, 10> kTopKeys = {
    "SchemaVersion", "Name",          "ComponentId",
    "EntryPoint",    "CmdArgs",       "ApplicationType",
    "Capabilities",  "MallocVersion", "TargetApplicationRuntimeVersion",
    "TargetBetaApis"};

class Reader {
 public:
  explicit Reader(std::string_view file) : file_(file) {}

  Manifest read(const json::value& root);
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  void complain(std::string_view pointer, std::string_view message, std::string_view number = "") {
    if (!complaint_.empty()) return;
    complaint_ = fmt::format("{}: {}: {}{}", file_, pointer, message,
                             number.empty() ? "" : fmt::format(" (device error {})", number));
  }
  void wrong(std::string_view pointer, const json::value& value, std::string_view expected,
             std::string_view number = "") {
    complain(pointer, fmt::format("found {}; expected {}", kind_of(value), expected), number);
  }
  std::string text(std::string_view pointer, const json::value& value, std::string_view expected,
                   std::string_view number = "") {
    if (value.is_string() && value.get_string().find('\0') == json::string::npos) {
      return std::string(view(value.get_string()));
    }
    wrong(pointer, value, expected, number);
    return {};
  }
  void each(const std::string& pointer, const json::value& value, std::string_view expected,
            std::string_view number,
            const std::function<void(const std::string&, const json::value&)>& take) {
    if (!value.is_array()) return wrong(pointer, value, expected, number);
    const json::array& list = value.get_array();
    if (list.size() > kMostEntries) {
      return complain(
          pointer, fmt::format("{} entries; at most {} are accepted", list.size(), kMostEntries));
    }
    for (std::size_t i = 0; i < list.size(); ++i) take(fmt::format("{}/{}", pointer, i), list[i]);
  }

  void top(Manifest& manifest, const json::object& object);
  void misplaced(std::string_view key);
  void runtime_versions(const json::object& object);
  void capabilities(Manifest& manifest, const json::value& value);
  void capability(Manifest& manifest, std::string_view key, const json::value& value);
  void gpio(Capabilities& out, const std::string& pointer, const json::value& value);
  void peripherals(std::set<std::string>& out, const std::string& pointer, const json::value& value,
                   std::string_view prefix, unsigned count);
  void ports(std::vector<std::uint16_t>& out, const std::string& pointer, const json::value& value,
             std::string_view malformed, std::string_view illegal);
  void storage(Capabilities& out, const std::string& pointer, const json::value& value);

  std::string_view file_;
  std::string complaint_;
};

Manifest Reader::read(const json::value& root) {
  Manifest manifest;
  if (root.is_object()) {
    top(manifest, root.get_object());
  } else {
    wrong("/", root, "an object with SchemaVersion, Name and so on", "2.1");
  }
  return manifest;
}

void Reader::top(Manifest& manifest, const json::object& object) {
  for (const auto& entry : object) misplaced(entry.key());
  const auto need = [&](std::string_view key, std::string_view hint, std::string_view number) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr) {
      std::string_view near;
      for (const auto& entry : object) {
        const std::array<std::string_view, 1> wanted = {key};
        if (!nearest_word(entry.key(), wanted).empty()) near = entry.key();
      }
      complain(
          fmt::format("/{}", key),
          fmt::format("is missing{}; add {}",
                      near.empty() ? "" : fmt::format(" (is {} meant for it?)", in_quotes(near)),
                      hint),
          number);
    }
    return value;
  };
  if (const auto* value = need("SchemaVersion", "\"SchemaVersion\": 1", "2.4")) {
    if (!value->is_int64() || value->get_int64() != 1) wrong("/SchemaVersion", *value, "1", "2.17");
  }
  if (const auto* value = need("Name", "\"Name\": \"...\"", "")) {
    manifest.name = text("/Name", *value, "the app's name");
    if (manifest.name.empty() && value->is_string()) wrong("/Name", *value, "the app's name");
  }
  if (const auto* value =
          need("ComponentId",
               "\"ComponentId\": \"...\" with a GUID of the app's own (uuidgen makes one)", "")) {
    const auto id = Guid::parse(text("/ComponentId", *value, "a GUID"));
    if (!id) wrong("/ComponentId", *value, "a GUID such as 25025d2c-66da-4448-bae1-ac26fcdd3627");
    manifest.component_id = id.value_or(Guid{});
  }
  if (const auto* value = need("EntryPoint", "\"EntryPoint\": \"/bin/app\"", "2.3")) {
    manifest.entry_point = text("/EntryPoint", *value, "a path such as \"/bin/app\"", "2.16");
    const std::string_view path = manifest.entry_point;
    if (!path.starts_with('/') || path.ends_with('/') || path.find("/../") != path.npos ||
        path.ends_with("/..")) {
      wrong("/EntryPoint", *value, "an absolute path such as \"/bin/app\"", "2.16");
    }
  }
  if (const json::value* value = object.if_contains("CmdArgs")) {
    each("/CmdArgs", *value, "a list of texts, such as [\"--verbose\"]", "2.5",
         [&](const std::string& pointer, const json::value& entry) {
           manifest.arguments.push_back(
               text(pointer, entry, "a text in quotes, such as \"8\"", "2.5"));
         });
  }
  if (const json::value* value = object.if_contains("ApplicationType")) {
    const std::string type = text("/ApplicationType", *value, "a text", "2.27");
    if (type == "RealTimeCapable") {
      manifest.type = ApplicationType::real_time;
    } else if (type == "Debugger") {
      manifest.type = ApplicationType::debugger;
    } else if (type != "Default") {
      wrong("/ApplicationType", *value,
            "\"Default\" for an app of the Cortex-A7, or \"RealTimeCapable\" for an M4", "2.26");
    }
  }
  runtime_versions(object);
  if (const auto* value = need("Capabilities", "\"Capabilities\": {}", "2.6")) {
    capabilities(manifest, *value);
  }
}

void Reader::misplaced(std::string_view key) {
  if (std::find(kTopKeys.begin(), kTopKeys.end(), key) != kTopKeys.end()) return;
  const std::string pointer = fmt::format("/{}", printable(key));
  if (std::find(kKnown.begin(), kKnown.end(), key) != kKnown.end()) {
    return complain(pointer,
                    "a capability stands beside Capabilities, where it has no effect; "
                    "move it into the braces of \"Capabilities\"");
  }
  const std::string_view near = nearest_word(key, kTopKeys);
  // A key that must be there is named where it is missing.
  if (near == "CmdArgs" || near == "ApplicationType" || near == "MallocVersion") {
    complain(pointer, fmt::format("there is no such key; did you mean \"{}\"?", near));
  }
}

void Reader::runtime_versions(const json::object& object) {
  if (const json::value* value = object.if_contains("MallocVersion")) {
    if (!value->is_int64() || value->get_int64() < 1 || value->get_int64() > 2) {
      wrong("/MallocVersion", *value, "1 or 2; write \"MallocVersion\": 2 for the newer allocator",
            "2.59");
    }
  }
  if (const json::value* value = object.if_contains("TargetApplicationRuntimeVersion")) {
    if (!value->is_int64() || value->get_int64() < 1) {
      wrong("/TargetApplicationRuntimeVersion", *value,
            "the number of an API set, such as 16; image pack writes it, so take it out", "3.22");
    }
  }
}

void Reader::capabilities(Manifest& manifest, const json::value& value) {
  if (!value.is_object())
    return wrong("/Capabilities", value, "an object; write {} for an app that needs none", "2.6");
  for (const auto& entry : value.get_object()) capability(manifest, entry.key(), entry.value());
}

void Reader::capability(Manifest& manifest, std::string_view key, const json::value& value) {
  static constexpr std::array<std::string_view, 9> kRealTime = {"Gpio",
                                                                "Uart",
                                                                "I2cMaster",
                                                                "SpiMaster",
                                                                "Adc",
                                                                "Pwm",
                                                                "I2sSubordinate",
                                                                "ExternalInterrupt",
                                                                "AllowedApplicationConnections"};
  Capabilities& out = manifest.capabilities;
  const std::string pointer = fmt::format("/Capabilities/{}", printable(key));
  const bool real_time = manifest.type == ApplicationType::real_time;
  const bool real_time_key = std::find(kRealTime.begin(), kRealTime.end(), key) != kRealTime.end();
  if (!real_time && (key == "ExternalInterrupt" || key == "I2sSubordinate")) {
    return complain(pointer,
                    "only a real-time app can have this capability; remove it, or write "
                    "\"ApplicationType\": \"RealTimeCapable\" for firmware of an M4",
                    "1.24");
  }
  if (real_time && !real_time_key && std::find(kKnown.begin(), kKnown.end(), key) != kKnown.end()) {
    return complain(pointer, "a real-time app cannot have this capability; remove it", "1.24");
  }
  if (key == "AllowedConnections") {
    // What a text means is not checked: no source says that the device refuses one.
    each(pointer, value, "a list of host names and IPv4 addresses, such as [\"example.com\"]",
         "2.9", [&](const std::string& at, const json::value& entry) {
           out.allowed_connections.push_back(
               text(at, entry, "a host name or IPv4 address in quotes", "2.9"));
         });
  } else if (key == "AllowedTcpServerPorts") {
    ports(out.allowed_tcp_server_ports, pointer, value, "2.36", "2.38");
  } else if (key == "AllowedUdpServerPorts") {
    ports(out.allowed_udp_server_ports, pointer, value, "2.37", "2.39");
  } else if (key == "AllowedApplicationConnections") {
    each(pointer, value,
         "a list of component ids, such as [\"25025d2c-66da-4448-bae1-ac26fcdd3627\"]", "2.43",
         [&](const std::string& at, const json::value& entry) {
           const auto id = Guid::parse(text(at, entry, "the component id of another app", "2.43"));
           if (!id) return wrong(at, entry, "the component id of another app", "2.43");
           out.allowed_application_connections.push_back(*id);
         });
  } else if (key == "DeviceAuthentication") {
    out.device_authentication = text(pointer, value, "the GUID of a tenant or catalog", "2.24");
    if (!Guid::parse(out.device_authentication))
      wrong(pointer, value, "the GUID of a tenant or catalog", "2.28");
  } else if (key == "MutableStorage") {
    storage(out, pointer, value);
  } else if (key == "Gpio") {
    gpio(out, pointer, value);
  } else if (key == "Uart") {
    peripherals(out.uart, pointer, value, "ISU", 5);
  } else if (key == "I2cMaster") {
    peripherals(out.i2c_master, pointer, value, "ISU", 5);
  } else if (key == "SpiMaster") {
    peripherals(out.spi_master, pointer, value, "ISU", 5);
  } else if (key == "Adc") {
    peripherals(out.adc, pointer, value, "ADC-CONTROLLER-", 1);
  } else if (key == "Pwm") {
    peripherals(out.pwm, pointer, value, "PWM-CONTROLLER-", 3);
  } else if (key == "I2sSubordinate") {
    peripherals(out.i2s, pointer, value, "I2S", 2);
  } else if (key == "ExternalInterrupt") {
    peripherals(out.external_interrupt, pointer, value, "EINT", 24);
  } else if (key == "PowerControls") {
    static constexpr std::array<std::string_view, 3> kControls = {"ForceReboot", "ForcePowerDown",
                                                                  "SetPowerProfile"};
    each(pointer, value, "a list of texts, such as [\"ForceReboot\"]", "2.48",
         [&](const std::string& at, const json::value& entry) {
           const std::string control = text(at, entry, "a text", "2.48");
           if (std::find(kControls.begin(), kControls.end(), control) == kControls.end()) {
             return wrong(at, entry, fmt::format("one of \"{}\"", fmt::join(kControls, "\", \"")),
                          "2.50");
           }
           if (!out.power_controls.insert(control).second) {
             complain(at, fmt::format("{} stands twice; remove one", control), "2.48");
           }
         });
    if (value.is_array() && value.get_array().empty()) {
      complain(pointer, "the list is empty; remove the key, or name what the app may do", "2.49");
    }
  } else if (std::find(kBooleans.begin(), kBooleans.end(), key) != kBooleans.end()) {
    if (!value.is_bool()) return wrong(pointer, value, "true or false, without quotes");
    if (value.get_bool()) out.flags.emplace(key);
  } else {
    const std::string_view near = nearest_word(key, kKnown);
    complain(pointer,
             fmt::format("there is no such capability{}",
                         near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)),
             "1.24");
  }
}

void Reader::gpio(Capabilities& out, const std::string& pointer, const json::value& value) {
  each(pointer, value, "a list of GPIO numbers or names, such as [8, \"$SAMPLE_LED\"]", "2.10",
       [&](const std::string& at, const json::value& entry) {
         if (entry.is_int64()) {
           if (!gpio_of_identifier(fmt::format("MT3620_GPIO{}", entry.get_int64()))) {
             return wrong(at, entry, "a pin of the chip: 0 to 23, 26 to 48, 56 to 75, or 80",
                          "2.10");
           }
           out.gpio.insert(static_cast<unsigned>(entry.get_int64()));
           return;
         }
         if (!entry.is_string()) {
           return wrong(at, entry, "a whole number, or a name such as \"$SAMPLE_LED\"", "2.10");
         }
         const std::string_view name = view(entry.get_string());
         const bool digits = !name.empty() && name.find_first_not_of("0123456789") == name.npos;
         if (digits) return wrong(at, entry, "the number without quotes", "2.10");
         if (!name.starts_with('$') && gpio_of_identifier(name)) {
           return wrong(at, entry, fmt::format("a $ before the name: \"${}\"", name), "2.10");
         }
         const auto pin = name.starts_with('$') ? gpio_of_identifier(name.substr(1)) : std::nullopt;
         if (!pin) {
           return wrong(at, entry,
                        "a GPIO number or a name of the hardware definition, such as "
                        "\"$SAMPLE_LED\"; write the pin's number if the name is of another board",
                        "2.10");
         }
         out.gpio.insert(*pin);
       });
}

void Reader::peripherals(std::set<std::string>& out, const std::string& pointer,
                         const json::value& value, std::string_view prefix, unsigned count) {
  // An interface unit's name in the hardware definition ends with what it is used for.
  const std::string_view key = std::string_view(pointer).substr(pointer.rfind('/') + 1);
  const std::string_view use = key == "Uart"        ? "_UART"
                               : key == "I2cMaster" ? "_I2C"
                               : key == "SpiMaster" ? "_SPI"
                                                    : "";
  const auto names_unit = [](std::string_view name) {
    return name.starts_with("$MT3620_ISU") &&
           (name.ends_with("_UART") || name.ends_with("_I2C") || name.ends_with("_SPI"));
  };
  each(pointer, value, fmt::format("a list, such as [\"{}0\"]", prefix), "2.13",
       [&](const std::string& at, const json::value& entry) {
         const std::string written =
             text(at, entry, fmt::format("a text in quotes, such as \"{}0\"", prefix), "2.13");
         std::string name = written;
         if (name.starts_with('$')) name = peripheral_of_identifier(name.substr(1)).value_or("");
         if (!use.empty() && !name.empty() && names_unit(written) && !written.ends_with(use)) {
           return wrong(at, entry,
                        fmt::format("\"{}{}\" in \"{}\"; or move the name to the list of its kind",
                                    written.substr(0, written.rfind('_')), use, key),
                        "2.13");
         }
         for (unsigned i = 0; i < count; ++i) {
           if (name == fmt::format("{}{}", prefix, i)) {
             out.insert(name);
             return;
           }
         }
         wrong(at, entry,
               fmt::format("\"{}0\"{}, or a name of the hardware definition with $", prefix,
                           count > 1 ? fmt::format(" to \"{}{}\"", prefix, count - 1) : ""),
               "2.13");
       });
}

void Reader::ports(std::vector<std::uint16_t>& out, const std::string& pointer,
                   const json::value& value, std::string_view malformed, std::string_view illegal) {
  each(pointer, value, "a list of port numbers, such as [8080]", malformed,
       [&](const std::string& at, const json::value& entry) {
         if (!entry.is_int64()) return wrong(at, entry, "a port number without quotes", malformed);
         const std::int64_t port = entry.get_int64();
         if (port < 1 || port > 65535) return wrong(at, entry, "a port from 1 to 65535", illegal);
         out.push_back(static_cast<std::uint16_t>(port));
       });
}

void Reader::storage(Capabilities& out, const std::string& pointer, const json::value& value) {
  if (!value.is_object())
    return wrong(pointer, value, "an object; write { \"SizeKB\": 8 }", "2.31");
  const json::value* size = value.get_object().if_contains("SizeKB");
  if (size == nullptr) {
    return complain(pointer, "the key SizeKB is missing; write { \"SizeKB\": 8 }", "2.32");
  }
  const std::string at = pointer + "/SizeKB";
  if (!size->is_int64() || size->get_int64() < 1)
    return wrong(at, *size, "a whole number of KB from 1 to 64", "2.33");
  if (size->get_int64() > kMostStorageKb) {
    return wrong(at, *size, fmt::format("at most {} KB", kMostStorageKb), "2.34");
  }
  out.mutable_storage_kb = static_cast<std::uint32_t>(size->get_int64());
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view text, std::string_view file) {
  if (text.size() > kLargestManifest) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: the manifest has {} bytes; at most {} are accepted", file,
                               text.size(), kLargestManifest));
  }
  const auto root = parse_json(text, file, "manifest", " (device error 2.1)");
  if (!root) return tl::unexpected<Error>(root.error());
  Reader reader(file);
  Manifest manifest = reader.read(*root);
  if (!reader.complaint().empty()) return failure(ErrorKind::bad_input, reader.complaint());
  return manifest;
}

Manifest default_manifest(std::string_view name, ApplicationType type) {
  Manifest manifest;
  manifest.name = name;
  manifest.type = type;
  Sha256 hash;
  hash.update("armillary component ");
  hash.update(name);
  const std::string hex = hash.hex();
  manifest.component_id =
      Guid::parse(fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4),
                              hex.substr(12, 4), hex.substr(16, 4), hex.substr(20, 12)))
          .value_or(Guid{});
  return manifest;
}

}  // namespace armillary::image
