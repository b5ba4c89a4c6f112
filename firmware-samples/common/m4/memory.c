/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "memory.h"

#include <stdint.h>

void* memcpy(void* restrict target, const void* restrict source, size_t size) {
  uint8_t* to = target;
  const uint8_t* from = source;
  while (size-- > 0) {
    *to++ = *from++;
  }
  return target;
}

void* memmove(void* target, const void* source, size_t size) {
  uint8_t* to = target;
  const uint8_t* from = source;
  if ((uintptr_t)to < (uintptr_t)from) {
    for (size_t i = 0; i < size; i++) {
      to[i] = from[i];
    }
  } else {
    for (size_t i = size; i-- > 0;) {
      to[i] = from[i];
    }
  }
  return target;
}

void* memset(void* target, int value, size_t size) {
  uint8_t* to = target;
  while (size-- > 0) {
    *to++ = (uint8_t)value;
  }
  return target;
}

int memcmp(const void* left, const void* right, size_t size) {
  const uint8_t* a = left;
  const uint8_t* b = right;
  for (size_t i = 0; i < size; i++) {
    if (a[i] != b[i]) {
      return a[i] < b[i] ? -1 : 1;
    }
  }
  return 0;
}
