/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GPIO 0 to 23, the groups of four. The manifest needs "Gpio" with the pins. */
#ifndef COMMON_M4_GPIO_H
#define COMMON_M4_GPIO_H

#include <stdbool.h>

#include "cpu.h"

#define GPIO_GROUP(pin, offset) REGISTER(0x38010000u + 0x10000u * ((pin) / 4u) + (offset))

static inline void gpio_make_output(unsigned pin) {
  const uint32_t bit = 1u << (pin % 4u);
  GPIO_GROUP(pin, 0x68) = bit; /* input buffer off */
  GPIO_GROUP(pin, 0x24) = bit; /* output driver on */
}

static inline void gpio_make_input(unsigned pin) {
  const uint32_t bit = 1u << (pin % 4u);
  GPIO_GROUP(pin, 0x28) = bit;
  GPIO_GROUP(pin, 0x64) = bit;
}

static inline void gpio_write(unsigned pin, bool high) {
  GPIO_GROUP(pin, high ? 0x14 : 0x18) = 1u << (pin % 4u);
}

static inline bool gpio_read(unsigned pin) {
  return (GPIO_GROUP(pin, 0x04) & (1u << (pin % 4u))) != 0;
}

#endif /* COMMON_M4_GPIO_H */
