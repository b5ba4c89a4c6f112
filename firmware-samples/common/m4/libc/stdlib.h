/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For code of others that includes the standard header and needs its types only. */
#ifndef COMMON_M4_LIBC_STDLIB_H
#define COMMON_M4_LIBC_STDLIB_H

#include <stddef.h>

#endif /* COMMON_M4_LIBC_STDLIB_H */
