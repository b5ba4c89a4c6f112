/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network interfaces, time synchronisation, servers of a private network, and the proxy. Functions
 * that return int give 0, or -1 with errno as their comments say; EAGAIN (the network stack has not
 * started) may come from all that ask it. */
#ifndef APPLIBS_NETWORKING_H
#define APPLIBS_NETWORKING_H

#include <applibs/applibs_internal_api_traits.h>
#include <applibs/networking_structs_v1.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#ifndef NETWORKING_STRUCTS_VERSION
#define NETWORKING_STRUCTS_VERSION 1
#endif
#if NETWORKING_STRUCTS_VERSION == 1
typedef struct z__Networking_NetworkInterface_v1 Networking_NetworkInterface;
#else
#error "NETWORKING_STRUCTS_VERSION has one value here: 1."
#endif

#include <applibs/networking_internal.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t Networking_InterfaceConnectionStatus;
enum {
  Networking_InterfaceConnectionStatus_InterfaceUp = 1 << 0,
  Networking_InterfaceConnectionStatus_ConnectedToNetwork = 1 << 1,
  Networking_InterfaceConnectionStatus_IpAvailable = 1 << 2,
  Networking_InterfaceConnectionStatus_ConnectedToInternet = 1 << 3,
};

/* True when an interface is up, connected, has an address, and the time is synchronised.
 * errno: EFAULT. */
int Networking_IsNetworkingReady(bool* outIsNetworkingReady);

/* How many interfaces exist; fixed until reboot. */
ssize_t Networking_GetInterfaceCount(void);

/* Status bits of one interface. errno: EFAULT; ENOENT. */
int Networking_GetInterfaceConnectionStatus(const char* networkInterfaceName,
                                            Networking_InterfaceConnectionStatus* outStatus);

/* Needs "NetworkConfig". Lasts until reboot. errno: EACCES; EFAULT; ENOENT; EPERM. */
int Networking_SetInterfaceState(const char* networkInterfaceName, bool isEnabled);

/* --- IP configuration ------------------------------------------------------------------------ */

/* Dynamic address and name servers. */
void Networking_IpConfig_Init(Networking_IpConfig* ipConfig);
void Networking_IpConfig_Destroy(Networking_IpConfig* ipConfig);
void Networking_IpConfig_EnableDynamicIp(Networking_IpConfig* ipConfig);
void Networking_IpConfig_EnableStaticIp(Networking_IpConfig* ipConfig, struct in_addr ipAddress,
                                        struct in_addr subnetMask, struct in_addr gatewayAddress);
/* The network's name servers. */
void Networking_IpConfig_EnableAutomaticDns(Networking_IpConfig* ipConfig);
/* errno: EFAULT; EINVAL more than three, or 0.0.0.0 among them. */
int Networking_IpConfig_EnableCustomDns(Networking_IpConfig* ipConfig,
                                        const struct in_addr* dnsServerAddresses,
                                        size_t serverCount);
/* Needs "NetworkConfig". errno: EACCES; EFAULT; ENOENT; EINVAL a static address of 0.0.0.0. */
int Networking_IpConfig_Apply(const char* networkInterfaceName,
                              const Networking_IpConfig* ipConfig);
/* Ask the DHCP server again, or give the address back. Need "NetworkConfig". errno: EACCES; EFAULT;
 * ENOENT; EPERM the address is static; ENETDOWN the interface is not connected. */
int Networking_IpConfig_RenewIp(const char* networkInterfaceName);
int Networking_IpConfig_ReleaseIp(const char* networkInterfaceName);

/* --- Time ------------------------------------------------------------------------------------ */

typedef enum {
  Networking_NtpOption_FallbackServerDisabled = 0,
  Networking_NtpOption_FallbackServerEnabled = 1,
} Networking_NtpOption;

/* Needs "TimeSyncConfig"; kept over reboots. errno: EACCES. */
int Networking_TimeSync_SetEnabled(bool enabled);

/* errno: EFAULT. */
int Networking_TimeSync_GetEnabled(bool* outIsEnabled);

/* Where the time comes from: the default server, DHCP's option 42, or up to two servers, each with
 * the default server after them if the option says so. Need "TimeSyncConfig". errno: EACCES; EINVAL
 * an option or a name that is none; EFAULT primary is NULL; ERANGE a name is too long. */
int Networking_TimeSync_EnableDefaultNtp(void);
int Networking_TimeSync_EnableAutomaticNtp(Networking_NtpOption option);
int Networking_TimeSync_EnableCustomNtp(const char* primaryNtpServer,
                                        const char* secondaryNtpServer,
                                        Networking_NtpOption option);

/* The server that set the clock last, and the times (UTC) before and after. Each may be NULL.
 * inOutNtpServerLength: in the buffer's size, out the length that is needed with the terminating
 * zero. errno: EFAULT a server without a length; ENOENT never synchronised; ENOBUFS the buffer is
 * too small. */
int Networking_TimeSync_GetLastNtpSyncInfo(char* outNtpServer, size_t* inOutNtpServerLength,
                                           struct tm* outTimeBeforeSync, struct tm* outNtpTime);

/* --- Servers of a private network ------------------------------------------------------------ */

