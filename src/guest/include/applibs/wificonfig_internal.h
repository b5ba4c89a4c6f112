/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of wificonfig.h that is compiled into the app; include that. */
#ifndef APPLIBS_WIFICONFIG_INTERNAL_H
#define APPLIBS_WIFICONFIG_INTERNAL_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define z__WIFICONFIG_STORED_NETWORK_STRUCT_MAGIC 0xb22e0000u
#define z__WIFICONFIG_CONNECTED_NETWORK_STRUCT_MAGIC 0x09ef0000u
#define z__WIFICONFIG_SCANNED_NETWORK_STRUCT_MAGIC 0x7eb10000u

struct z__WifiConfig_StoredNetwork_Base {
  uint32_t z__magicAndVersion;
};
struct z__WifiConfig_ConnectedNetwork_Base {
  uint32_t z__magicAndVersion;
};
struct z__WifiConfig_ScannedNetwork_Base {
  uint32_t z__magicAndVersion;
};

typedef uint32_t z__WifiConfig_Attribute;
enum {
  z__WifiConfig_Attribute_SSID = 0,
  z__WifiConfig_Attribute_Security_Type = 1,
  z__WifiConfig_Attribute_Enable = 2,
  z__WifiConfig_Attribute_Save = 3,
  z__WifiConfig_Attribute_Reload = 4,
  z__WifiConfig_Attribute_Preshared_Key = 5,
  z__WifiConfig_Attribute_Client_Identity = 6,
  z__WifiConfig_Attribute_Client_CertStore_Identifier = 7,
  z__WifiConfig_Attribute_RootCA_CertStore_Identifier = 8,
  z__WifiConfig_Attribute_Targeted_Scan = 11,
  z__WifiConfig_Attribute_Config_Name = 12,
  z__WifiConfig_Attribute_Network_Diagnostics32 = 22, /* with a time_t of 32 bits */
  z__WifiConfig_Attribute_Network_Diagnostics64 = 23,
};

int z__WifiConfig_ForgetNetwork(const struct z__WifiConfig_StoredNetwork_Base* storedNetwork);
ssize_t z__WifiConfig_GetStoredNetworks(struct z__WifiConfig_StoredNetwork_Base* storedNetworkArray,
                                        size_t storedNetworkArrayCount,
                                        uint32_t storedNetworkStructVersion);
int z__WifiConfig_GetCurrentNetwork(struct z__WifiConfig_ConnectedNetwork_Base* connectedNetwork,
                                    uint32_t connectedNetworkStructVersion);
ssize_t z__WifiConfig_GetScannedNetworks(
    struct z__WifiConfig_ScannedNetwork_Base* scannedNetworkArray, size_t scannedNetworkArrayCount,
    uint32_t scannedNetworkStructVersion);
/* A length of 0 means text with an end. */
int z__WifiConfig_SetNetworkOpt(int networkId, z__WifiConfig_Attribute networkAttribute,
                                const void* attributeValue, size_t attributeLength);
/* How many bytes the value has, which are copied unless buffer is NULL and capacity 0. */
ssize_t z__WifiConfig_GetNetworkOpt(int networkId, z__WifiConfig_Attribute networkAttribute,
                                    void* buffer, size_t capacity);

/* errno: EFAULT; ENOENT no stored network has this SSID and security type; EINVAL. */
static inline int WifiConfig_ForgetNetwork(const WifiConfig_StoredNetwork* storedNetwork) {
  return z__WifiConfig_ForgetNetwork((const struct z__WifiConfig_StoredNetwork_Base*)storedNetwork);
}

/* Fill the array and return how many entries they filled. errno: EFAULT; ERANGE no entries. */
static inline ssize_t WifiConfig_GetStoredNetworks(WifiConfig_StoredNetwork* storedNetworkArray,
                                                   size_t storedNetworkArrayCount) {
  return z__WifiConfig_GetStoredNetworks(
      (struct z__WifiConfig_StoredNetwork_Base*)storedNetworkArray, storedNetworkArrayCount,
      WIFICONFIG_STRUCTS_VERSION);
}
static inline ssize_t WifiConfig_GetScannedNetworks(WifiConfig_ScannedNetwork* scannedNetworkArray,
                                                    size_t scannedNetworkArrayCount) {
  return z__WifiConfig_GetScannedNetworks(
      (struct z__WifiConfig_ScannedNetwork_Base*)scannedNetworkArray, scannedNetworkArrayCount,
      WIFICONFIG_STRUCTS_VERSION);
}

/* errno: EFAULT; ENODATA not connected. */
static inline int WifiConfig_GetCurrentNetwork(WifiConfig_ConnectedNetwork* connectedNetwork) {
  return z__WifiConfig_GetCurrentNetwork(
      (struct z__WifiConfig_ConnectedNetwork_Base*)connectedNetwork, WIFICONFIG_STRUCTS_VERSION);
}

/* The setters take effect at once and last until a reload or reboot, unless the configuration is
 * persisted. errno: EFAULT; ERANGE too long; EINVAL; ENODEV; EEXIST another has the name. */
