/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/networking.h>
#include <stdlib.h>
#include <string.h>

#include "abi/services_network.h"
#include "internal.h"

struct Networking_ProxyConfig {
  struct azs_proxy proxy;
};

static_assert(PROXY_ADDRESS_MAX_LENGTH < AZS_PROXY_ADDRESS_SIZE, "");
static_assert(PROXY_PASSWORD_MAX_LENGTH < AZS_PROXY_NAME_SIZE, "");

/* Returns 0, or -1 with errno. */
static int copy_text(char* target, size_t size, const char* text) {
  size_t length = strnlen(text, size);
  if (length >= size) {
    return fail(ERANGE);
  }
  memset(target, 0, size);
  memcpy(target, text, length);
  return 0;
}

EXPORT Networking_ProxyConfig* Networking_Proxy_Create(void) {
  Networking_ProxyConfig* config = calloc(1, sizeof(*config));
  if (config != NULL) {
    config->proxy.options = Networking_ProxyOptions_Enabled;
    config->proxy.type = Networking_ProxyType_HTTP;
  }
  return config;
}

EXPORT void Networking_Proxy_Destroy(Networking_ProxyConfig* proxyConfig) { free(proxyConfig); }

EXPORT int Networking_Proxy_Apply(const Networking_ProxyConfig* proxyConfig) {
  if (proxyConfig == NULL) {
    return fail(EFAULT);
  }
  struct azs_proxy request = proxyConfig->proxy;
  return services_call(AZS_IOCTL_SET_PROXY, &request);
}

EXPORT int Networking_Proxy_Get(Networking_ProxyConfig* proxyConfig) {
  if (proxyConfig == NULL) {
    return fail(EFAULT);
  }
  struct azs_proxy reply = {0};
  if (services_call(AZS_IOCTL_PROXY, &reply) < 0) {
    return -1;
  }
  proxyConfig->proxy = reply;
  return 0;
}

EXPORT int Networking_Proxy_SetProxyOptions(Networking_ProxyConfig* proxyConfig,
                                            Networking_ProxyOptions proxyOptions) {
  if (proxyConfig == NULL) {
    return fail(EFAULT);
  }
  proxyConfig->proxy.options = proxyOptions;
  return 0;
}

EXPORT int Networking_Proxy_SetProxyAddress(Networking_ProxyConfig* proxyConfig,
                                            const char* proxyAddress, uint16_t proxyPort) {
  if (proxyConfig == NULL || proxyAddress == NULL) {
    return fail(EFAULT);
  }
  if (copy_text(proxyConfig->proxy.address, sizeof(proxyConfig->proxy.address), proxyAddress) < 0) {
    return -1;
  }
  proxyConfig->proxy.port = proxyPort;
  return 0;
}

EXPORT int Networking_Proxy_SetAnonymousAuthentication(Networking_ProxyConfig* proxyConfig) {
  if (proxyConfig == NULL) {
    return fail(EFAULT);
  }
  proxyConfig->proxy.authentication = Networking_ProxyAuthType_Anonymous;
  memset(proxyConfig->proxy.user, 0, sizeof(proxyConfig->proxy.user));
  memset(proxyConfig->proxy.password, 0, sizeof(proxyConfig->proxy.password));
  return 0;
}

EXPORT int Networking_Proxy_SetBasicAuthentication(Networking_ProxyConfig* proxyConfig,
                                                   const char* username, const char* password) {
  if (proxyConfig == NULL || username == NULL || password == NULL) {
    return fail(EFAULT);
  }
  struct azs_proxy changed = proxyConfig->proxy;
  if (copy_text(changed.user, sizeof(changed.user), username) < 0 ||
      copy_text(changed.password, sizeof(changed.password), password) < 0) {
    return -1;
  }
  changed.authentication = Networking_ProxyAuthType_Basic;
  proxyConfig->proxy = changed;
  return 0;
}

EXPORT int Networking_Proxy_SetProxyNoProxyAddresses(Networking_ProxyConfig* proxyConfig,
                                                     const char* noProxyAddresses) {
  if (proxyConfig == NULL || noProxyAddresses == NULL) {
    return fail(EFAULT);
  }
  return copy_text(proxyConfig->proxy.no_proxy, sizeof(proxyConfig->proxy.no_proxy),
                   noProxyAddresses);
}

EXPORT int Networking_Proxy_GetProxyOptions(const Networking_ProxyConfig* proxyConfig,
                                            Networking_ProxyOptions* proxyOptions) {
  if (proxyConfig == NULL || proxyOptions == NULL) {
    return fail(EFAULT);
  }
  *proxyOptions = proxyConfig->proxy.options;
  return 0;
}

static const char* text_or_fault(const Networking_ProxyConfig* config, const char* text) {
  if (config == NULL) {
    errno = EFAULT;
    return NULL;
  }
  return text;
}

EXPORT const char* Networking_Proxy_GetProxyAddress(const Networking_ProxyConfig* proxyConfig) {
  return text_or_fault(proxyConfig, proxyConfig == NULL ? NULL : proxyConfig->proxy.address);
}

EXPORT int Networking_Proxy_GetProxyPort(const Networking_ProxyConfig* proxyConfig,
                                         uint16_t* proxyPort) {
  if (proxyConfig == NULL || proxyPort == NULL) {
    return fail(EFAULT);
  }
  *proxyPort = proxyConfig->proxy.port;
  return 0;
}

EXPORT Networking_ProxyType
Networking_Proxy_GetProxyType(const Networking_ProxyConfig* proxyConfig) {
  return proxyConfig == NULL ? (Networking_ProxyType)fail(EFAULT) : proxyConfig->proxy.type;
}

EXPORT const char* Networking_Proxy_GetProxyUsername(const Networking_ProxyConfig* proxyConfig) {
  return text_or_fault(proxyConfig, proxyConfig == NULL ? NULL : proxyConfig->proxy.user);
}

EXPORT const char* Networking_Proxy_GetProxyPassword(const Networking_ProxyConfig* proxyConfig) {
  return text_or_fault(proxyConfig, proxyConfig == NULL ? NULL : proxyConfig->proxy.password);
}

EXPORT Networking_ProxyAuthType
Networking_Proxy_GetAuthType(const Networking_ProxyConfig* proxyConfig) {
  return proxyConfig == NULL ? (Networking_ProxyAuthType)fail(EFAULT)
                             : proxyConfig->proxy.authentication;
}

EXPORT const char* Networking_Proxy_GetNoProxyAddresses(const Networking_ProxyConfig* proxyConfig) {
  return text_or_fault(proxyConfig, proxyConfig == NULL ? NULL : proxyConfig->proxy.no_proxy);
}

EXPORT int Networking_Proxy_GetProxyStatus(Networking_ProxyStatus* proxyStatus) {
  if (proxyStatus == NULL) {
    return fail(EFAULT);
  }
  struct azs_number reply = {0};
  if (services_call(AZS_IOCTL_PROXY_STATUS, &reply) < 0) {
    return -1;
  }
  *proxyStatus = (Networking_ProxyStatus)reply.value;
  return 0;
}