void Networking_SntpServerConfig_Init(Networking_SntpServerConfig* sntpServerConfig);
void Networking_SntpServerConfig_Destroy(Networking_SntpServerConfig* sntpServerConfig);
/* Needs "SntpService". errno: EACCES; EFAULT; ENOENT; EPERM not an Ethernet. */
int Networking_SntpServer_Start(const char* networkInterfaceName,
                                const Networking_SntpServerConfig* sntpServerConfig);

void Networking_DhcpServerConfig_Init(Networking_DhcpServerConfig* dhcpServerConfig);
void Networking_DhcpServerConfig_Destroy(Networking_DhcpServerConfig* dhcpServerConfig);
/* errno: EFAULT; EINVAL no addresses, a lease of no time, or a start address of 0.0.0.0. */
int Networking_DhcpServerConfig_SetLease(Networking_DhcpServerConfig* dhcpServerConfig,
                                         struct in_addr startIpAddress, uint8_t ipAddressCount,
                                         struct in_addr subnetMask, struct in_addr gatewayAddress,
                                         uint32_t leaseTimeInHours);
/* errno: EFAULT; EINVAL more than three, or 0.0.0.0 among them. */
int Networking_DhcpServerConfig_SetNtpServerAddresses(Networking_DhcpServerConfig* dhcpServerConfig,
                                                      const struct in_addr* ntpServerAddresses,
                                                      size_t serverCount);
/* Needs "DhcpService". errno: EACCES; EFAULT; ENOENT; EPERM not an Ethernet with a static address;
 * EINVAL the leases are not in its network, or hold its own address. */
int Networking_DhcpServer_Start(const char* networkInterfaceName,
                                const Networking_DhcpServerConfig* dhcpServerConfig);

/* --- Proxy ----------------------------------------------------------------------------------- */

#define PROXY_ADDRESS_MAX_LENGTH 255
#define PROXY_NO_PROXY_ADDRESSES_MAX_LENGTH 255
#define PROXY_USERNAME_MAX_LENGTH 63
#define PROXY_PASSWORD_MAX_LENGTH 63

typedef uint32_t Networking_ProxyOptions;
enum {
  Networking_ProxyOptions_None = 1 << 0,
  Networking_ProxyOptions_Enabled = 1 << 1,
};
typedef int8_t Networking_ProxyType;
enum {
  Networking_ProxyType_Invalid = -1,
  Networking_ProxyType_HTTP = 0,
};
typedef int8_t Networking_ProxyAuthType;
enum {
  Networking_ProxyAuthType_Invalid = -1,
  Networking_ProxyAuthType_Anonymous = 0,
  Networking_ProxyAuthType_Basic = 1,
};
typedef uint32_t Networking_ProxyStatus;
enum {
  Networking_ProxyStatus_Enabled = 1 << 0,
  Networking_ProxyStatus_ResolvingProxyName = 1 << 1,
  Networking_ProxyStatus_Ready = 1 << 2,
};

/* An enabled HTTP proxy without an address, or NULL with errno ENOMEM. */
Networking_ProxyConfig* Networking_Proxy_Create(void);
void Networking_Proxy_Destroy(Networking_ProxyConfig* proxyConfig);
/* Needs "NetworkConfig"; kept over reboots. errno: EACCES; EFAULT. */
int Networking_Proxy_Apply(const Networking_ProxyConfig* proxyConfig);
/* Needs "NetworkConfig" or "ReadNetworkProxyConfig". errno: EACCES; EFAULT; ENOENT none is set. */
int Networking_Proxy_Get(Networking_ProxyConfig* proxyConfig);
/* errno of the setters: EFAULT; ERANGE a text is too long. */
int Networking_Proxy_SetProxyOptions(Networking_ProxyConfig* proxyConfig,
                                     Networking_ProxyOptions proxyOptions);
int Networking_Proxy_SetProxyAddress(Networking_ProxyConfig* proxyConfig, const char* proxyAddress,
                                     uint16_t proxyPort);
int Networking_Proxy_SetAnonymousAuthentication(Networking_ProxyConfig* proxyConfig);
int Networking_Proxy_SetBasicAuthentication(Networking_ProxyConfig* proxyConfig,
                                            const char* username, const char* password);
int Networking_Proxy_SetProxyNoProxyAddresses(Networking_ProxyConfig* proxyConfig,
                                              const char* noProxyAddresses);
/* errno of the getters: EFAULT. Texts are valid until the configuration is destroyed or changed. */
int Networking_Proxy_GetProxyOptions(const Networking_ProxyConfig* proxyConfig,
                                     Networking_ProxyOptions* proxyOptions);
const char* Networking_Proxy_GetProxyAddress(const Networking_ProxyConfig* proxyConfig);
int Networking_Proxy_GetProxyPort(const Networking_ProxyConfig* proxyConfig, uint16_t* proxyPort);
Networking_ProxyType Networking_Proxy_GetProxyType(const Networking_ProxyConfig* proxyConfig);
const char* Networking_Proxy_GetProxyUsername(const Networking_ProxyConfig* proxyConfig);
const char* Networking_Proxy_GetProxyPassword(const Networking_ProxyConfig* proxyConfig);
Networking_ProxyAuthType Networking_Proxy_GetAuthType(const Networking_ProxyConfig* proxyConfig);
const char* Networking_Proxy_GetNoProxyAddresses(const Networking_ProxyConfig* proxyConfig);
/* errno: EFAULT. */
int Networking_Proxy_GetProxyStatus(Networking_ProxyStatus* proxyStatus);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_NETWORKING_H */
