/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the compiler expects of a C library, and nothing more: the samples link without one. */
#ifndef COMMON_M4_MEMORY_H
#define COMMON_M4_MEMORY_H

#include <stddef.h>

void* memcpy(void* restrict target, const void* restrict source, size_t size);
void* memmove(void* target, const void* source, size_t size);
void* memset(void* target, int value, size_t size);
int memcmp(const void* left, const void* right, size_t size);

#endif /* COMMON_M4_MEMORY_H */
