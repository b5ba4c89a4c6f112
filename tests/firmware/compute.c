/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work without devices: a checksum, a matrix product in floating point, a sort. Prints results that
 * can be computed elsewhere. */
#include "console.h"
#include "cpu.h"

enum { BYTES = 4096, ORDER = 24, NUMBERS = 1000 };

static uint8_t bytes[BYTES];
static float left[ORDER][ORDER];
static float right[ORDER][ORDER];
static float product[ORDER][ORDER];
static uint32_t numbers[NUMBERS];

static uint32_t crc32(const uint8_t* data, uint32_t size) {
  uint32_t crc = 0xFFFFFFFFu;
  for (uint32_t i = 0; i < size; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++) {
      crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
    }
  }
  return ~crc;
}

static int32_t trace_of_product(void) {
  for (int i = 0; i < ORDER; i++) {
    for (int j = 0; j < ORDER; j++) {
      left[i][j] = (float)(i + j) * 0.5f;
      right[i][j] = (float)(i + 2 * j) * 0.25f;
    }
  }
  float trace = 0;
  for (int i = 0; i < ORDER; i++) {
    for (int j = 0; j < ORDER; j++) {
      float sum = 0;
      for (int k = 0; k < ORDER; k++) {
        sum += left[i][k] * right[k][j];
      }
      product[i][j] = sum;
    }
    trace += product[i][i];
  }
  return (int32_t)trace;
}

static uint32_t sort_and_sum(void) {
  uint32_t state = 12345;
  for (int i = 0; i < NUMBERS; i++) {
    state = state * 1664525u + 1013904223u;
    numbers[i] = state >> 8;
  }
  for (int i = 1; i < NUMBERS; i++) {
    const uint32_t value = numbers[i];
    int at = i;
    for (; at > 0 && numbers[at - 1] > value; at--) {
      numbers[at] = numbers[at - 1];
    }
    numbers[at] = value;
  }
  uint32_t sum = 0;
  for (int i = 0; i < NUMBERS; i++) {
    sum = sum * 31u + numbers[i];
  }
  return sum;
}

int main(void) {
  cpu_use_pll();
  console_init();
  for (uint32_t i = 0; i < BYTES; i++) {
    bytes[i] = (uint8_t)(i * 7u + 3u);
  }
  console_printf("crc32 %08x\n", (unsigned)crc32(bytes, BYTES));
  console_printf("trace %d\n", (int)trace_of_product());
  console_printf("sort %08x\n", (unsigned)sort_and_sum());
  console_printf("done\n");
  return 0;
}
