/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The RDB's buttons as external interrupts: A is debounced and interrupts when it goes down, B is
 * not debounced and interrupts both ways. Each interrupt changes a light. The handlers get into the
 * vector table at run time.
 */
#include "console.h"
#include "cpu.h"
#include "gpio.h"

#define EINT_CONTROL(number) REGISTER(0x21000000u + 4u * (number))
#define VTOR REGISTER(0xE000ED08u)

enum {
  BUTTON_A = 12,
  BUTTON_B = 13,
  LIGHT_A = 8,
  LIGHT_B = 9,
  FIRST_EINT_IRQ = 20,
  EXCEPTIONS = 16,
  BOTH_EDGES = 1 << 7,
  FALLING = 1 << 8,
  DEBOUNCE = 1 << 9,
  DEBOUNCE_10_MS = 3 << 4 | 10, /* ten periods of 8 kHz / 2^3 */
};

static bool lights[2] = {true, true}; /* the levels; active low */

static void change(unsigned light) {
  lights[light] = !lights[light];
  gpio_write(LIGHT_A + light, lights[light]);
}
static void button_a_handler(void) { change(0); }
static void button_b_handler(void) { change(1); }

static void install(unsigned eint, void (*handler)(void)) {
  volatile uint32_t* vectors = (volatile uint32_t*)VTOR;
  vectors[EXCEPTIONS + FIRST_EINT_IRQ + eint] = (uint32_t)handler;
  cpu_data_barrier();
  irq_enable((enum irq)(FIRST_EINT_IRQ + eint), 2);
}

int main(void) {
  cpu_use_pll();
  console_init();
  for (unsigned light = LIGHT_A; light <= LIGHT_B; light++) {
    gpio_write(light, true);
    gpio_make_output(light);
  }
  gpio_make_input(BUTTON_A);
  gpio_make_input(BUTTON_B);
  EINT_CONTROL(BUTTON_A) = DEBOUNCE_10_MS | FALLING | DEBOUNCE;
  EINT_CONTROL(BUTTON_B) = BOTH_EDGES;
  install(BUTTON_A, button_a_handler);
  install(BUTTON_B, button_b_handler);
  console_printf("A %u, B %u\n", (unsigned)gpio_read(BUTTON_A), (unsigned)gpio_read(BUTTON_B));
  return 0; /* the start code sleeps on */
}
