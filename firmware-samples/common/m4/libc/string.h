/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For code of others that includes the standard header; see memory.h. */
#ifndef COMMON_M4_LIBC_STRING_H
#define COMMON_M4_LIBC_STRING_H

#include "../memory.h"

#endif /* COMMON_M4_LIBC_STRING_H */
