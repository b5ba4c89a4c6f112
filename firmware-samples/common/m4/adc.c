/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "adc.h"

#include "cpu.h"

#define ADC(offset) REGISTER(0x38000000u + (offset))
#define ADC_GLOBAL_CTRL ADC(0x000)
#define ADC_CTL0 ADC(0x100)
#define ADC_CTL3 ADC(0x10C)
#define ADC_RBR ADC(0x200)
#define ADC_IER ADC(0x204)
#define ADC_TRI_LVL ADC(0x260)
#define ADC_DEBUG16 ADC(0x2D4)

enum {
  CTL0_ENABLE = 1,
  CTL0_AVERAGE_16 = 4 << 1,
  CTL0_CHANNEL_TIME = 8 << 4,
  CTL0_INIT_TIME = 20 << 9,
  CTL0_CHANNEL_MAP = 16, /* shift */
  IER_RECEIVED = 1,
  TRIGGER_LEVEL_1 = 1 << 2,
};

static volatile uint16_t latest;
static volatile bool ready;

/* How many results wait: the distance of the FIFO's two pointers, which count modulo 32. */
static uint32_t fifo_level(void) {
  uint32_t pointers = ADC_DEBUG16;
  return (((pointers >> 5) & 31u) - (pointers & 31u)) & 31u;
}

void adc_init(void) {
  ADC_GLOBAL_CTRL &= ~1u; /* reset, active low */
  ADC_GLOBAL_CTRL |= 1u;
  ADC_CTL3 &= ~(1u << 31); /* reference 2.5 V */
  ADC_TRI_LVL = (ADC_TRI_LVL & ~(31u << 2)) | TRIGGER_LEVEL_1;
  while (fifo_level() > 0) {
    (void)ADC_RBR;
  }
  ADC_IER = IER_RECEIVED;
  irq_enable(IRQ_ADC, 2);
}

void adc_start(unsigned channel) {
  ready = false;
  ADC_CTL0 = (1u << (CTL0_CHANNEL_MAP + channel)) | CTL0_INIT_TIME | CTL0_CHANNEL_TIME |
             CTL0_AVERAGE_16 | CTL0_ENABLE;
}

void adc_handler(void) {
  ADC_CTL0 &= ~(uint32_t)CTL0_ENABLE; /* one scan; the next start is an edge of this bit */
  while (fifo_level() > 0) {
    latest = (uint16_t)((ADC_RBR >> 4) & 0xFFFu);
    ready = true;
  }
}

bool adc_ready(void) { return ready; }

bool adc_take(uint16_t* sample) {
  if (!ready) {
    return false;
  }
  ready = false;
  *sample = latest;
  return true;
}
