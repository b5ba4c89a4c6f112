/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/wificonfig.h>
#include <string.h>
#include <time.h>

#include "abi/services_wifi.h"
#include "internal.h"

static_assert(WIFICONFIG_SSID_MAX_LENGTH == AZS_SSID_SIZE, "");
static_assert(WIFICONFIG_WPA2_KEY_MAX_BUFFER_SIZE == sizeof(((struct azs_wifi_store*)0)->psk), "");

static int get_number(unsigned int request) {
  struct azs_number number = {0};
  return services_call(request, &number) < 0 ? -1 : number.value;
}

static int store(const uint8_t* ssid, size_t ssid_length, const char* psk, size_t psk_length) {
  struct azs_wifi_store request = {.ssid_length = ssid_length, .psk_length = psk_length};
  if (ssid == NULL) {
    return fail(EFAULT);
  }
  if (ssid_length > sizeof(request.ssid) || psk_length > sizeof(request.psk)) {
    return fail(EINVAL);
  }
  memcpy(request.ssid, ssid, ssid_length);
  if (psk_length > 0) {
    memcpy(request.psk, psk, psk_length);
  }
  return services_call(AZS_IOCTL_WIFI_STORE, &request);
}

EXPORT int WifiConfig_StoreOpenNetwork(const uint8_t* ssid, size_t ssidLength) {
  return store(ssid, ssidLength, NULL, 0);
}

EXPORT int WifiConfig_StoreWpa2Network(const uint8_t* ssid, size_t ssidLength, const char* wpa2Key,
                                       size_t wpa2KeyLength) {
  if (wpa2Key == NULL) {
    return fail(EFAULT);
  }
  return wpa2KeyLength == 0 ? fail(EINVAL) : store(ssid, ssidLength, wpa2Key, wpa2KeyLength);
}

EXPORT int WifiConfig_ForgetNetworkById(int networkId) {
  struct azs_number id = {.value = networkId};
  return services_call(AZS_IOCTL_WIFI_FORGET, &id);
}

EXPORT int WifiConfig_ForgetAllNetworks(void) {
  struct azs_nothing nothing = {0};
  return services_call(AZS_IOCTL_WIFI_FORGET_ALL, &nothing);
}

EXPORT int WifiConfig_AddNetwork(void) { return get_number(AZS_IOCTL_WIFI_ADD); }

EXPORT int WifiConfig_AddDuplicateNetwork(int networkId, const char* configName) {
  struct azs_wifi_duplicate request = {.id = networkId};
  if (configName == NULL) {
    return fail(EFAULT);
  }
  size_t length = strlen(configName);
  if (length > WIFICONFIG_CONFIG_NAME_MAX_LENGTH) {
    return fail(ERANGE);
  }
  memcpy(request.name, configName, length);
  return services_call(AZS_IOCTL_WIFI_DUPLICATE, &request) < 0 ? -1 : request.id;
}

EXPORT ssize_t WifiConfig_GetStoredNetworkCount(void) {
  return get_number(AZS_IOCTL_WIFI_STORED_COUNT);
}

EXPORT int WifiConfig_GetConnectedNetworkId(void) {
  struct azs_wifi_connection reply = {0};
  if (services_call(AZS_IOCTL_WIFI_CONNECTION, &reply) < 0) {
    return errno == ENODATA ? fail(ENOTCONN) : -1;
  }
  return reply.id;
}

EXPORT int WifiConfig_GetNetworkIdByConfigName(const char* configName) {
  struct azs_wifi_name request = {0};
  if (configName == NULL) {
    return fail(EFAULT);
  }
  size_t length = strlen(configName);
  if (length > WIFICONFIG_CONFIG_NAME_MAX_LENGTH) {
    return fail(ENODEV);
  }
  memcpy(request.name, configName, length);
  return services_call(AZS_IOCTL_WIFI_FIND_NAME, &request) < 0 ? -1 : request.id;
}

EXPORT ssize_t WifiConfig_TriggerScanAndGetScannedNetworkCount(void) {
  int milliseconds = get_number(AZS_IOCTL_WIFI_SCAN);
  if (milliseconds < 0) {
    return -1;
  }
  struct timespec left = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
  while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) {
  }
  return get_number(AZS_IOCTL_WIFI_SCAN_RESULT);
}

EXPORT int WifiConfig_SetPowerSavingsEnabled(bool enabled) {
  struct azs_flag flag = {.value = enabled ? 1 : 0};
  return services_call(AZS_IOCTL_WIFI_POWER_SAVINGS, &flag);
}

