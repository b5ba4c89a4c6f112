/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The contract between libapplibs (src/guest/applibs, which runs on the simulated A7) and the OS
 * personality (src/os, which runs on the host): one device node with ioctls.
 *
 * On the real device these calls travel over local sockets to networkd and to the application
 * manager. No public source describes those messages, so this node is our own. An app never sees
 * it: it calls the public applibs functions.
 *
 * Rules:
 *  - libapplibs opens AZS_SERVICES_PATH with O_RDWR | O_CLOEXEC. Any app may open it; what needs a
 *    capability of the manifest is refused by the single request, with EACCES.
 *  - A request is ioctl(fd, AZS_IOCTL_x, struct azs_x *). It returns 0, or -1 with errno as the
 *    comment at each structure says. A bad pointer is EFAULT. A number that is not served is
 * ENOTTY.
 *  - All fields are little-endian and of fixed width, and no structure has hidden padding, so that
 *    the layout is the same for the 32-bit guest and the 64-bit host. Reserved bytes are zero.
 *  - Text is terminated by a zero byte and padded with zeros. Text without an end is EINVAL.
 *
 * The header compiles as C11 and as C++20 and includes nothing but fixed-width types.
 */
#ifndef ARMILLARY_GUEST_ABI_SERVICES_H
#define ARMILLARY_GUEST_ABI_SERVICES_H

#ifdef __cplusplus
#include <cstdint>
#else
#include <assert.h>
#include <stdint.h>
#endif

#define AZS_SERVICES_PATH "/dev/azsphere-services"

#define AZS_INTERFACE_NAME_SIZE 16 /* IF_NAMESIZE: 15 characters and the end */
#define AZS_OS_VERSION_SIZE 16
#define AZS_SERVER_NAME_SIZE 256
#define AZS_HARDWARE_ADDRESS_SIZE 6

/* Networking_InterfaceMedium_Type */
#define AZS_MEDIUM_UNSPECIFIED 0u
#define AZS_MEDIUM_WIFI 1u
#define AZS_MEDIUM_ETHERNET 2u

/* Networking_IpType_Type */
#define AZS_IP_TYPE_DHCP_NONE 0u
#define AZS_IP_TYPE_DHCP_CLIENT 1u

/* Networking_InterfaceConnectionStatus bits */
#define AZS_STATUS_INTERFACE_UP 1u
#define AZS_STATUS_CONNECTED_TO_NETWORK 2u
#define AZS_STATUS_IP_AVAILABLE 4u
#define AZS_STATUS_CONNECTED_TO_INTERNET 8u

/* Attributes of struct azs_memory_info */
#define AZS_MEMORY_TOTAL 0u
#define AZS_MEMORY_USER_MODE 1u
#define AZS_MEMORY_PEAK_USER_MODE 2u

/* Answer: value is 0 or 1. Used by the yes/no requests below. Errors: EAGAIN while the service that
 * knows the answer has not started. */
struct azs_flag {
  uint32_t value;
};

/* Answer: how many interfaces exist; fixed until reboot. Errors: EAGAIN. */
struct azs_interface_count {
  uint32_t count;
};

/* Request: index from 0. Answer: the rest. Errors: ENOENT past the last one, EAGAIN. */
struct azs_interface {
  uint32_t index;
  char name[AZS_INTERFACE_NAME_SIZE];
  uint8_t is_enabled;
  uint8_t ip_configuration_type; /* AZS_IP_TYPE_x */
  uint8_t medium;                /* AZS_MEDIUM_x */
  uint8_t reserved;
};

/* Request: name. Answer: status, AZS_STATUS_x bits. Errors: ENOENT no such interface, EAGAIN. */
struct azs_interface_status {
  char name[AZS_INTERFACE_NAME_SIZE];
  uint32_t status;
};

/* Request: both. Errors: EACCES without NetworkConfig, ENOENT, EPERM not for this one, EAGAIN. */
struct azs_interface_state {
  char name[AZS_INTERFACE_NAME_SIZE];
  uint32_t is_enabled;
};

