/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wi-Fi networks: what is stored, what is in reach, what is connected. Every function needs
 * "WifiConfig" (errno EACCES), those about EAP-TLS "EnterpriseWifiConfig" as well. A function that
 * returns int gives 0, or -1 with errno; ENODEV means that no stored network has the id. */
#ifndef APPLIBS_WIFICONFIG_H
#define APPLIBS_WIFICONFIG_H

#include <applibs/applibs_internal_api_traits.h>
#include <applibs/wificonfig_structs_v1.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifndef WIFICONFIG_STRUCTS_VERSION
#define WIFICONFIG_STRUCTS_VERSION 1
#endif
#if WIFICONFIG_STRUCTS_VERSION == 1
typedef struct z__WifiConfig_StoredNetwork_v1 WifiConfig_StoredNetwork;
typedef struct z__WifiConfig_ConnectedNetwork_v1 WifiConfig_ConnectedNetwork;
typedef struct z__WifiConfig_ScannedNetwork_v1 WifiConfig_ScannedNetwork;
#else
#error "WIFICONFIG_STRUCTS_VERSION has one value here: 1."
#endif

#include <applibs/wificonfig_internal.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Stores an enabled network at once. errno: EFAULT; EINVAL; EEXIST; ENOSPC. */
int WifiConfig_StoreOpenNetwork(const uint8_t* ssid, size_t ssidLength);
int WifiConfig_StoreWpa2Network(const uint8_t* ssid, size_t ssidLength, const char* wpa2Key,
                                size_t wpa2KeyLength);

/* Gone at once, also from what is kept over reboots. errno: ENODEV. */
int WifiConfig_ForgetNetworkById(int networkId);
int WifiConfig_ForgetAllNetworks(void);

/* A disabled network without anything: its id, or -1 with errno: ENOMEM. */
int WifiConfig_AddNetwork(void);
/* A disabled copy: its id, or -1 with errno: EFAULT; ERANGE the name is too long; EINVAL it is
 * empty; ENODEV; EEXIST; ENOSPC. */
int WifiConfig_AddDuplicateNetwork(int networkId, const char* configName);

ssize_t WifiConfig_GetStoredNetworkCount(void);
/* errno: ENOTCONN. */
int WifiConfig_GetConnectedNetworkId(void);
/* errno: EFAULT; ENODEV. */
int WifiConfig_GetNetworkIdByConfigName(const char* configName);

/* Waits until the scan is over: two seconds. errno: ENETDOWN wlan0 is off. */
ssize_t WifiConfig_TriggerScanAndGetScannedNetworkCount(void);

/* Accepted; the power of the radio is not modelled. */
int WifiConfig_SetPowerSavingsEnabled(bool enabled);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_WIFICONFIG_H */
