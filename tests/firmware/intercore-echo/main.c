/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sends every message from the A7 back to where it came from. */
#include "console.h"
#include "cpu.h"
#include "gpt.h"
#include "intercore.h"

static volatile bool event;

static void on_event(void) { event = true; }

int main(void) {
  static uint8_t payload[INTERCORE_MAX_PAYLOAD];
  cpu_use_pll();
  console_init();
  intercore_init(on_event);
  console_printf("echo: started\n");
  gpt_start(0, GPT_HZ / 100, true, on_event); /* the handshake brings no interrupt */
  while (!intercore_poll_ready()) {
    CPU_SLEEP_UNTIL(event);
    event = false;
  }
  gpt_stop(0);
  console_printf("echo: connected\n");

  for (;;) {
    struct component_id from;
    size_t size = sizeof(payload);
    const enum intercore_result result = intercore_receive(&from, payload, &size);
    if (result == INTERCORE_EMPTY) {
      CPU_SLEEP_UNTIL(event);
      event = false;
      continue;
    }
    if (result != INTERCORE_OK) {
      console_printf("echo: receive failed with %d\n", (int)result);
      return 1;
    }
    while (intercore_send(&from, payload, size) == INTERCORE_NO_SPACE) {
      CPU_SLEEP_UNTIL(event); /* the A7 has read */
      event = false;
    }
  }
}
