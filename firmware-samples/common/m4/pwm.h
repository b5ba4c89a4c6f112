/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pulse-width outputs: controller 0 drives GPIO 0-3, 1 drives 4-7, 2 drives 8-11. The manifest
 * needs "Pwm" with the controller. */
#ifndef COMMON_M4_PWM_H
#define COMMON_M4_PWM_H

#include <stdint.h>

enum { PWM_HZ = 2000000 };

void pwm_init(unsigned controller);

/* High for `on` and low for `period - on` ticks of PWM_HZ, from now on. period: 1 to 65535. */
void pwm_set(unsigned controller, unsigned channel, uint16_t period, uint16_t on);

/* The on-time that the hardware is set to. */
uint16_t pwm_on_ticks(unsigned controller, unsigned channel);

#endif /* COMMON_M4_PWM_H */
