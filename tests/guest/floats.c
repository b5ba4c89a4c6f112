/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Floating point through the calling convention, the C library and SIMD. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static float dot(const float* a, const float* b, int count) {
  float sum[4] = {0};
  for (int i = 0; i < count; i += 4) { /* the compiler makes this a NEON loop */
    for (int lane = 0; lane < 4; lane++) {
      sum[lane] += a[i + lane] * b[i + lane];
    }
  }
  return sum[0] + sum[1] + sum[2] + sum[3];
}

static uint64_t bits(double value) {
  uint64_t result;
  memcpy(&result, &value, sizeof(result));
  return result;
}

int main(void) {
  printf("%.10f %e %g\n", 3.14159265358979, 6.02214076e23, 1e-7);
  printf("%s %s %s\n", 1.0 / -HUGE_VAL < 0 ? "negative" : "zero", isnan(NAN) ? "nan" : "number",
         isinf(HUGE_VAL) ? "inf" : "finite");
  volatile double two = 2.0;
  printf("sqrt %016llx sin %016llx exp %016llx\n", (unsigned long long)bits(sqrt(two)),
         (unsigned long long)bits(sin(two)), (unsigned long long)bits(exp(two)));
  volatile float third = 1.0f / 3.0f;
  printf("fma %.9g, to int %d, from unsigned %.1f\n", (double)fmaf(third, 3.0f, -1.0f),
         (int)(third * 100.0f), (double)(float)4294967295u);
  float a[64];
  float b[64];
  for (int i = 0; i < 64; i++) {
    a[i] = (float)i * 0.5f;
    b[i] = (float)(64 - i) * 0.25f;
  }
  printf("dot %.3f\n", (double)dot(a, b, 64));
  return 0;
}