/* Request: name. Answer: address. Errors: ENOENT, EAGAIN. */
struct azs_hardware_address {
  char name[AZS_INTERFACE_NAME_SIZE];
  uint8_t address[AZS_HARDWARE_ADDRESS_SIZE];
  uint8_t reserved[2];
};

/* Answer: the server that set the clock last, and the clock before and after, in seconds since
 * 1970 (UTC). Errors: ENOENT never synchronised. */
struct azs_ntp_sync_info {
  int64_t seconds_before;
  int64_t seconds_after;
  char server[AZS_SERVER_NAME_SIZE];
};

/* Request: attribute, AZS_MEMORY_x. Answer: kib, the memory of the caller's app in KiB.
 * Errors: EINVAL unknown attribute, EAGAIN. */
struct azs_memory_info {
  uint32_t attribute;
  uint32_t kib;
};

/* Answer: the OS release that the simulator plays, such as "24.06". */
struct azs_os_version {
  char version[AZS_OS_VERSION_SIZE];
};

/* Linux' _IOWR('Z', n, struct), written out: direction 3 << 30, size << 16, 'Z' << 8, number. */
#define AZS_IOCTL_NETWORKING_READY 0xC0045A01u    /* struct azs_flag */
#define AZS_IOCTL_INTERFACE_COUNT 0xC0045A02u     /* struct azs_interface_count */
#define AZS_IOCTL_INTERFACE 0xC0185A03u           /* struct azs_interface */
#define AZS_IOCTL_INTERFACE_STATUS 0xC0145A04u    /* struct azs_interface_status */
#define AZS_IOCTL_SET_INTERFACE_STATE 0xC0145A05u /* struct azs_interface_state */
#define AZS_IOCTL_HARDWARE_ADDRESS 0xC0185A06u    /* struct azs_hardware_address */
#define AZS_IOCTL_TIME_SYNC_ENABLED 0xC0045A07u   /* struct azs_flag */
#define AZS_IOCTL_SET_TIME_SYNC                                                                  \
  0xC0045A08u                               /* struct azs_flag in; EACCES without TimeSyncConfig \
                                             */
#define AZS_IOCTL_LAST_NTP_SYNC 0xC1105A09u /* struct azs_ntp_sync_info */
#define AZS_IOCTL_DEVICE_AUTH_READY 0xC0045A20u /* struct azs_flag */
#define AZS_IOCTL_MEMORY_INFO 0xC0085A30u       /* struct azs_memory_info */
#define AZS_IOCTL_OS_VERSION 0xC0105A31u        /* struct azs_os_version */

/* The size that a request number carries: what the OS has to copy in and out. */
#define AZS_IOCTL_SIZE(number) (((number) >> 16) & 0x3FFFu)

static_assert(sizeof(struct azs_flag) == AZS_IOCTL_SIZE(AZS_IOCTL_NETWORKING_READY), "");
static_assert(sizeof(struct azs_interface_count) == AZS_IOCTL_SIZE(AZS_IOCTL_INTERFACE_COUNT), "");
static_assert(sizeof(struct azs_interface) == AZS_IOCTL_SIZE(AZS_IOCTL_INTERFACE), "");
static_assert(sizeof(struct azs_interface_status) == AZS_IOCTL_SIZE(AZS_IOCTL_INTERFACE_STATUS),
              "");
static_assert(sizeof(struct azs_interface_state) == AZS_IOCTL_SIZE(AZS_IOCTL_SET_INTERFACE_STATE),
              "");
static_assert(sizeof(struct azs_hardware_address) == AZS_IOCTL_SIZE(AZS_IOCTL_HARDWARE_ADDRESS),
              "");
static_assert(sizeof(struct azs_ntp_sync_info) == AZS_IOCTL_SIZE(AZS_IOCTL_LAST_NTP_SYNC), "");
static_assert(sizeof(struct azs_memory_info) == AZS_IOCTL_SIZE(AZS_IOCTL_MEMORY_INFO), "");
static_assert(sizeof(struct azs_os_version) == AZS_IOCTL_SIZE(AZS_IOCTL_OS_VERSION), "");

#endif /* ARMILLARY_GUEST_ABI_SERVICES_H */