static inline int WifiConfig_SetSSID(int networkId, const uint8_t* ssid, size_t ssidLength) {
  return z__WifiConfig_SetNetworkOpt(networkId, z__WifiConfig_Attribute_SSID, ssid, ssidLength);
}
static inline int WifiConfig_SetSecurityType(int networkId, WifiConfig_Security_Type securityType) {
  return z__WifiConfig_SetNetworkOpt(networkId, z__WifiConfig_Attribute_Security_Type,
                                     &securityType, sizeof(securityType));
}
static inline int WifiConfig_SetNetworkEnabled(int networkId, bool enabled) {
  return z__WifiConfig_SetNetworkOpt(networkId, z__WifiConfig_Attribute_Enable, &enabled,
                                     sizeof(enabled));
}
static inline int WifiConfig_SetPSK(int networkId, const char* psk, size_t pskLength) {
  return z__WifiConfig_SetNetworkOpt(networkId, z__WifiConfig_Attribute_Preshared_Key, psk,
                                     pskLength);
}
static inline int WifiConfig_SetTargetedScanEnabled(int networkId, bool enabled) {
  return z__WifiConfig_SetNetworkOpt(networkId, z__WifiConfig_Attribute_Targeted_Scan, &enabled,
                                     sizeof(enabled));
}
static inline int WifiConfig_SetConfigName(int networkId, const char* configName) {
  return z__WifiConfig_SetNetworkOpt(networkId, z__WifiConfig_Attribute_Config_Name, configName, 0);
}
static inline int WifiConfig_SetClientIdentity(int networkId, const char* identity) {
  return z__WifiConfig_SetNetworkOpt(networkId, z__WifiConfig_Attribute_Client_Identity, identity,
                                     0);
}
static inline int WifiConfig_SetClientCertStoreIdentifier(int networkId,
                                                          const char* certStoreIdentifier) {
  return z__WifiConfig_SetNetworkOpt(networkId, z__WifiConfig_Attribute_Client_CertStore_Identifier,
                                     certStoreIdentifier, 0);
}
static inline int WifiConfig_SetRootCACertStoreIdentifier(int networkId,
                                                          const char* certStoreIdentifier) {
  return z__WifiConfig_SetNetworkOpt(networkId, z__WifiConfig_Attribute_RootCA_CertStore_Identifier,
                                     certStoreIdentifier, 0);
}

/* What is in use is kept over reboots. errno: EINVAL a network has no SSID. */
static inline int WifiConfig_PersistConfig(void) {
  return z__WifiConfig_SetNetworkOpt(-1, z__WifiConfig_Attribute_Save, NULL, 0);
}
/* What is kept is in use again; disconnects and connects. */
static inline int WifiConfig_ReloadConfig(void) {
  return z__WifiConfig_SetNetworkOpt(-1, z__WifiConfig_Attribute_Reload, NULL, 0);
}

/* errno: EFAULT; ENODEV no such network, or no failure of it. */
static inline int WifiConfig_GetNetworkDiagnostics(
    int networkId, WifiConfig_NetworkDiagnostics* networkDiagnostics) {
  if (networkDiagnostics == NULL) {
    errno = EFAULT;
    return -1;
  }
  return z__WifiConfig_GetNetworkOpt(networkId, z__WifiConfig_Attribute_Network_Diagnostics64,
                                     networkDiagnostics, sizeof(*networkDiagnostics)) < 0
             ? -1
             : 0;
}

static inline int z__WifiConfig_GetText(int networkId, z__WifiConfig_Attribute attribute,
                                        char* buffer, size_t capacity) {
  return z__WifiConfig_GetNetworkOpt(networkId, attribute, buffer, capacity) < 0 ? -1 : 0;
}

/* errno: EFAULT; ENODEV. */
static inline int WifiConfig_GetClientIdentity(int networkId,
                                               WifiConfig_ClientIdentity* outIdentity) {
  if (outIdentity == NULL) {
    errno = EFAULT;
    return -1;
  }
  return z__WifiConfig_GetText(networkId, z__WifiConfig_Attribute_Client_Identity,
                               outIdentity->identity, sizeof(outIdentity->identity));
}
static inline int WifiConfig_GetClientCertStoreIdentifier(int networkId,
                                                          CertStore_Identifier* outIdentifier) {
  if (outIdentifier == NULL) {
    errno = EFAULT;
    return -1;
  }
  return z__WifiConfig_GetText(networkId, z__WifiConfig_Attribute_Client_CertStore_Identifier,
                               outIdentifier->identifier, sizeof(outIdentifier->identifier));
}
static inline int WifiConfig_GetRootCACertStoreIdentifier(int networkId,
                                                          CertStore_Identifier* outIdentifier) {
  if (outIdentifier == NULL) {
    errno = EFAULT;
    return -1;
  }
  return z__WifiConfig_GetText(networkId, z__WifiConfig_Attribute_RootCA_CertStore_Identifier,
                               outIdentifier->identifier, sizeof(outIdentifier->identifier));
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_WIFICONFIG_INTERNAL_H */
