/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The certificate lies where the OS keeps it, /run/daa/TENANT. On the silicon its key stays in the
 * security subsystem; here the file may hold the key as well, behind the certificates.
 */
#include <tlsutils/deviceauth.h>
#include <wolfssl/ssl.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "abi/services.h"

#define EXPORT __attribute__((visibility("default")))

static char path[sizeof("/run/daa/") + AZS_TENANT_SIZE] = "/run/daa/none";
static int has_tenant;

static void find_tenant(void) {
  struct azs_device_auth auth = {{0}, {0}};
  int fd = open(AZS_SERVICES_PATH, O_RDWR | O_CLOEXEC);
  if (fd < 0) {
    return;
  }
  if (ioctl(fd, (int)AZS_IOCTL_DEVICE_AUTH, &auth) == 0) {
    snprintf(path, sizeof(path), "/run/daa/%s", auth.tenant);
    has_tenant = 1;
  }
  close(fd);
}

EXPORT const char *DeviceAuth_GetCertificatePath(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, find_tenant);
  return path;
}

EXPORT DeviceAuthSslResult DeviceAuth_SslCtxFunc(void *sslctx) {
  const char *file = DeviceAuth_GetCertificatePath();
  if (!has_tenant) {
    return DeviceAuthSslResult_GetTenantIdError;
  }
  if (wolfSSL_CTX_use_certificate_chain_file(sslctx, file) != SSL_SUCCESS) {
    return DeviceAuthSslResult_GetTenantCertificateError;
  }
  if (wolfSSL_CTX_use_PrivateKey_file(sslctx, file, SSL_FILETYPE_PEM) != SSL_SUCCESS) {
    return DeviceAuthSslResult_EnableHwSignError;
  }
  return DeviceAuthSslResult_Success;
}
