/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structures of networking.h; include that. */
#ifndef APPLIBS_NETWORKING_STRUCTS_V1_H
#define APPLIBS_NETWORKING_STRUCTS_V1_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

typedef uint8_t Networking_IpType_Type;
typedef enum {
  Networking_IpType_DhcpNone = 0,
  Networking_IpType_DhcpClient = 1,
} Networking_IpType;

typedef uint8_t Networking_InterfaceMedium_Type;
typedef enum {
  Networking_InterfaceMedium_Unspecified = 0,
  Networking_InterfaceMedium_Wifi = 1,
  Networking_InterfaceMedium_Ethernet = 2,
} Networking_InterfaceMedium;

struct z__Networking_NetworkInterface_v1 {
  uint32_t z__magicAndVersion;
  bool isEnabled;
  char interfaceName[IF_NAMESIZE];
  uint32_t reserved;
  Networking_IpType_Type ipConfigurationType;
  Networking_InterfaceMedium_Type interfaceMediumType;
};

#define HARDWARE_ADDRESS_LENGTH 6

typedef struct Networking_Interface_HardwareAddress {
  uint8_t address[HARDWARE_ADDRESS_LENGTH];
} Networking_Interface_HardwareAddress;

/* Configurations that the caller has and only the library looks into. */
typedef struct Networking_IpConfig {
  uint64_t reserved[5];
} Networking_IpConfig;
typedef struct Networking_SntpServerConfig {
  uint64_t reserved[3];
} Networking_SntpServerConfig;
typedef struct Networking_DhcpServerConfig {
  uint64_t reserved[8];
} Networking_DhcpServerConfig;
typedef struct Networking_ProxyConfig Networking_ProxyConfig;

#endif /* APPLIBS_NETWORKING_STRUCTS_V1_H */
