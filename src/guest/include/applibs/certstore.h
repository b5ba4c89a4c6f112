/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device's certificate store. Every function needs "CertStore" and may give errno EACCES
 * without it, and EAGAIN while the store has not started. An identifier is 1 to 16 of
 * A-Z a-z 0-9 . _ -. */
#ifndef APPLIBS_CERTSTORE_H
#define APPLIBS_CERTSTORE_H

#include <applibs/certstore_internal.h>
#include <applibs/certstore_structs.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A certificate with its private key, both in PEM; replaces one with the same identifier. Lengths
 * do not count an end. Returns 0, or -1 with errno: EFAULT; ERANGE something is too long; EINVAL
 * not an identifier, not a certificate, or not its key; ENOSPC; EACCES also when the key cannot be
 * decrypted with the password (NULL: none). */
int CertStore_InstallClientCertificate(const char* identifier, const char* certificate,
                                       size_t certificateLength, const char* privateKey,
                                       size_t privateKeyLength, const char* privateKeyPassword);

/* errno as above. */
int CertStore_InstallRootCACertificate(const char* identifier, const char* certificate,
                                       size_t certificateLength);

/* errno: EFAULT; ENOENT. */
int CertStore_DeleteCertificate(const char* identifier);

ssize_t CertStore_GetCertificateCount(void);

/* In the order of the identifiers. errno: EFAULT; ERANGE past the last one. */
int CertStore_GetCertificateIdentifierAt(size_t index, CertStore_Identifier* outIdentifier);

/* Bytes. */
ssize_t CertStore_GetAvailableSpace(void);

/* The certificate goes to another identifier and replaces what was there. errno: EFAULT; EINVAL;
 * ENOENT. */
int CertStore_MoveCertificate(const char* oldIdentifier, const char* newIdentifier);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_CERTSTORE_H */
