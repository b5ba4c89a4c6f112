/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configurations of networking.h that the caller owns: IP, SNTP server, DHCP server. */
#include <applibs/networking.h>
#include <string.h>

#include "abi/services_network.h"
#include "internal.h"

/* What lies in the opaque structures. */
struct ip_config {
  uint8_t is_static;
  uint8_t name_servers;
  uint8_t reserved[2];
  struct in_addr address, netmask, gateway;
  struct in_addr name_server[AZS_MOST_NAME_SERVERS];
};
struct dhcp_config {
  uint8_t count;
  uint8_t ntp_servers;
  uint8_t reserved[2];
  uint32_t lease_hours;
  struct in_addr first, netmask, gateway;
  struct in_addr ntp_server[AZS_MOST_NAME_SERVERS];
};
static_assert(sizeof(struct ip_config) <= sizeof(Networking_IpConfig), "");
static_assert(sizeof(struct dhcp_config) <= sizeof(Networking_DhcpServerConfig), "");

static struct ip_config* ip_of(const Networking_IpConfig* config) {
  return (struct ip_config*)(uintptr_t)config;
}

static struct dhcp_config* dhcp_of(const Networking_DhcpServerConfig* config) {
  return (struct dhcp_config*)(uintptr_t)config;
}

/* Up to three addresses, none of them 0.0.0.0. Returns 0, or -1 with errno. */
static int copy_list(struct in_addr list[AZS_MOST_NAME_SERVERS], uint8_t* length,
                     const struct in_addr* addresses, size_t count) {
  if (addresses == NULL) {
    return fail(EFAULT);
  }
  if (count > AZS_MOST_NAME_SERVERS) {
    return fail(EINVAL);
  }
  for (size_t i = 0; i < count; i++) {
    if (addresses[i].s_addr == INADDR_ANY) {
      return fail(EINVAL);
    }
  }
  memcpy(list, addresses, count * sizeof(*addresses));
  *length = (uint8_t)count;
  return 0;
}

EXPORT void Networking_IpConfig_Init(Networking_IpConfig* ipConfig) {
  if (ipConfig != NULL) {
    memset(ipConfig, 0, sizeof(*ipConfig));
  }
}

EXPORT void Networking_IpConfig_Destroy(Networking_IpConfig* ipConfig) {
  Networking_IpConfig_Init(ipConfig);
}

EXPORT void Networking_IpConfig_EnableDynamicIp(Networking_IpConfig* ipConfig) {
  if (ipConfig != NULL) {
    ip_of(ipConfig)->is_static = 0;
  }
}

EXPORT void Networking_IpConfig_EnableStaticIp(Networking_IpConfig* ipConfig,
                                               struct in_addr ipAddress, struct in_addr subnetMask,
                                               struct in_addr gatewayAddress) {
  if (ipConfig == NULL) {
    return;
  }
  struct ip_config* config = ip_of(ipConfig);
  config->is_static = 1;
  config->address = ipAddress;
  config->netmask = subnetMask;
  config->gateway = gatewayAddress;
}

EXPORT void Networking_IpConfig_EnableAutomaticDns(Networking_IpConfig* ipConfig) {
  if (ipConfig != NULL) {
    ip_of(ipConfig)->name_servers = 0;
  }
}

EXPORT int Networking_IpConfig_EnableCustomDns(Networking_IpConfig* ipConfig,
                                               const struct in_addr* dnsServerAddresses,
                                               size_t serverCount) {
  if (ipConfig == NULL) {
    return fail(EFAULT);
  }
  struct ip_config* config = ip_of(ipConfig);
  return copy_list(config->name_server, &config->name_servers, dnsServerAddresses, serverCount);
}

EXPORT int Networking_IpConfig_Apply(const char* networkInterfaceName,
                                     const Networking_IpConfig* ipConfig) {
  if (ipConfig == NULL) {
    return fail(EFAULT);
  }
  const struct ip_config* config = ip_of(ipConfig);
  struct azs_ip_config request = {.is_static = config->is_static,
                                  .name_servers = config->name_servers};
  memcpy(request.address, &config->address, sizeof(request.address));
  memcpy(request.netmask, &config->netmask, sizeof(request.netmask));
  memcpy(request.gateway, &config->gateway, sizeof(request.gateway));
  memcpy(request.name_server, config->name_server, sizeof(request.name_server));
  if (services_copy_name(request.name, sizeof(request.name), networkInterfaceName) < 0) {
    return -1;
  }
  return services_call(AZS_IOCTL_IP_CONFIG, &request);
}

