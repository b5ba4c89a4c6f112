// SPDX-License-Identifier: GPL-2.0-or-later
//
// The work of the speed benchmarks: the same source runs on the M4, under qemu-system-arm and on
// the A7, so that the figures compare like with like. CRC-32, an integer matrix product and a sort:
// table look-ups, multiply-accumulate, and branches that are hard to predict.
#pragma once

#include <stdint.h>

enum { kBuffer = 1024, kMatrix = 16, kKeys = 256 };

struct Work {
  uint32_t table[256];
  uint8_t buffer[kBuffer];
  int32_t a[kMatrix][kMatrix], b[kMatrix][kMatrix], c[kMatrix][kMatrix];
  uint32_t keys[kKeys];
  uint32_t seed;
};

static inline uint32_t next_random(struct Work* w) {
  w->seed ^= w->seed << 13;
  w->seed ^= w->seed >> 17;
  w->seed ^= w->seed << 5;
  return w->seed;
}

static inline void work_init(struct Work* w) {
  w->seed = 0x12345678u;
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) ? 0xEDB88320u : 0);
    w->table[i] = value;
  }
  for (int i = 0; i < kBuffer; ++i) w->buffer[i] = (uint8_t)next_random(w);
  for (int i = 0; i < kMatrix; ++i) {
    for (int j = 0; j < kMatrix; ++j) {
      w->a[i][j] = (int32_t)(next_random(w) & 0xFF);
      w->b[i][j] = (int32_t)(next_random(w) & 0xFF);
    }
  }
}

/// One round: about 50,000 instructions. The result depends on all of it.
static inline uint32_t work_round(struct Work* w) {
  uint32_t crc = 0xFFFFFFFFu;
  for (int i = 0; i < kBuffer; ++i) crc = (crc >> 8) ^ w->table[(crc ^ w->buffer[i]) & 0xFF];
  for (int i = 0; i < kMatrix; ++i) {
    for (int j = 0; j < kMatrix; ++j) {
      int32_t sum = 0;
      for (int k = 0; k < kMatrix; ++k) sum += w->a[i][k] * w->b[k][j];
      w->c[i][j] = sum;
    }
  }
  for (int i = 0; i < kKeys; ++i) w->keys[i] = next_random(w);
  for (int gap = kKeys / 2; gap > 0; gap /= 2) {
    for (int i = gap; i < kKeys; ++i) {
      const uint32_t key = w->keys[i];
      int j = i;
      for (; j >= gap && w->keys[j - gap] > key; j -= gap) w->keys[j] = w->keys[j - gap];
      w->keys[j] = key;
    }
  }
  w->buffer[w->seed % kBuffer] ^= (uint8_t)crc;
  return crc ^ (uint32_t)w->c[3][5] ^ w->keys[kKeys / 2];
}
