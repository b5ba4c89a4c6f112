/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/networking.h>
#include <errno.h>
#include <string.h>

#include "abi/services.h"
#include "internal.h"

static_assert(IF_NAMESIZE == AZS_INTERFACE_NAME_SIZE, "the name fits the API's structure");
static_assert(HARDWARE_ADDRESS_LENGTH == AZS_HARDWARE_ADDRESS_SIZE, "so does the address");

static int fail(int error) {
  errno = error;
  return -1;
}

static int get_flag(unsigned int request, bool* out) {
  if (out == NULL) {
    return fail(EFAULT);
  }
  struct azs_flag flag = {0};
  if (services_call(request, &flag) < 0) {
    return -1;
  }
  *out = flag.value != 0;
  return 0;
}

EXPORT int Networking_IsNetworkingReady(bool* outIsNetworkingReady) {
  return get_flag(AZS_IOCTL_NETWORKING_READY, outIsNetworkingReady);
}

EXPORT ssize_t Networking_GetInterfaceCount(void) {
  struct azs_interface_count request = {0};
  return services_call(AZS_IOCTL_INTERFACE_COUNT, &request) < 0 ? -1 : (ssize_t)request.count;
}

EXPORT ssize_t z__Networking_GetInterfaces(
    struct z__Networking_NetworkInterface_Base* outNetworkInterfacesArray,
    size_t networkInterfacesArrayCount, uint32_t networkInterfaceStructVersion) {
  if (outNetworkInterfacesArray == NULL) {
    return fail(EFAULT);
  }
  if (networkInterfacesArrayCount == 0) {
    return fail(ERANGE);
  }
  if (networkInterfaceStructVersion != 1) {
    return fail(EINVAL);
  }
  ssize_t count = Networking_GetInterfaceCount();
  if (count < 0) {
    return -1;
  }
  if ((size_t)count > networkInterfacesArrayCount) {
    count = (ssize_t)networkInterfacesArrayCount;
  }
  struct z__Networking_NetworkInterface_v1* out =
      (struct z__Networking_NetworkInterface_v1*)(void*)outNetworkInterfacesArray;
  for (ssize_t i = 0; i < count; i++) {
    struct azs_interface request = {.index = (uint32_t)i};
    if (services_call(AZS_IOCTL_INTERFACE, &request) < 0) {
      return -1;
    }
    memset(&out[i], 0, sizeof(out[i]));
    out[i].z__magicAndVersion = z__NETWORKING_NETWORK_INTERFACE_MAGIC | 1u;
    out[i].isEnabled = request.is_enabled != 0;
    memcpy(out[i].interfaceName, request.name, sizeof(out[i].interfaceName));
    out[i].ipConfigurationType = request.ip_configuration_type;
    out[i].interfaceMediumType = request.medium;
  }
  return count;
}

EXPORT int Networking_GetInterfaceConnectionStatus(
    const char* networkInterfaceName, Networking_InterfaceConnectionStatus* outStatus) {
  struct azs_interface_status request = {0};
  if (outStatus == NULL) {
    return fail(EFAULT);
  }
  if (services_copy_name(request.name, sizeof(request.name), networkInterfaceName) < 0 ||
      services_call(AZS_IOCTL_INTERFACE_STATUS, &request) < 0) {
    return -1;
  }
  *outStatus = request.status;
  return 0;
}

EXPORT int Networking_SetInterfaceState(const char* networkInterfaceName, bool isEnabled) {
  struct azs_interface_state request = {.is_enabled = isEnabled ? 1 : 0};
  if (services_copy_name(request.name, sizeof(request.name), networkInterfaceName) < 0) {
    return -1;
  }
  return services_call(AZS_IOCTL_SET_INTERFACE_STATE, &request);
}

EXPORT int z__Networking_GetInterfaceOpt(const char* networkInterfaceName, uint8_t attribute,
                                         void* outBuffer, size_t bufferSize) {
  if (outBuffer == NULL) {
    return fail(EFAULT);
  }
  if (attribute != z__Networking_InterfaceOpt_HardwareAddress) {
    return fail(EINVAL);
  }
  if (bufferSize < HARDWARE_ADDRESS_LENGTH) {
    return fail(ERANGE);
  }
  struct azs_hardware_address request = {0};
  if (services_copy_name(request.name, sizeof(request.name), networkInterfaceName) < 0 ||
      services_call(AZS_IOCTL_HARDWARE_ADDRESS, &request) < 0) {
    return -1;
  }
  memcpy(outBuffer, request.address, sizeof(request.address));
  return 0;
}

EXPORT int Networking_TimeSync_SetEnabled(bool enabled) {
  struct azs_flag flag = {.value = enabled ? 1 : 0};
  return services_call(AZS_IOCTL_SET_TIME_SYNC, &flag);
}

EXPORT int Networking_TimeSync_GetEnabled(bool* outIsEnabled) {
  return get_flag(AZS_IOCTL_TIME_SYNC_ENABLED, outIsEnabled);
}

EXPORT int Networking_TimeSync_GetLastNtpSyncInfo(char* outServer, size_t* serverLength,
                                                  struct tm* outTimeBefore,
                                                  struct tm* outTimeAfter) {
  if (outServer == NULL || serverLength == NULL || outTimeBefore == NULL || outTimeAfter == NULL) {
    return fail(EFAULT);
  }
  struct azs_ntp_sync_info request = {0};
  if (services_call(AZS_IOCTL_LAST_NTP_SYNC, &request) < 0) {
    return -1;
  }
  size_t available = *serverLength;
  size_t needed = strnlen(request.server, sizeof(request.server) - 1) + 1;
  *serverLength = needed;
  if (needed > available) {
    return fail(ENOBUFS);
  }
  memcpy(outServer, request.server, needed);
  outServer[needed - 1] = '\0';
  const time_t before = request.seconds_before;
  const time_t after = request.seconds_after;
  return gmtime_r(&before, outTimeBefore) != NULL && gmtime_r(&after, outTimeAfter) != NULL ? 0
                                                                                            : -1;
}
