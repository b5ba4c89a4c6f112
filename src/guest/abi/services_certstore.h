/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The certificate store. The rules stand in services.h. Every request needs CertStore (EACCES). */
#ifndef ARMILLARY_GUEST_ABI_SERVICES_CERTSTORE_H
#define ARMILLARY_GUEST_ABI_SERVICES_CERTSTORE_H

#include "services.h"

#define AZS_CERTIFICATE_ID_SIZE 24 /* 16 characters, the end, and padding */
#define AZS_CERTIFICATE_TEXT_SIZE 304

/* Fields of struct azs_certificate_info: enum z__CertInfoField */
#define AZS_CERTIFICATE_NOT_BEFORE 1u
#define AZS_CERTIFICATE_NOT_AFTER 2u
#define AZS_CERTIFICATE_SUBJECT 3u
#define AZS_CERTIFICATE_ISSUER 4u

/* Request: a client certificate when key is not 0, else a root CA certificate; PEM texts in the
 * app's memory. Errors: EFAULT, EINVAL not an identifier, not a certificate or not its key, ENOSPC,
 * EACCES the key cannot be decrypted with the password. */
struct azs_certificate_install {
  char id[AZS_CERTIFICATE_ID_SIZE];
  uint32_t certificate, certificate_length;
  uint32_t key, key_length;
  uint32_t password, password_length;
};

/* Request: id. Errors: ENOENT. */
struct azs_certificate_id {
  char id[AZS_CERTIFICATE_ID_SIZE];
};

/* Request: index from 0. Answer: id. Errors: ERANGE past the last one. */
struct azs_certificate_at {
  uint32_t index;
  char id[AZS_CERTIFICATE_ID_SIZE];
};

/* Request: both. Errors: ENOENT, EINVAL. */
struct azs_certificate_move {
  char from[AZS_CERTIFICATE_ID_SIZE];
  char to[AZS_CERTIFICATE_ID_SIZE];
};

/* Request: field and id. Answer: seconds since 1970 (UTC), or text. Errors: EINVAL, ENOENT. */
struct azs_certificate_info {
  int64_t seconds;
  uint32_t field;
  uint32_t reserved;
  char id[AZS_CERTIFICATE_ID_SIZE];
  char text[AZS_CERTIFICATE_TEXT_SIZE];
};

#define AZS_IOCTL_CERTIFICATE_INSTALL AZS_IOCTL(0x60u, azs_certificate_install)
#define AZS_IOCTL_CERTIFICATE_DELETE AZS_IOCTL(0x61u, azs_certificate_id)
#define AZS_IOCTL_CERTIFICATE_COUNT AZS_IOCTL(0x62u, azs_number)
#define AZS_IOCTL_CERTIFICATE_AT AZS_IOCTL(0x63u, azs_certificate_at)
#define AZS_IOCTL_CERTIFICATE_SPACE AZS_IOCTL(0x64u, azs_number) /* bytes */
#define AZS_IOCTL_CERTIFICATE_MOVE AZS_IOCTL(0x65u, azs_certificate_move)
#define AZS_IOCTL_CERTIFICATE_INFO AZS_IOCTL(0x66u, azs_certificate_info)

#endif /* ARMILLARY_GUEST_ABI_SERVICES_CERTSTORE_H */
