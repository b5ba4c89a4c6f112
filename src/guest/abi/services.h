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
 *    ENOTTY. Requests that change something have their capability first: EACCES comes before the
 *    other errors.
 *  - All fields are little-endian and of fixed width, and no structure has hidden padding, so that
 *    the layout is the same for the 32-bit guest and the 64-bit host. Reserved bytes are zero.
 *  - Text is terminated by a zero byte and padded with zeros. Text without an end is EINVAL.
 *
 *  - What is longer than a structure should be stands in the app's memory: address and length.
 *  - IPv4 addresses are four bytes in the order in which they are written.
 *
 * The headers compile as C11 and as C++20 and include nothing but fixed-width types. services.h has
 * what all share and what is asked of the app manager, services_network.h what networkd answers,
 * services_wifi.h the Wi-Fi, services_certstore.h the certificate store, services_system.h power
 * and system events.
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

/* Linux' _IOWR('Z', number, struct type): direction 3 << 30, size << 16, 'Z' << 8, number. */
#define AZS_IOCTL(number, type) (0xC0005A00u | (sizeof(struct type) << 16) | (number))

#define AZS_OS_VERSION_SIZE 16
#define AZS_TENANT_SIZE 64
#define AZS_DEVICE_ID_SIZE 132

/* Attributes of struct azs_memory_info */
#define AZS_MEMORY_TOTAL 0u
#define AZS_MEMORY_USER_MODE 1u
#define AZS_MEMORY_PEAK_USER_MODE 2u

/* Answer or request: value is 0 or 1. Used by the yes/no requests. Errors: EAGAIN while the service
 * that knows the answer has not started. */
struct azs_flag {
  uint32_t value;
};

/* A number, in or out, as the request says. */
struct azs_number {
  int32_t value;
};

/* No argument but the request itself. Reserved is zero. */
struct azs_nothing {
  uint32_t reserved;
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

/* Answer: the tenant of the caller's manifest ("DeviceAuthentication") and the id that the device
 * has in the cloud, the common name of its certificate. Errors: EACCES the manifest names no
 * tenant. */
struct azs_device_auth {
  char tenant[AZS_TENANT_SIZE];
  char device_id[AZS_DEVICE_ID_SIZE];
};

#define AZS_IOCTL_DEVICE_AUTH_READY AZS_IOCTL(0x20u, azs_flag)
#define AZS_IOCTL_DEVICE_AUTH AZS_IOCTL(0x21u, azs_device_auth)
#define AZS_IOCTL_MEMORY_INFO AZS_IOCTL(0x30u, azs_memory_info)
#define AZS_IOCTL_OS_VERSION AZS_IOCTL(0x31u, azs_os_version)

#endif /* ARMILLARY_GUEST_ABI_SERVICES_H */
