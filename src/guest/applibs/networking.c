/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/networking.h>
#include <string.h>

#include "abi/services_network.h"
#include "internal.h"

static_assert(IF_NAMESIZE == AZS_INTERFACE_NAME_SIZE, "the name fits the API's structure");
static_assert(HARDWARE_ADDRESS_LENGTH == AZS_HARDWARE_ADDRESS_SIZE, "so does the address");

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
    out[i].z__magicAndVersion = z__NETWORKING_NETWORK_INTERFACE_STRUCT_MAGIC | 1u;
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

EXPORT ssize_t z__Networking_GetInterfaceOpt(const char* networkInterfaceName,
                                             z__Networking_Attribute attribute, void* buffer,
                                             size_t capacity) {
  if (buffer == NULL && capacity != 0) {
    return fail(EFAULT);
  }
  if (attribute != z__Networking_Attribute_Hardware_Address) {
    return fail(EINVAL);
  }
  struct azs_hardware_address request = {0};
  if (services_copy_name(request.name, sizeof(request.name), networkInterfaceName) < 0 ||
      services_call(AZS_IOCTL_HARDWARE_ADDRESS, &request) < 0) {
    return -1;
  }
  if (buffer != NULL) {
    if (capacity < sizeof(request.address)) {
      return fail(ERANGE);
    }
    memcpy(buffer, request.address, sizeof(request.address));
  }
  return sizeof(request.address);
}

EXPORT int z__Networking_SetInterfaceOpt(const char* networkInterfaceName,
                                         z__Networking_Attribute attribute, const void* value,
                                         size_t valueLength) {
  struct azs_hardware_address request = {0};
  if (value == NULL) {
    return fail(EFAULT);
  }
  if (attribute != z__Networking_Attribute_Hardware_Address) {
    return fail(EINVAL);
  }
  if (valueLength != sizeof(request.address)) {
    return fail(ERANGE);
  }
  memcpy(request.address, value, sizeof(request.address));
  if (services_copy_name(request.name, sizeof(request.name), networkInterfaceName) < 0) {
    return -1;
  }
  return services_call(AZS_IOCTL_SET_HARDWARE_ADDRESS, &request);
}

EXPORT int Networking_TimeSync_SetEnabled(bool enabled) {
  struct azs_flag flag = {.value = enabled ? 1 : 0};
  return services_call(AZS_IOCTL_SET_TIME_SYNC, &flag);
}

EXPORT int Networking_TimeSync_GetEnabled(bool* outIsEnabled) {
  return get_flag(AZS_IOCTL_TIME_SYNC_ENABLED, outIsEnabled);
}

static int configure_ntp(uint32_t source, const char* primary, const char* secondary,
                         Networking_NtpOption option) {
  struct azs_ntp_config request = {.source = source, .fallback = (uint32_t)option};
  size_t primary_length = primary == NULL ? 0 : strlen(primary);
  size_t secondary_length = secondary == NULL ? 0 : strlen(secondary);
  if (primary_length >= sizeof(request.primary) || secondary_length >= sizeof(request.secondary)) {
    return fail(ERANGE);
  }
  memcpy(request.primary, primary == NULL ? "" : primary, primary_length);
  memcpy(request.secondary, secondary == NULL ? "" : secondary, secondary_length);
  return services_call(AZS_IOCTL_NTP_CONFIG, &request);
}

EXPORT int Networking_TimeSync_EnableDefaultNtp(void) {
  return configure_ntp(AZS_NTP_DEFAULT, NULL, NULL, Networking_NtpOption_FallbackServerEnabled);
}

EXPORT int Networking_TimeSync_EnableAutomaticNtp(Networking_NtpOption option) {
  return configure_ntp(AZS_NTP_AUTOMATIC, NULL, NULL, option);
}

EXPORT int Networking_TimeSync_EnableCustomNtp(const char* primaryNtpServer,
                                               const char* secondaryNtpServer,
                                               Networking_NtpOption option) {
  if (primaryNtpServer == NULL) {
    return fail(EFAULT);
  }
  return configure_ntp(AZS_NTP_CUSTOM, primaryNtpServer, secondaryNtpServer, option);
}

static int give_time(int64_t seconds, struct tm* out) {
  const time_t time = seconds;
  return out == NULL || gmtime_r(&time, out) != NULL ? 0 : -1;
}

EXPORT int Networking_TimeSync_GetLastNtpSyncInfo(char* outNtpServer, size_t* inOutNtpServerLength,
                                                  struct tm* outTimeBeforeSync,
                                                  struct tm* outNtpTime) {
  if (outNtpServer != NULL && inOutNtpServerLength == NULL) {
    return fail(EFAULT);
  }
  struct azs_ntp_sync_info request = {0};
  if (services_call(AZS_IOCTL_LAST_NTP_SYNC, &request) < 0) {
    return -1;
  }
  if (outNtpServer != NULL) {
    size_t available = *inOutNtpServerLength;
    size_t needed = strnlen(request.server, sizeof(request.server) - 1) + 1;
    *inOutNtpServerLength = needed;
    if (needed > available) {
      return fail(ENOBUFS);
    }
    memcpy(outNtpServer, request.server, needed);
    outNtpServer[needed - 1] = '\0';
  }
  return give_time(request.seconds_before, outTimeBeforeSync) == 0 &&
                 give_time(request.seconds_after, outNtpTime) == 0
             ? 0
             : -1;
}
