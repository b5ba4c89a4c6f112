// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/services/wifi_service.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>

#include "guest/abi/services_wifi.h"
#include "os/services/capability_check.h"

namespace armillary::os {

namespace {

constexpr std::uint32_t kFirstNumber = 0x40, kLastNumber = 0x4f;

SysResult result_of(net::WifiResult result) {
  switch (result) {
    case net::WifiResult::ok:
      return 0;
    case net::WifiResult::no_such_network:
      return -kENODEV;
    case net::WifiResult::too_long:
      return -kERANGE;
    case net::WifiResult::bad_value:
    case net::WifiResult::incomplete:
      return -kEINVAL;
    case net::WifiResult::exists:
      return -kEEXIST;
    case net::WifiResult::no_space:
      return -kENOSPC;
  }
  return -kEINVAL;
}

template <std::size_t size>
void put_bytes(std::uint8_t (&field)[size], std::string_view bytes) {
  std::memcpy(field, bytes.data(), std::min(size, bytes.size()));
}

std::string_view bytes_of(const std::uint8_t* field, std::uint32_t length) {
  return {reinterpret_cast<const char*>(field), length};
}

azs_wifi_access_point describe(const net::AirNetwork& network) {
  azs_wifi_access_point result{};
  put_bytes(result.ssid, network.ssid);
  std::copy(network.bssid.begin(), network.bssid.end(), std::begin(result.bssid));
  result.ssid_length = static_cast<std::uint8_t>(network.ssid.size());
  result.security = static_cast<std::uint8_t>(network.security);
  result.frequency_mhz = network.frequency_mhz;
  result.rssi_dbm = network.rssi_dbm;
  return result;
}

bool is_enterprise(std::uint32_t attribute) {
  return attribute >= AZS_WIFI_CLIENT_IDENTITY && attribute <= AZS_WIFI_ROOT_CA;
}

net::WifiStation::Eap eap_of(std::uint32_t attribute) {
  return attribute == AZS_WIFI_CLIENT_IDENTITY      ? net::WifiStation::Eap::client_identity
         : attribute == AZS_WIFI_CLIENT_CERTIFICATE ? net::WifiStation::Eap::client_certificate
                                                    : net::WifiStation::Eap::root_ca;
}

}  // namespace

std::optional<SysResult> WifiService::request(Task& task, std::uint32_t number,
                                              std::uint32_t argument) {
  const std::uint32_t low = number & 0xff;
  if (low < kFirstNumber || low > kLastNumber) return std::nullopt;
  if (const SysResult refused = require_capability(task, "WifiConfig", "the Wi-Fi configuration");
      refused != 0) {
    return refused;
  }
  const SysResult result = serve(task, number, argument);
  if (result == kNoAnswer) return std::nullopt;
  return result;
}

SysResult WifiService::serve(Task& task, std::uint32_t number, std::uint32_t argument) {
  switch (number) {
    case AZS_IOCTL_WIFI_ADD:
      return add(task, argument);
    case AZS_IOCTL_WIFI_DUPLICATE:
      return duplicate(task, argument);
    case AZS_IOCTL_WIFI_SET_OPTION:
      return set_option(task, argument);
    case AZS_IOCTL_WIFI_STORE:
      return store(task, argument);
    case AZS_IOCTL_WIFI_FORGET:
      return forget(task, argument);
    case AZS_IOCTL_WIFI_FORGET_ALL:
      wifi_.forget_all();
      return 0;
    case AZS_IOCTL_WIFI_POWER_SAVINGS: {
      // Accepted: the radio's power is not modelled, so nothing else changes.
      azs_flag flag{};
      return task.memory().get(argument, flag) ? 0 : -kEFAULT;
    }
    default:
      return look(task, number, argument);
  }
}

SysResult WifiService::look(Task& task, std::uint32_t number, std::uint32_t argument) {
  switch (number) {
    case AZS_IOCTL_WIFI_GET_OPTION:
      return get_option(task, argument);
    case AZS_IOCTL_WIFI_STORED_COUNT:
      return answer(task, argument, azs_number{static_cast<std::int32_t>(wifi_.networks().size())});
    case AZS_IOCTL_WIFI_STORED:
      return stored(task, argument);
    case AZS_IOCTL_WIFI_CONNECTION:
      return connection(task, argument);
    case AZS_IOCTL_WIFI_SCAN:
      return scan(task, argument, false);
    case AZS_IOCTL_WIFI_SCAN_RESULT:
      return scan(task, argument, true);
    case AZS_IOCTL_WIFI_SCANNED:
      return scanned(task, argument);
    case AZS_IOCTL_WIFI_FIND_NAME:
      return find_name(task, argument);
    case AZS_IOCTL_WIFI_DIAGNOSTICS:
      return diagnostics(task, argument);
    default:
      return kNoAnswer;
  }
}

SysResult WifiService::add(Task& task, std::uint32_t argument) {
  azs_number reply{};
  if (!task.memory().get(argument, reply)) return -kEFAULT;
  const auto id = wifi_.add();
  if (!id) return -kENOMEM;
  return answer(task, argument, azs_number{*id});
}

SysResult WifiService::duplicate(Task& task, std::uint32_t argument) {
  azs_wifi_duplicate request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const auto name = text_of(request.name);
  if (!name) return -kERANGE;
  int copy = 0;
  const SysResult result = result_of(wifi_.duplicate(request.id, *name, copy));
  if (result == -kENOSPC) return -kENOMEM;
  if (result != 0) return result;
  request.id = copy;
  return answer(task, argument, request);
}

SysResult WifiService::set_option(Task& task, std::uint32_t argument) {
  azs_wifi_option request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (request.length > AZS_WIFI_VALUE_SIZE) return -kERANGE;
  if (is_enterprise(request.attribute)) {
    const SysResult refused = require_capability(task, "EnterpriseWifiConfig", "EAP-TLS of Wi-Fi");
    if (refused != 0) return refused;
  }
  const std::string_view value = bytes_of(request.value, request.length);
  const bool byte = value.size() == 1;
  switch (request.attribute) {
    case AZS_WIFI_SSID:
      return result_of(wifi_.set_ssid(request.id, value));
    case AZS_WIFI_SECURITY:
      if (!byte) return -kEINVAL;
      return result_of(
          wifi_.set_security(request.id, static_cast<net::WifiSecurity>(request.value[0])));
    case AZS_WIFI_ENABLE:
      return byte ? result_of(wifi_.set_enabled(request.id, request.value[0] != 0)) : -kEINVAL;
    case AZS_WIFI_TARGETED_SCAN:
      return byte ? result_of(wifi_.set_targeted_scan(request.id, request.value[0] != 0))
                  : -kEINVAL;
    case AZS_WIFI_SAVE:
      return result_of(wifi_.persist());
    case AZS_WIFI_RELOAD:
      wifi_.reload();
      return 0;
    case AZS_WIFI_PSK:
      return result_of(wifi_.set_psk(request.id, value));
    case AZS_WIFI_CLIENT_IDENTITY:
    case AZS_WIFI_CLIENT_CERTIFICATE:
    case AZS_WIFI_ROOT_CA:
      return result_of(wifi_.set_eap(request.id, eap_of(request.attribute), value));
    case AZS_WIFI_CONFIG_NAME:
      return result_of(wifi_.set_config_name(request.id, value));
    default:
      return -kEINVAL;
  }
}

SysResult WifiService::get_option(Task& task, std::uint32_t argument) {
  azs_wifi_option request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (is_enterprise(request.attribute)) {
    const SysResult refused = require_capability(task, "EnterpriseWifiConfig", "EAP-TLS of Wi-Fi");
    if (refused != 0) return refused;
  }
  const net::StoredWifi* network = wifi_.network(request.id);
  if (network == nullptr) return -kENODEV;
  std::string value;
  switch (request.attribute) {
    case AZS_WIFI_SSID:
      value = network->ssid;
      break;
    case AZS_WIFI_SECURITY:
      value.push_back(static_cast<char>(network->security));
      break;
    case AZS_WIFI_ENABLE:
      value.push_back(network->enabled ? '\1' : '\0');
      break;
    case AZS_WIFI_TARGETED_SCAN:
      value.push_back(network->targeted_scan ? '\1' : '\0');
      break;
    case AZS_WIFI_CLIENT_IDENTITY:
      value = network->client_identity;
      break;
    case AZS_WIFI_CLIENT_CERTIFICATE:
      value = network->client_certificate;
      break;
    case AZS_WIFI_ROOT_CA:
      value = network->root_ca;
      break;
    case AZS_WIFI_CONFIG_NAME:
      value = network->config_name;
      break;
    default:
      return -kEINVAL;  // and a key never comes out
  }
  std::fill(std::begin(request.value), std::end(request.value), std::uint8_t{0});
  put_bytes(request.value, value);
  request.length = static_cast<std::uint32_t>(value.size());
  return answer(task, argument, request);
}

SysResult WifiService::store(Task& task, std::uint32_t argument) {
  azs_wifi_store request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (request.ssid_length > sizeof request.ssid || request.psk_length > sizeof request.psk) {
    return -kEINVAL;
  }
  const net::WifiResult result =
      wifi_.store(bytes_of(request.ssid, request.ssid_length),
                  request.psk_length == 0 ? net::WifiSecurity::open : net::WifiSecurity::wpa2_psk,
                  bytes_of(request.psk, request.psk_length));
  return result == net::WifiResult::too_long ? -kEINVAL : result_of(result);
}

SysResult WifiService::forget(Task& task, std::uint32_t argument) {
  azs_number id{};
  if (!task.memory().get(argument, id)) return -kEFAULT;
  return result_of(wifi_.forget(id.value));
}

SysResult WifiService::stored(Task& task, std::uint32_t argument) {
  azs_wifi_stored request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const auto all = wifi_.networks();
  const std::uint32_t index = request.index;
  if (index >= all.size()) return -kENOENT;
  const net::StoredWifi& network = all[index];
  request = {};
  request.index = index;
  request.id = network.id;
  put_bytes(request.ssid, network.ssid);
  request.ssid_length = static_cast<std::uint8_t>(network.ssid.size());
  request.security = static_cast<std::uint8_t>(network.security);
  request.is_enabled = network.enabled ? 1 : 0;
  request.is_connected = wifi_.connection() && wifi_.connection()->id == network.id ? 1 : 0;
  return answer(task, argument, request);
}

SysResult WifiService::connection(Task& task, std::uint32_t argument) {
  azs_wifi_connection reply{};
  if (!task.memory().get(argument, reply)) return -kEFAULT;
  const auto& connection = wifi_.connection();
  if (!connection) return -kENODATA;
  reply.id = connection->id;
  reply.access_point = describe(*connection->access_point);
  return answer(task, argument, reply);
}

SysResult WifiService::scan(Task& task, std::uint32_t argument, bool result) {
  azs_number reply{};
  if (!task.memory().get(argument, reply)) return -kEFAULT;
  if (!wifi_.up()) return -kENETDOWN;
  if (!result) return answer(task, argument, azs_number{kScanMilliseconds});
  scanned_.clear();
  for (const net::AirNetwork* network : wifi_.scan()) scanned_.push_back(*network);
  return answer(task, argument, azs_number{static_cast<std::int32_t>(scanned_.size())});
}

SysResult WifiService::scanned(Task& task, std::uint32_t argument) {
  azs_wifi_scanned request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (request.index >= scanned_.size()) return -kENOENT;
  request.access_point = describe(scanned_[request.index]);
  return answer(task, argument, request);
}

SysResult WifiService::find_name(Task& task, std::uint32_t argument) {
  azs_wifi_name request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const auto name = text_of(request.name);
  const auto id = name ? wifi_.find_by_name(*name) : std::nullopt;
  if (!id) return -kENODEV;
  request.id = *id;
  return answer(task, argument, request);
}

SysResult WifiService::diagnostics(Task& task, std::uint32_t argument) {
  azs_wifi_diagnostics request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  const net::StoredWifi* network = wifi_.network(request.id);
  const net::WifiDiagnostics* found = wifi_.diagnostics(request.id);
  if (network == nullptr || found == nullptr) return -kENODEV;
  const int id = request.id;
  request = {};
  request.id = id;
  request.seconds = kernel_.wall_clock().at(found->at).seconds;
  request.error = static_cast<std::int32_t>(found->failure);
  request.is_enabled = network->enabled ? 1 : 0;
  request.is_connected = wifi_.connection() && wifi_.connection()->id == id ? 1 : 0;
  return answer(task, argument, request);
}

}  // namespace armillary::os
