/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libcurl with the device's proxy. Compiled into the app, so that libapplibs needs no libcurl. */
#ifndef APPLIBS_NETWORKING_CURL_H
#define APPLIBS_NETWORKING_CURL_H

#include <applibs/networking.h>
#include <curl/curl.h>
#include <errno.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline curl_proxytype Networking_Curl_ProxyTypeToCurlProxyType(
    Networking_ProxyType proxyType) {
  /* HTTP is the only type that the device has. */
  return proxyType == Networking_ProxyType_HTTP ? CURLPROXY_HTTP : (curl_proxytype)-1;
}

static inline int z__Networking_Curl_SetProxy(CURL* curl, const Networking_ProxyConfig* config) {
  Networking_ProxyOptions options = 0;
  uint16_t port = 0;
  if (Networking_Proxy_GetProxyOptions(config, &options) != 0 ||
      Networking_Proxy_GetProxyPort(config, &port) != 0) {
    return -1;
  }
  if ((options & Networking_ProxyOptions_Enabled) == 0) {
    return curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK ? 0 : -1;
  }
  if (curl_easy_setopt(curl, CURLOPT_PROXY, Networking_Proxy_GetProxyAddress(config)) != CURLE_OK ||
      curl_easy_setopt(curl, CURLOPT_PROXYPORT, (long)port) != CURLE_OK ||
      curl_easy_setopt(curl, CURLOPT_PROXYTYPE,
                       (long)Networking_Curl_ProxyTypeToCurlProxyType(
                           Networking_Proxy_GetProxyType(config))) != CURLE_OK ||
      curl_easy_setopt(curl, CURLOPT_NOPROXY, Networking_Proxy_GetNoProxyAddresses(config)) !=
          CURLE_OK) {
    errno = EINVAL;
    return -1;
  }
  if (Networking_Proxy_GetAuthType(config) == Networking_ProxyAuthType_Basic &&
      (curl_easy_setopt(curl, CURLOPT_PROXYAUTH, (long)CURLAUTH_BASIC) != CURLE_OK ||
       curl_easy_setopt(curl, CURLOPT_PROXYUSERNAME, Networking_Proxy_GetProxyUsername(config)) !=
           CURLE_OK ||
       curl_easy_setopt(curl, CURLOPT_PROXYPASSWORD, Networking_Proxy_GetProxyPassword(config)) !=
           CURLE_OK)) {
    errno = EINVAL;
    return -1;
  }
  return 0;
}

/* Gives the device's proxy to a handle. Needs "NetworkConfig" or "ReadNetworkProxyConfig". Returns
 * 0, or -1 with errno: EACCES; EFAULT; ENOENT the device has no proxy; ENOMEM. */
static inline int Networking_Curl_SetDefaultProxy(CURL* curl) {
  if (curl == NULL) {
    errno = EFAULT;
    return -1;
  }
  Networking_ProxyConfig* config = Networking_Proxy_Create();
  if (config == NULL) {
    return -1;
  }
  const int result =
      Networking_Proxy_Get(config) == 0 ? z__Networking_Curl_SetProxy(curl, config) : -1;
  const int error = errno;
  Networking_Proxy_Destroy(config);
  errno = error;
  return result;
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_NETWORKING_CURL_H */
