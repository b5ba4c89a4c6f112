/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device's certificate for TLS. The manifest names the tenant in "DeviceAuthentication". */
#ifndef TLSUTILS_DEVICEAUTH_H
#define TLSUTILS_DEVICEAUTH_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  DeviceAuthSslResult_Success = 0,
  DeviceAuthSslResult_GetTenantIdError = 1,
  DeviceAuthSslResult_GetTenantCertificateError = 2,
  DeviceAuthSslResult_EnableHwSignError = 3
} DeviceAuthSslResult;

/* The path of the certificate in PEM form. Never NULL, and valid as long as the process; the file is
 * there when Application_IsDeviceAuthReady() says so. */
const char *DeviceAuth_GetCertificatePath(void);

/* Puts the certificate and its key into a WOLFSSL_CTX. */
DeviceAuthSslResult DeviceAuth_SslCtxFunc(void *sslctx);

#ifdef __cplusplus
}
#endif

#endif /* TLSUTILS_DEVICEAUTH_H */
