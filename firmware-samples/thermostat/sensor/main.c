/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thermostat's sensor, on the first M4. A timer starts a conversion each second; its result
 * becomes a temperature, a line on the debug UART, and a message to the gateway. Everything between
 * is sleep: the core works for a few milliseconds of each second.
 */
#include "../protocol.h"
#include "adc.h"
#include "console.h"
#include "cpu.h"
#include "gpt.h"
#include "intercore.h"

enum { TEMPERATURE_CHANNEL = 0 };

static const struct component_id gateway = GATEWAY_COMPONENT_ID_FIELDS;

static volatile bool second_passed;

static void on_second(void) {
  second_passed = true;
  adc_start(TEMPERATURE_CHANNEL); /* here, so that samples are evenly spaced */
}

/* A TMP36 gives 500 mV at 0 degrees and 10 mV for each degree above. */
static int32_t to_millidegrees(uint16_t sample) {
  const int32_t microvolts = (int32_t)(sample * (ADC_REFERENCE_MV * 1000LL) / ADC_FULL_SCALE);
  return (microvolts - 500000) / 10;
}

static void print_reading(const struct sensor_reading* reading, enum intercore_result sent) {
  const int32_t value = reading->millidegrees;
  const uint32_t magnitude = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
  console_printf("sensor: #%u %s%u.%03u C%s\n", (unsigned)reading->sequence, value < 0 ? "-" : "",
                 (unsigned)(magnitude / 1000), (unsigned)(magnitude % 1000),
                 sent == INTERCORE_OK          ? ""
                 : sent == INTERCORE_NOT_READY ? " (no gateway yet)"
                                               : " (not sent)");
}

int main(void) {
  cpu_use_pll();
  console_init();
  adc_init();
  intercore_init(NULL);
  console_printf("sensor: started\n");
  gpt_start(0, GPT_HZ, true, on_second);

  struct sensor_reading reading = {0};
  for (;;) {
    CPU_SLEEP_UNTIL(second_passed && adc_ready());
    second_passed = false;
    uint16_t sample;
    if (!adc_take(&sample)) {
      continue;
    }
    reading.sequence++;
    reading.millidegrees = to_millidegrees(sample);
    (void)intercore_poll_ready();
    print_reading(&reading, intercore_send(&gateway, &reading, sizeof(reading)));
  }
}
