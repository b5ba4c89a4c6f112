/* SPDX-License-Identifier: GPL-2.0-or-later */
/* networkd: interfaces, IP configuration, time synchronisation, private servers, proxy. The rules
 * stand in services.h. */
#ifndef ARMILLARY_GUEST_ABI_SERVICES_NETWORK_H
#define ARMILLARY_GUEST_ABI_SERVICES_NETWORK_H

#include "services.h"

#define AZS_INTERFACE_NAME_SIZE 16 /* IF_NAMESIZE: 15 characters and the end */
#define AZS_SERVER_NAME_SIZE 256
#define AZS_HARDWARE_ADDRESS_SIZE 6
#define AZS_MOST_NAME_SERVERS 3
#define AZS_PROXY_ADDRESS_SIZE 256 /* and of the list of addresses without proxy */
#define AZS_PROXY_NAME_SIZE 64     /* user and password */

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

/* Sources of struct azs_ntp_config */
#define AZS_NTP_DEFAULT 0u
#define AZS_NTP_AUTOMATIC 1u
#define AZS_NTP_CUSTOM 2u

/* Networking_ProxyOptions and Networking_ProxyStatus bits */
#define AZS_PROXY_OPTION_ENABLED 2u
#define AZS_PROXY_STATUS_ENABLED 1u
#define AZS_PROXY_STATUS_RESOLVING 2u
#define AZS_PROXY_STATUS_READY 4u

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

/* Request: name. Errors: EACCES without the capability, ENOENT, EPERM not for this one or not as it
 * is configured, ENETDOWN it is not connected. */
struct azs_interface_name {
  char name[AZS_INTERFACE_NAME_SIZE];
};

/* Get: name in, address out. Errors: ENOENT. Set: both in. Errors: EACCES without
 * HardwareAddressConfig, ENOENT, EPERM not an Ethernet, EINVAL zero or a group address. */
struct azs_hardware_address {
  char name[AZS_INTERFACE_NAME_SIZE];
  uint8_t address[AZS_HARDWARE_ADDRESS_SIZE];
  uint8_t reserved[2];
};

/* Request: all. Errors: EACCES without NetworkConfig, ENOENT, EINVAL. */
struct azs_ip_config {
  char name[AZS_INTERFACE_NAME_SIZE];
  uint32_t is_static;
  uint8_t address[4], netmask[4], gateway[4]; /* when static */
  uint32_t name_servers;                      /* how many; 0: those of the network */
  uint8_t name_server[AZS_MOST_NAME_SERVERS][4];
};

/* Request: all. Errors: EACCES without DhcpService, ENOENT, EPERM no Ethernet or no static address,
 * EINVAL no leases, or not in the interface's network, or with its own address among them. */
struct azs_dhcp_server {
  char name[AZS_INTERFACE_NAME_SIZE];
  uint8_t first[4], netmask[4], gateway[4];
  uint32_t count, lease_hours;
  uint32_t ntp_servers; /* how many */
  uint8_t ntp_server[AZS_MOST_NAME_SERVERS][4];
};

/* Request: all; secondary may be empty, both are for AZS_NTP_CUSTOM. Errors: EACCES without
 * TimeSyncConfig, EINVAL no source, option or host name. */
struct azs_ntp_config {
  uint32_t source, fallback;
  char primary[AZS_SERVER_NAME_SIZE];
  char secondary[AZS_SERVER_NAME_SIZE];
};

/* Answer: the server that set the clock last, and the clock before and after, in seconds since
 * 1970 (UTC). Errors: ENOENT never synchronised. */
struct azs_ntp_sync_info {
  int64_t seconds_before;
  int64_t seconds_after;
  char server[AZS_SERVER_NAME_SIZE];
};

/* Set: all in. Errors: EACCES without NetworkConfig, EINVAL. Get: all out. Errors: EACCES without
 * NetworkConfig or ReadNetworkProxyConfig, ENOENT none is set. */
struct azs_proxy {
  uint32_t options;
  uint16_t port;
  int8_t type, authentication;
  char address[AZS_PROXY_ADDRESS_SIZE];
  char no_proxy[AZS_PROXY_ADDRESS_SIZE];
  char user[AZS_PROXY_NAME_SIZE];
  char password[AZS_PROXY_NAME_SIZE];
};

#define AZS_IOCTL_NETWORKING_READY AZS_IOCTL(0x01u, azs_flag)
#define AZS_IOCTL_INTERFACE_COUNT AZS_IOCTL(0x02u, azs_interface_count)
#define AZS_IOCTL_INTERFACE AZS_IOCTL(0x03u, azs_interface)
#define AZS_IOCTL_INTERFACE_STATUS AZS_IOCTL(0x04u, azs_interface_status)
#define AZS_IOCTL_SET_INTERFACE_STATE AZS_IOCTL(0x05u, azs_interface_state)
#define AZS_IOCTL_HARDWARE_ADDRESS AZS_IOCTL(0x06u, azs_hardware_address)
#define AZS_IOCTL_TIME_SYNC_ENABLED AZS_IOCTL(0x07u, azs_flag)
#define AZS_IOCTL_SET_TIME_SYNC AZS_IOCTL(0x08u, azs_flag) /* EACCES without TimeSyncConfig */
#define AZS_IOCTL_LAST_NTP_SYNC AZS_IOCTL(0x09u, azs_ntp_sync_info)
#define AZS_IOCTL_SET_HARDWARE_ADDRESS AZS_IOCTL(0x0Au, azs_hardware_address)
#define AZS_IOCTL_IP_CONFIG AZS_IOCTL(0x0Bu, azs_ip_config)
#define AZS_IOCTL_RENEW_IP AZS_IOCTL(0x0Cu, azs_interface_name)   /* NetworkConfig */
#define AZS_IOCTL_RELEASE_IP AZS_IOCTL(0x0Du, azs_interface_name) /* NetworkConfig */
#define AZS_IOCTL_NTP_CONFIG AZS_IOCTL(0x0Eu, azs_ntp_config)
#define AZS_IOCTL_SNTP_SERVER AZS_IOCTL(0x0Fu, azs_interface_name) /* SntpService */
#define AZS_IOCTL_DHCP_SERVER AZS_IOCTL(0x10u, azs_dhcp_server)
#define AZS_IOCTL_SET_PROXY AZS_IOCTL(0x11u, azs_proxy)
#define AZS_IOCTL_PROXY AZS_IOCTL(0x12u, azs_proxy)
#define AZS_IOCTL_PROXY_STATUS AZS_IOCTL(0x13u, azs_number) /* AZS_PROXY_STATUS_x out */

#endif /* ARMILLARY_GUEST_ABI_SERVICES_NETWORK_H */
