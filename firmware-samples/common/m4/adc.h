/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The analogue-digital converter: 8 channels, 12 bits, 2.5 V. The manifest needs "Adc". */
#ifndef COMMON_M4_ADC_H
#define COMMON_M4_ADC_H

#include <stdbool.h>
#include <stdint.h>

enum { ADC_FULL_SCALE = 4095, ADC_REFERENCE_MV = 2500 };

void adc_init(void);

/* Starts one conversion of a channel (0 to 7), the average of 16 samples. */
void adc_start(unsigned channel);

/* True once after each conversion, with the sample in 0 to ADC_FULL_SCALE. */
bool adc_take(uint16_t* sample);

/* Whether adc_take() would succeed; for CPU_SLEEP_UNTIL. */
bool adc_ready(void);

#endif /* COMMON_M4_ADC_H */
