/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/certstore.h>
#include <stdint.h>
#include <string.h>

#include "abi/services_certstore.h"
#include "internal.h"

static_assert(CERTSTORE_MAX_IDENTIFIER_LENGTH < AZS_CERTIFICATE_ID_SIZE, "");
static_assert(CERTSTORE_SUBJECTNAME_MAX_LENGTH < AZS_CERTIFICATE_TEXT_SIZE, "");

/* Returns 0, or -1 with errno: EFAULT, and `too_long` for one that cannot be an identifier. */
static int copy_id(char target[AZS_CERTIFICATE_ID_SIZE], const char* id, int too_long) {
  if (id == NULL) {
    return fail(EFAULT);
  }
  size_t length = strnlen(id, AZS_CERTIFICATE_ID_SIZE);
  if (length > CERTSTORE_MAX_IDENTIFIER_LENGTH) {
    return fail(too_long);
  }
  memcpy(target, id, length);
  return 0;
}

static uint32_t address_of(const void* pointer) { return (uint32_t)(uintptr_t)pointer; }

EXPORT int CertStore_InstallClientCertificate(const char* identifier, const char* certificate,
                                              size_t certificateLength, const char* privateKey,
                                              size_t privateKeyLength,
                                              const char* privateKeyPassword) {
  struct azs_certificate_install request = {.certificate = address_of(certificate),
                                            .certificate_length = certificateLength,
                                            .key = address_of(privateKey),
                                            .key_length = privateKeyLength,
                                            .password = address_of(privateKeyPassword)};
  if (certificate == NULL || privateKey == NULL) {
    return fail(EFAULT);
  }
  if (privateKeyPassword != NULL) {
    request.password_length =
        strnlen(privateKeyPassword, CERTSTORE_MAX_PRIVATE_KEY_PASSWORD_LENGTH + 1);
  }
  if (copy_id(request.id, identifier, ERANGE) < 0) {
    return -1;
  }
  return services_call(AZS_IOCTL_CERTIFICATE_INSTALL, &request);
}

EXPORT int CertStore_InstallRootCACertificate(const char* identifier, const char* certificate,
                                              size_t certificateLength) {
  struct azs_certificate_install request = {.certificate = address_of(certificate),
                                            .certificate_length = certificateLength};
  if (certificate == NULL) {
    return fail(EFAULT);
  }
  if (copy_id(request.id, identifier, ERANGE) < 0) {
    return -1;
  }
  return services_call(AZS_IOCTL_CERTIFICATE_INSTALL, &request);
}

EXPORT int CertStore_DeleteCertificate(const char* identifier) {
  struct azs_certificate_id request = {{0}};
  if (copy_id(request.id, identifier, ENOENT) < 0) {
    return -1;
  }
  return services_call(AZS_IOCTL_CERTIFICATE_DELETE, &request);
}

EXPORT ssize_t CertStore_GetCertificateCount(void) {
  struct azs_number reply = {0};
  return services_call(AZS_IOCTL_CERTIFICATE_COUNT, &reply) < 0 ? -1 : reply.value;
}

EXPORT int CertStore_GetCertificateIdentifierAt(size_t index, CertStore_Identifier* outIdentifier) {
  if (outIdentifier == NULL) {
    return fail(EFAULT);
  }
  struct azs_certificate_at request = {.index = index};
  if (services_call(AZS_IOCTL_CERTIFICATE_AT, &request) < 0) {
    return -1;
  }
  memcpy(outIdentifier->identifier, request.id, sizeof(outIdentifier->identifier));
  outIdentifier->identifier[CERTSTORE_MAX_IDENTIFIER_LENGTH] = '\0';
  return 0;
}

EXPORT ssize_t CertStore_GetAvailableSpace(void) {
  struct azs_number reply = {0};
  return services_call(AZS_IOCTL_CERTIFICATE_SPACE, &reply) < 0 ? -1 : reply.value;
}

EXPORT int CertStore_MoveCertificate(const char* oldIdentifier, const char* newIdentifier) {
  struct azs_certificate_move request = {{0}, {0}};
  if (copy_id(request.from, oldIdentifier, EINVAL) < 0 ||
      copy_id(request.to, newIdentifier, EINVAL) < 0) {
    return -1;
  }
  return services_call(AZS_IOCTL_CERTIFICATE_MOVE, &request);
}

EXPORT int z__CertStore_GetCertificateInfo(const char* identifier, enum z__CertInfoField field,
                                           void* data, size_t size) {
  struct azs_certificate_info request = {.field = (uint32_t)field};
  if (data == NULL) {
    return fail(EFAULT);
  }
  if (copy_id(request.id, identifier, EINVAL) < 0 ||
      services_call(AZS_IOCTL_CERTIFICATE_INFO, &request) < 0) {
    return -1;
  }
  if (field == z__CertInfo_NotBefore || field == z__CertInfo_NotAfter) {
    const time_t seconds = request.seconds;
    if (size < sizeof(struct tm)) {
      return fail(EINVAL);
    }
    return gmtime_r(&seconds, data) != NULL ? 0 : -1;
  }
  size_t needed = strnlen(request.text, sizeof(request.text) - 1) + 1;
  if (size < needed) {
    return fail(EINVAL);
  }
  memcpy(data, request.text, needed);
  ((char*)data)[needed - 1] = '\0';
  return 0;
}
