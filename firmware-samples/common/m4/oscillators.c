/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oscillators.h"

float oscillate(float step) {
  float x0 = 1.0f, x1 = 0.5f, x2 = 0.25f, x3 = 0.125f;
  float v0 = 0.0f, v1 = 0.1f, v2 = 0.2f, v3 = 0.3f;
  for (int i = 0; i < 2000; i++) {
    v0 += step * (x1 - 2.0f * x0);
    v1 += step * (x0 - 2.0f * x1 + x2);
    v2 += step * (x1 - 2.0f * x2 + x3);
    v3 += step * (x2 - 2.0f * x3);
    x0 += step * v0;
    x1 += step * v1;
    x2 += step * v2;
    x3 += step * v3;
  }
  return x0 + x1 + x2 + x3 + v0 + v1 + v2 + v3;
}