static int call_by_name(unsigned int number, const char* name) {
  struct azs_interface_name request = {{0}};
  if (services_copy_name(request.name, sizeof(request.name), name) < 0) {
    return -1;
  }
  return services_call(number, &request);
}

EXPORT int Networking_IpConfig_RenewIp(const char* networkInterfaceName) {
  return call_by_name(AZS_IOCTL_RENEW_IP, networkInterfaceName);
}

EXPORT int Networking_IpConfig_ReleaseIp(const char* networkInterfaceName) {
  return call_by_name(AZS_IOCTL_RELEASE_IP, networkInterfaceName);
}

EXPORT void Networking_SntpServerConfig_Init(Networking_SntpServerConfig* sntpServerConfig) {
  if (sntpServerConfig != NULL) {
    memset(sntpServerConfig, 0, sizeof(*sntpServerConfig));
  }
}

EXPORT void Networking_SntpServerConfig_Destroy(Networking_SntpServerConfig* sntpServerConfig) {
  Networking_SntpServerConfig_Init(sntpServerConfig);
}

EXPORT int Networking_SntpServer_Start(const char* networkInterfaceName,
                                       const Networking_SntpServerConfig* sntpServerConfig) {
  if (sntpServerConfig == NULL) {
    return fail(EFAULT);
  }
  return call_by_name(AZS_IOCTL_SNTP_SERVER, networkInterfaceName);
}

EXPORT void Networking_DhcpServerConfig_Init(Networking_DhcpServerConfig* dhcpServerConfig) {
  if (dhcpServerConfig != NULL) {
    memset(dhcpServerConfig, 0, sizeof(*dhcpServerConfig));
  }
}

EXPORT void Networking_DhcpServerConfig_Destroy(Networking_DhcpServerConfig* dhcpServerConfig) {
  Networking_DhcpServerConfig_Init(dhcpServerConfig);
}

EXPORT int Networking_DhcpServerConfig_SetLease(Networking_DhcpServerConfig* dhcpServerConfig,
                                                struct in_addr startIpAddress,
                                                uint8_t ipAddressCount, struct in_addr subnetMask,
                                                struct in_addr gatewayAddress,
                                                uint32_t leaseTimeInHours) {
  if (dhcpServerConfig == NULL) {
    return fail(EFAULT);
  }
  if (startIpAddress.s_addr == INADDR_ANY || ipAddressCount == 0 || leaseTimeInHours == 0) {
    return fail(EINVAL);
  }
  struct dhcp_config* config = dhcp_of(dhcpServerConfig);
  config->first = startIpAddress;
  config->count = ipAddressCount;
  config->netmask = subnetMask;
  config->gateway = gatewayAddress;
  config->lease_hours = leaseTimeInHours;
  return 0;
}

EXPORT int Networking_DhcpServerConfig_SetNtpServerAddresses(
    Networking_DhcpServerConfig* dhcpServerConfig, const struct in_addr* ntpServerAddresses,
    size_t serverCount) {
  if (dhcpServerConfig == NULL) {
    return fail(EFAULT);
  }
  struct dhcp_config* config = dhcp_of(dhcpServerConfig);
  return copy_list(config->ntp_server, &config->ntp_servers, ntpServerAddresses, serverCount);
}

EXPORT int Networking_DhcpServer_Start(const char* networkInterfaceName,
                                       const Networking_DhcpServerConfig* dhcpServerConfig) {
  if (dhcpServerConfig == NULL) {
    return fail(EFAULT);
  }
  const struct dhcp_config* config = dhcp_of(dhcpServerConfig);
  struct azs_dhcp_server request = {.count = config->count,
                                    .lease_hours = config->lease_hours,
                                    .ntp_servers = config->ntp_servers};
  memcpy(request.first, &config->first, sizeof(request.first));
  memcpy(request.netmask, &config->netmask, sizeof(request.netmask));
  memcpy(request.gateway, &config->gateway, sizeof(request.gateway));
  memcpy(request.ntp_server, config->ntp_server, sizeof(request.ntp_server));
  if (services_copy_name(request.name, sizeof(request.name), networkInterfaceName) < 0) {
    return -1;
  }
  return services_call(AZS_IOCTL_DHCP_SERVER, &request);
}
