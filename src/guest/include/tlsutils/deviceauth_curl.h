/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device's certificate for curl: give the function as CURLOPT_SSL_CTX_FUNCTION. */
#ifndef TLSUTILS_DEVICEAUTH_CURL_H
#define TLSUTILS_DEVICEAUTH_CURL_H

#include <curl/curl.h>
#include <tlsutils/deviceauth.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline CURLcode DeviceAuth_CurlSslFunc(CURL *curl, void *sslctx, void *userCtx) {
  (void)curl;
  (void)userCtx;
  return DeviceAuth_SslCtxFunc(sslctx) == DeviceAuthSslResult_Success ? CURLE_OK
                                                                      : CURLE_SSL_CERTPROBLEM;
}

#ifdef __cplusplus
}
#endif

#endif /* TLSUTILS_DEVICEAUTH_CURL_H */