EXPORT int z__WifiConfig_ForgetNetwork(
    const struct z__WifiConfig_StoredNetwork_Base* storedNetwork) {
  if (storedNetwork == NULL) {
    return fail(EFAULT);
  }
  const struct z__WifiConfig_StoredNetwork_v1* wanted =
      (const struct z__WifiConfig_StoredNetwork_v1*)(const void*)storedNetwork;
  if (wanted->z__magicAndVersion != (z__WIFICONFIG_STORED_NETWORK_STRUCT_MAGIC | 1u) ||
      wanted->ssidLength > sizeof(wanted->ssid)) {
    return fail(EINVAL);
  }
  for (uint32_t i = 0;; i++) {
    struct azs_wifi_stored request = {.index = i};
    if (services_call(AZS_IOCTL_WIFI_STORED, &request) < 0) {
      return -1; /* ENOENT past the last one */
    }
    if (request.security == wanted->security && request.ssid_length == wanted->ssidLength &&
        memcmp(request.ssid, wanted->ssid, request.ssid_length) == 0) {
      return WifiConfig_ForgetNetworkById(request.id);
    }
  }
}

EXPORT ssize_t z__WifiConfig_GetStoredNetworks(
    struct z__WifiConfig_StoredNetwork_Base* storedNetworkArray, size_t storedNetworkArrayCount,
    uint32_t storedNetworkStructVersion) {
  if (storedNetworkArray == NULL) {
    return fail(EFAULT);
  }
  if (storedNetworkArrayCount == 0) {
    return fail(ERANGE);
  }
  if (storedNetworkStructVersion != 1) {
    return fail(EINVAL);
  }
  struct z__WifiConfig_StoredNetwork_v1* out =
      (struct z__WifiConfig_StoredNetwork_v1*)(void*)storedNetworkArray;
  size_t count = 0;
  while (count < storedNetworkArrayCount) {
    struct azs_wifi_stored request = {.index = count};
    if (services_call(AZS_IOCTL_WIFI_STORED, &request) < 0) {
      if (errno == ENOENT) {
        break;
      }
      return -1;
    }
    struct z__WifiConfig_StoredNetwork_v1* network = &out[count++];
    memset(network, 0, sizeof(*network));
    network->z__magicAndVersion = z__WIFICONFIG_STORED_NETWORK_STRUCT_MAGIC | 1u;
    memcpy(network->ssid, request.ssid, sizeof(network->ssid));
    network->ssidLength = request.ssid_length;
    network->isEnabled = request.is_enabled != 0;
    network->isConnected = request.is_connected != 0;
    network->security = request.security;
  }
  return (ssize_t)count;
}

/* Scanned and connected networks have one layout. */
static void fill_network(struct z__WifiConfig_ScannedNetwork_v1* network, uint32_t magic,
                         const struct azs_wifi_access_point* from) {
  memset(network, 0, sizeof(*network));
  network->z__magicAndVersion = magic | 1u;
  memcpy(network->ssid, from->ssid, sizeof(network->ssid));
  memcpy(network->bssid, from->bssid, sizeof(network->bssid));
  network->ssidLength = from->ssid_length;
  network->security = from->security;
  network->frequencyMHz = from->frequency_mhz;
  network->signalRssi = (int8_t)from->rssi_dbm;
}

EXPORT int z__WifiConfig_GetCurrentNetwork(
    struct z__WifiConfig_ConnectedNetwork_Base* connectedNetwork,
    uint32_t connectedNetworkStructVersion) {
  if (connectedNetwork == NULL) {
    return fail(EFAULT);
  }
  if (connectedNetworkStructVersion != 1) {
    return fail(EINVAL);
  }
  struct azs_wifi_connection reply = {0};
  if (services_call(AZS_IOCTL_WIFI_CONNECTION, &reply) < 0) {
    return -1;
  }
  fill_network((struct z__WifiConfig_ScannedNetwork_v1*)(void*)connectedNetwork,
               z__WIFICONFIG_CONNECTED_NETWORK_STRUCT_MAGIC, &reply.access_point);
  return 0;
}

