/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structures of wificonfig.h; include that. */
#ifndef APPLIBS_WIFICONFIG_STRUCTS_V1_H
#define APPLIBS_WIFICONFIG_STRUCTS_V1_H

#include <applibs/certstore_structs.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define WIFICONFIG_SSID_MAX_LENGTH 32
#define WIFICONFIG_WPA2_KEY_MAX_BUFFER_SIZE 64
#define WIFICONFIG_BSSID_BUFFER_SIZE 6
#define WIFICONFIG_CONFIG_NAME_MAX_LENGTH 16
#define WIFICONFIG_EAP_IDENTITY_MAX_LENGTH 254

typedef uint8_t WifiConfig_Security_Type;
typedef enum {
  WifiConfig_Security_Unknown = 0,
  WifiConfig_Security_Open = 1,
  WifiConfig_Security_Wpa2_Psk = 2,
  WifiConfig_Security_Wpa2_EAP_TLS = 3,
} WifiConfig_Security;

struct z__WifiConfig_ScannedNetwork_v1 {
  uint32_t z__magicAndVersion;
  uint8_t ssid[WIFICONFIG_SSID_MAX_LENGTH];
  uint8_t bssid[WIFICONFIG_BSSID_BUFFER_SIZE];
  uint8_t ssidLength;
  WifiConfig_Security_Type security;
  uint32_t frequencyMHz;
  int8_t signalRssi;
};

struct z__WifiConfig_StoredNetwork_v1 {
  uint32_t z__magicAndVersion;
  uint8_t ssid[WIFICONFIG_SSID_MAX_LENGTH];
  uint8_t ssidLength;
  bool isEnabled;
  bool isConnected;
  WifiConfig_Security_Type security;
};

struct z__WifiConfig_ConnectedNetwork_v1 {
  uint32_t z__magicAndVersion;
  uint8_t ssid[WIFICONFIG_SSID_MAX_LENGTH];
  uint8_t bssid[WIFICONFIG_BSSID_BUFFER_SIZE];
  uint8_t ssidLength;
  WifiConfig_Security_Type security;
  uint32_t frequencyMHz;
  int8_t signalRssi;
};

typedef struct WifiConfig_ClientIdentity {
  char identity[WIFICONFIG_EAP_IDENTITY_MAX_LENGTH + 1];
} WifiConfig_ClientIdentity;

typedef struct WifiConfig_NetworkDiagnostics {
  uint8_t isEnabled;
  uint8_t isConnected;
  int32_t error; /* 1 connection failed, 2 not found, 3 no key, 4 wrong key, 5 authentication
                    failed, 6 another security type, 7 to 10 not reported here */
  time_t timestamp;
  int32_t certError;
  int32_t certDepth;
  CertStore_SubjectName certSubject;
} WifiConfig_NetworkDiagnostics;

#endif /* APPLIBS_WIFICONFIG_STRUCTS_V1_H */
