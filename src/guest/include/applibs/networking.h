/* SPDX-License-Identifier: GPL-2.0-or-later */
/* State of the network interfaces and of time synchronisation. */
#ifndef APPLIBS_NETWORKING_H
#define APPLIBS_NETWORKING_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef NETWORKING_STRUCTS_VERSION
#define NETWORKING_STRUCTS_VERSION 1
#endif
#if NETWORKING_STRUCTS_VERSION != 1
#error "NETWORKING_STRUCTS_VERSION has one value here: 1."
#endif

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

typedef uint32_t Networking_InterfaceConnectionStatus;
enum {
  Networking_InterfaceConnectionStatus_InterfaceUp = 1 << 0,
  Networking_InterfaceConnectionStatus_ConnectedToNetwork = 1 << 1,
  Networking_InterfaceConnectionStatus_IpAvailable = 1 << 2,
  Networking_InterfaceConnectionStatus_ConnectedToInternet = 1 << 3,
};

#define z__NETWORKING_NETWORK_INTERFACE_MAGIC 0xfa9a0000u

struct z__Networking_NetworkInterface_Base {
  uint32_t z__magicAndVersion;
};

struct z__Networking_NetworkInterface_v1 {
  uint32_t z__magicAndVersion;
  bool isEnabled;
  char interfaceName[IF_NAMESIZE];
  uint32_t reserved;
  Networking_IpType_Type ipConfigurationType;
  Networking_InterfaceMedium_Type interfaceMediumType;
};

typedef struct z__Networking_NetworkInterface_v1 Networking_NetworkInterface;

#define HARDWARE_ADDRESS_LENGTH 6

typedef struct Networking_Interface_HardwareAddress {
  uint8_t address[HARDWARE_ADDRESS_LENGTH];
} Networking_Interface_HardwareAddress;

/* True when an interface is up, connected, has an address, and the time is synchronised. Returns 0,
 * or -1 with errno EFAULT. */
int Networking_IsNetworkingReady(bool* outIsNetworkingReady);

/* How many interfaces exist; fixed until reboot. Returns -1 with errno: EAGAIN not ready yet. */
ssize_t Networking_GetInterfaceCount(void);

/* Exported for the inline function below; apps call that. */
ssize_t z__Networking_GetInterfaces(
    struct z__Networking_NetworkInterface_Base* outNetworkInterfacesArray,
    size_t networkInterfacesArrayCount, uint32_t networkInterfaceStructVersion);

/* Fills the array and returns how many entries it filled, or -1 with errno: EFAULT; ERANGE the
 * array has no entries; EAGAIN. */
static inline ssize_t Networking_GetInterfaces(
    Networking_NetworkInterface* outNetworkInterfacesArray, size_t networkInterfacesArrayCount) {
  return z__Networking_GetInterfaces(
      (struct z__Networking_NetworkInterface_Base*)outNetworkInterfacesArray,
      networkInterfacesArrayCount, NETWORKING_STRUCTS_VERSION);
}

/* Status bits of one interface. Returns 0, or -1 with errno: EFAULT; ENOENT; EAGAIN. */
int Networking_GetInterfaceConnectionStatus(const char* networkInterfaceName,
                                            Networking_InterfaceConnectionStatus* outStatus);

/* Needs "NetworkConfig". Returns 0, or -1 with errno: EACCES; EFAULT; ENOENT; EPERM; EAGAIN. */
int Networking_SetInterfaceState(const char* networkInterfaceName, bool isEnabled);

/* Needs "TimeSyncConfig". Returns 0, or -1 with errno: EACCES; EAGAIN. */
int Networking_TimeSync_SetEnabled(bool enabled);

/* Returns 0, or -1 with errno: EFAULT; EAGAIN. */
int Networking_TimeSync_GetEnabled(bool* outIsEnabled);

/* The server that set the clock last, and the times (UTC) before and after. serverLength: in the
 * buffer's size, out the length that is needed with the terminating zero. Returns 0, or -1 with
 * errno: EFAULT; ENOENT never synchronised; ENOBUFS the buffer is too small. */
int Networking_TimeSync_GetLastNtpSyncInfo(char* outServer, size_t* serverLength,
                                           struct tm* outTimeBefore, struct tm* outTimeAfter);

/* Exported for the inline function below; apps call that. */
enum { z__Networking_InterfaceOpt_HardwareAddress = 1 };
int z__Networking_GetInterfaceOpt(const char* networkInterfaceName, uint8_t attribute,
                                  void* outBuffer, size_t bufferSize);

/* Returns 0, or -1 with errno: EFAULT; ENOENT; EAGAIN. */
static inline int Networking_GetHardwareAddress(const char* networkInterfaceName,
                                                Networking_Interface_HardwareAddress* outAddress) {
  return z__Networking_GetInterfaceOpt(networkInterfaceName,
                                       z__Networking_InterfaceOpt_HardwareAddress, outAddress,
                                       sizeof(*outAddress));
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_NETWORKING_H */