EXPORT ssize_t z__WifiConfig_GetScannedNetworks(
    struct z__WifiConfig_ScannedNetwork_Base* scannedNetworkArray, size_t scannedNetworkArrayCount,
    uint32_t scannedNetworkStructVersion) {
  if (scannedNetworkArray == NULL) {
    return fail(EFAULT);
  }
  if (scannedNetworkArrayCount == 0) {
    return fail(ERANGE);
  }
  if (scannedNetworkStructVersion != 1) {
    return fail(EINVAL);
  }
  struct z__WifiConfig_ScannedNetwork_v1* out =
      (struct z__WifiConfig_ScannedNetwork_v1*)(void*)scannedNetworkArray;
  size_t count = 0;
  while (count < scannedNetworkArrayCount) {
    struct azs_wifi_scanned request = {.index = count};
    if (services_call(AZS_IOCTL_WIFI_SCANNED, &request) < 0) {
      if (errno == ENOENT) {
        break;
      }
      return -1;
    }
    fill_network(&out[count++], z__WIFICONFIG_SCANNED_NETWORK_STRUCT_MAGIC, &request.access_point);
  }
  return (ssize_t)count;
}

static bool has_value(z__WifiConfig_Attribute attribute) {
  return attribute != z__WifiConfig_Attribute_Save && attribute != z__WifiConfig_Attribute_Reload;
}

static bool is_text(z__WifiConfig_Attribute attribute) {
  return attribute == z__WifiConfig_Attribute_Client_Identity ||
         attribute == z__WifiConfig_Attribute_Client_CertStore_Identifier ||
         attribute == z__WifiConfig_Attribute_RootCA_CertStore_Identifier ||
         attribute == z__WifiConfig_Attribute_Config_Name;
}

EXPORT int z__WifiConfig_SetNetworkOpt(int networkId, z__WifiConfig_Attribute networkAttribute,
                                       const void* attributeValue, size_t attributeLength) {
  struct azs_wifi_option request = {.id = networkId, .attribute = networkAttribute};
  if (has_value(networkAttribute)) {
    if (attributeValue == NULL) {
      return fail(EFAULT);
    }
    if (attributeLength == 0 && is_text(networkAttribute)) {
      attributeLength = strlen(attributeValue);
    }
    if (attributeLength > sizeof(request.value)) {
      return fail(ERANGE);
    }
    memcpy(request.value, attributeValue, attributeLength);
    request.length = attributeLength;
  }
  return services_call(AZS_IOCTL_WIFI_SET_OPTION, &request);
}

/* WifiConfig_NetworkDiagnostics as apps have it that were built with a time_t of 32 bits. */
struct diagnostics32 {
  uint8_t is_enabled;
  uint8_t is_connected;
  int32_t error;
  int32_t timestamp;
  int32_t certificate_error;
  int32_t certificate_depth;
  CertStore_SubjectName certificate_subject;
};

static ssize_t get_diagnostics(int id, bool wide, void* buffer, size_t capacity) {
  const size_t size = wide ? sizeof(WifiConfig_NetworkDiagnostics) : sizeof(struct diagnostics32);
  struct azs_wifi_diagnostics reply = {.id = id};
  if (services_call(AZS_IOCTL_WIFI_DIAGNOSTICS, &reply) < 0) {
    return -1;
  }
  if (buffer == NULL) {
    return (ssize_t)size;
  }
  if (capacity < size) {
    return fail(ERANGE);
  }
  const WifiConfig_NetworkDiagnostics now = {.isEnabled = reply.is_enabled,
                                             .isConnected = reply.is_connected,
                                             .error = reply.error,
                                             .timestamp = (time_t)reply.seconds};
  const struct diagnostics32 then = {.is_enabled = reply.is_enabled,
                                     .is_connected = reply.is_connected,
                                     .error = reply.error,
                                     .timestamp = (int32_t)reply.seconds};
  memcpy(buffer, wide ? (const void*)&now : (const void*)&then, size);
  return (ssize_t)size;
}

EXPORT ssize_t z__WifiConfig_GetNetworkOpt(int networkId, z__WifiConfig_Attribute networkAttribute,
                                           void* buffer, size_t capacity) {
  if (buffer == NULL && capacity != 0) {
    return fail(EFAULT);
  }
  if (networkAttribute == z__WifiConfig_Attribute_Network_Diagnostics32 ||
      networkAttribute == z__WifiConfig_Attribute_Network_Diagnostics64) {
    return get_diagnostics(networkId,
                           networkAttribute == z__WifiConfig_Attribute_Network_Diagnostics64,
                           buffer, capacity);
  }
  struct azs_wifi_option request = {.id = networkId, .attribute = networkAttribute};
  if (services_call(AZS_IOCTL_WIFI_GET_OPTION, &request) < 0) {
    return -1;
  }
  /* Texts come with their end. */
  const size_t size = request.length + (is_text(networkAttribute) ? 1 : 0);
  if (buffer == NULL) {
    return (ssize_t)size;
  }
  if (size > capacity || size > sizeof(request.value)) {
    return fail(ERANGE);
  }
  memcpy(buffer, request.value, size);
  return (ssize_t)size;
}
