/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wi-Fi: the stored networks, the connection, scans. The rules stand in services.h. Every request
 * needs WifiConfig (EACCES), those about EAP-TLS EnterpriseWifiConfig as well. */
#ifndef ARMILLARY_GUEST_ABI_SERVICES_WIFI_H
#define ARMILLARY_GUEST_ABI_SERVICES_WIFI_H

#include "services.h"

#define AZS_SSID_SIZE 32 /* not terminated */
#define AZS_BSSID_SIZE 6
#define AZS_CONFIG_NAME_SIZE 17
#define AZS_WIFI_VALUE_SIZE 256

/* Attributes of a network: those of z__WifiConfig_SetNetworkOpt */
#define AZS_WIFI_SSID 0u
#define AZS_WIFI_SECURITY 1u
#define AZS_WIFI_ENABLE 2u
#define AZS_WIFI_SAVE 3u
#define AZS_WIFI_RELOAD 4u
#define AZS_WIFI_PSK 5u
#define AZS_WIFI_CLIENT_IDENTITY 6u
#define AZS_WIFI_CLIENT_CERTIFICATE 7u
#define AZS_WIFI_ROOT_CA 8u
#define AZS_WIFI_TARGETED_SCAN 11u
#define AZS_WIFI_CONFIG_NAME 12u

/* A network as an access point tells of it. */
struct azs_wifi_access_point {
  uint8_t ssid[AZS_SSID_SIZE];
  uint8_t bssid[AZS_BSSID_SIZE];
  uint8_t ssid_length;
  uint8_t security; /* WifiConfig_Security_Type */
  uint32_t frequency_mhz;
  int32_t rssi_dbm;
};

/* Request: index from 0. Answer: the access point and, of struct azs_wifi_stored, the network.
 * Errors: ENOENT past the last one. */
struct azs_wifi_scanned {
  uint32_t index;
  struct azs_wifi_access_point access_point;
};

struct azs_wifi_stored {
  uint32_t index;
  int32_t id;
  uint8_t ssid[AZS_SSID_SIZE];
  uint8_t ssid_length;
  uint8_t security;
  uint8_t is_enabled;
  uint8_t is_connected;
};

/* Answer: the connection. Errors: ENODATA not connected. */
struct azs_wifi_connection {
  int32_t id;
  struct azs_wifi_access_point access_point;
};

/* Request: id, attribute, length bytes of value. Numbers are little-endian, one byte for
 * AZS_WIFI_SECURITY and the switches. Save and Reload have id -1 and no value.
 * Errors: ENODEV no such network, ERANGE too long, EINVAL, EEXIST the name is taken, ENOTSUP. */
struct azs_wifi_option {
  int32_t id;
  uint32_t attribute;
  uint32_t length;
  uint8_t value[AZS_WIFI_VALUE_SIZE];
};

/* Request: ssid, psk (empty: an open network). Errors: EINVAL, EEXIST, ENOSPC. */
struct azs_wifi_store {
  uint8_t ssid[AZS_SSID_SIZE];
  uint32_t ssid_length;
  uint32_t psk_length;
  uint8_t psk[64];
};

/* Request: id and name. Answer: id of the copy. Errors: ENODEV, ERANGE, EINVAL, EEXIST, ENOSPC. */
struct azs_wifi_duplicate {
  int32_t id;
  char name[24];
};

/* Request: name. Answer: id. Errors: ENODEV. */
struct azs_wifi_name {
  int32_t id;
  char name[24];
};

/* Request: id. Answer: the rest. Errors: ENODEV no such network, or no failure of it. */
struct azs_wifi_diagnostics {
  int64_t seconds; /* the clock when it failed */
  int32_t id;
  int32_t error; /* of WifiConfig_NetworkDiagnostics */
  uint8_t is_enabled;
  uint8_t is_connected;
  uint8_t reserved[6];
};

#define AZS_IOCTL_WIFI_ADD AZS_IOCTL(0x40u, azs_number) /* id out; ENOMEM */
#define AZS_IOCTL_WIFI_DUPLICATE AZS_IOCTL(0x41u, azs_wifi_duplicate)
#define AZS_IOCTL_WIFI_SET_OPTION AZS_IOCTL(0x42u, azs_wifi_option)
#define AZS_IOCTL_WIFI_GET_OPTION AZS_IOCTL(0x43u, azs_wifi_option) /* length, value out */
#define AZS_IOCTL_WIFI_STORE AZS_IOCTL(0x44u, azs_wifi_store)
#define AZS_IOCTL_WIFI_FORGET AZS_IOCTL(0x45u, azs_number) /* id in; ENODEV */
#define AZS_IOCTL_WIFI_FORGET_ALL AZS_IOCTL(0x46u, azs_nothing)
#define AZS_IOCTL_WIFI_STORED_COUNT AZS_IOCTL(0x47u, azs_number)
#define AZS_IOCTL_WIFI_STORED AZS_IOCTL(0x48u, azs_wifi_stored)
#define AZS_IOCTL_WIFI_CONNECTION AZS_IOCTL(0x49u, azs_wifi_connection)
/* Starts a scan: milliseconds out, how long it takes. ENETDOWN the interface is off. */
#define AZS_IOCTL_WIFI_SCAN AZS_IOCTL(0x4Au, azs_number)
/* Ends it: count out. ENETDOWN the interface went off. */
#define AZS_IOCTL_WIFI_SCAN_RESULT AZS_IOCTL(0x4Bu, azs_number)
#define AZS_IOCTL_WIFI_SCANNED AZS_IOCTL(0x4Cu, azs_wifi_scanned)
#define AZS_IOCTL_WIFI_FIND_NAME AZS_IOCTL(0x4Du, azs_wifi_name)
#define AZS_IOCTL_WIFI_DIAGNOSTICS AZS_IOCTL(0x4Eu, azs_wifi_diagnostics)
#define AZS_IOCTL_WIFI_POWER_SAVINGS AZS_IOCTL(0x4Fu, azs_flag)

#endif /* ARMILLARY_GUEST_ABI_SERVICES_WIFI_H */
