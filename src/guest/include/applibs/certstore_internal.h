/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of certstore.h that is compiled into the app; include that. */
#ifndef APPLIBS_CERTSTORE_INTERNAL_H
#define APPLIBS_CERTSTORE_INTERNAL_H

#include <applibs/certstore_structs.h>
#include <stddef.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

enum z__CertInfoField {
  z__CertInfo_NotBefore = 1,
  z__CertInfo_NotAfter = 2,
  z__CertInfo_SubjectName = 3,
  z__CertInfo_IssuerName = 4,
};

int z__CertStore_GetCertificateInfo(const char* identifier, enum z__CertInfoField field, void* data,
                                    size_t size);

/* What a certificate says of itself; times are UTC, and tm_wday, tm_yday and tm_isdst not told.
 * errno: EFAULT; EINVAL; ENOENT. */
static inline int CertStore_GetCertificateSubjectName(
    const char* identifier, struct CertStore_SubjectName* outSubjectName) {
  return z__CertStore_GetCertificateInfo(identifier, z__CertInfo_SubjectName, outSubjectName,
                                         sizeof(*outSubjectName));
}
static inline int CertStore_GetCertificateIssuerName(const char* identifier,
                                                     struct CertStore_IssuerName* outIssuerName) {
  return z__CertStore_GetCertificateInfo(identifier, z__CertInfo_IssuerName, outIssuerName,
                                         sizeof(*outIssuerName));
}
static inline int CertStore_GetCertificateNotBefore(const char* identifier,
                                                    struct tm* outNotBefore) {
  return z__CertStore_GetCertificateInfo(identifier, z__CertInfo_NotBefore, outNotBefore,
                                         sizeof(*outNotBefore));
}
static inline int CertStore_GetCertificateNotAfter(const char* identifier, struct tm* outNotAfter) {
  return z__CertStore_GetCertificateInfo(identifier, z__CertInfo_NotAfter, outNotAfter,
                                         sizeof(*outNotAfter));
}

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_CERTSTORE_INTERNAL_H */
