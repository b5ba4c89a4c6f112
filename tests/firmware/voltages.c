/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ADC: channel 0 ten times a second by its interrupt, then one scan of channels 0 to 3 with the
 * other reference.
 */
#include "adc.h"
#include "console.h"
#include "cpu.h"
#include "gpt.h"

#define ADC(offset) REGISTER(0x38000000u + (offset))
#define ADC_CTL0 ADC(0x100)
#define ADC_CTL3 ADC(0x10C)
#define ADC_RBR ADC(0x200)
#define ADC_IER ADC(0x204)
#define ADC_LSR ADC(0x214)

enum {
  TENTH = 3277, /* of GPT_HZ */
  SAMPLES = 9,
  REFERENCE_1_8_V = 1u << 31,
  SCAN_0_TO_3 = 0xF << 16 | 20 << 9 | 8 << 4 | 1,
};

static void on_tenth(void) { adc_start(0); }

int main(void) {
  cpu_use_pll();
  console_init();
  adc_init();
  gpt_start(0, TENTH, true, on_tenth);
  for (int i = 0; i < SAMPLES; i++) {
    uint16_t sample = 0;
    CPU_SLEEP_UNTIL(adc_ready());
    adc_take(&sample);
    console_printf("channel 0: %u\n", (unsigned)sample);
  }
  gpt_stop(0);

  ADC_IER = 0;
  ADC_CTL3 |= REFERENCE_1_8_V;
  ADC_CTL0 = 0;
  ADC_CTL0 = SCAN_0_TO_3;
  for (int results = 0; results < 4; results++) {
    while ((ADC_LSR & 1) == 0) {
    }
    const uint32_t result = ADC_RBR;
    console_printf("scan %u: %u\n", (unsigned)(result & 0xF), (unsigned)(result >> 4 & 0xFFF));
  }
  return 0;
}
