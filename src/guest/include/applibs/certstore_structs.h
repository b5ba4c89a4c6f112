/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structures of certstore.h; include that. */
#ifndef APPLIBS_CERTSTORE_STRUCTS_H
#define APPLIBS_CERTSTORE_STRUCTS_H

#define CERTSTORE_MAX_CERT_SIZE 8192
#define CERTSTORE_MAX_PRIVATE_KEY_PASSWORD_LENGTH 256
#define CERTSTORE_MAX_IDENTIFIER_LENGTH 16
#define CERTSTORE_SUBJECTNAME_MAX_LENGTH 300
#define CERTSTORE_ISSUERNAME_MAX_LENGTH 300

struct CertStore_Identifier {
  char identifier[CERTSTORE_MAX_IDENTIFIER_LENGTH + 1];
};
typedef struct CertStore_Identifier CertStore_Identifier;

struct CertStore_SubjectName {
  char name[CERTSTORE_SUBJECTNAME_MAX_LENGTH + 1];
};
typedef struct CertStore_SubjectName CertStore_SubjectName;

struct CertStore_IssuerName {
  char name[CERTSTORE_ISSUERNAME_MAX_LENGTH + 1];
};
typedef struct CertStore_IssuerName CertStore_IssuerName;

#endif /* APPLIBS_CERTSTORE_STRUCTS_H */
