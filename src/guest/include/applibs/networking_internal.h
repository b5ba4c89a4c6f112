/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of networking.h that is compiled into the app: functions over versioned structures call
 * exported ones that are told the version. Include networking.h. */
#ifndef APPLIBS_NETWORKING_INTERNAL_H
#define APPLIBS_NETWORKING_INTERNAL_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define z__NETWORKING_NETWORK_INTERFACE_STRUCT_MAGIC 0xfa9a0000u

struct z__Networking_NetworkInterface_Base {
  uint32_t z__magicAndVersion;
};

typedef uint8_t z__Networking_Attribute;
enum {
  z__Networking_Attribute_Unknown = 0,
  z__Networking_Attribute_Hardware_Address = 1,
};

ssize_t z__Networking_GetInterfaces(
    struct z__Networking_NetworkInterface_Base* outNetworkInterfacesArray,
    size_t networkInterfacesArrayCount, uint32_t networkInterfaceStructVersion);

/* Returns 0, or -1 with errno. */
int z__Networking_SetInterfaceOpt(const char* networkInterfaceName,
                                  z__Networking_Attribute attribute, const void* value,
                                  size_t valueLength);

/* Returns how many bytes the value has, which are copied unless buffer is NULL and capacity 0; or
 * -1 with errno: EFAULT; ENOENT; ERANGE capacity is too small; EINVAL attribute. */
ssize_t z__Networking_GetInterfaceOpt(const char* networkInterfaceName,
                                      z__Networking_Attribute attribute, void* buffer,
                                      size_t capacity);

/* Fills the array and returns how many entries it filled, or -1 with errno: EFAULT; ERANGE the
 * array has no entries; EAGAIN. */
static inline ssize_t Networking_GetInterfaces(
    Networking_NetworkInterface* outNetworkInterfacesArray, size_t networkInterfacesArrayCount) {
  return z__Networking_GetInterfaces(
      (struct z__Networking_NetworkInterface_Base*)outNetworkInterfacesArray,
      networkInterfacesArrayCount, NETWORKING_STRUCTS_VERSION);
}

/* Needs "HardwareAddressConfig"; kept over reboots. Returns 0, or -1 with errno: EACCES; EFAULT;
 * ENOENT; EPERM not an Ethernet; ERANGE not HARDWARE_ADDRESS_LENGTH bytes; EINVAL zero or a group
 * address. */
static inline int Networking_SetHardwareAddress(const char* networkInterfaceName,
                                                const uint8_t* hardwareAddress,
                                                size_t hardwareAddressLength) {
  return z__Networking_SetInterfaceOpt(networkInterfaceName,
                                       z__Networking_Attribute_Hardware_Address, hardwareAddress,
                                       hardwareAddressLength);
}

/* Returns 0, or -1 with errno: EFAULT; ENOENT; EAGAIN. */
static inline int Networking_GetHardwareAddress(const char* networkInterfaceName,
                                                Networking_Interface_HardwareAddress* outAddress) {
  if (outAddress == NULL || networkInterfaceName == NULL) {
    errno = EFAULT;
    return -1;
  }
  const ssize_t got =
      z__Networking_GetInterfaceOpt(networkInterfaceName, z__Networking_Attribute_Hardware_Address,
                                    outAddress->address, sizeof(outAddress->address));
  return got == (ssize_t)sizeof(outAddress->address) ? 0 : -1;
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_NETWORKING_INTERNAL_H */
