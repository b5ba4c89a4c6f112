/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A million reads of a device register, then a line. */
#include "console.h"
#include "cpu.h"
#include "gpt.h"

int main(void) {
  cpu_use_pll();
  console_init();
  gpt2_start();
  uint32_t before = gpt2_count();
  uint32_t backwards = 0;
  for (uint32_t i = 0; i < 1000000; i++) {
    const uint32_t now = gpt2_count();
    if (now < before) {
      backwards++;
    }
    before = now;
  }
  console_printf("1000000 reads, %u went backwards\n", (unsigned)backwards);
  return 0;
}
