/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pwm.h"

#include "cpu.h"

#define GROUP(controller) (0x38010000u + 0x10000u * (controller))
#define GROUP_GLOBAL_CTRL(controller) REGISTER(GROUP(controller))
#define PWM_GLO_CTRL(controller) REGISTER(GROUP(controller) + 0x1000u)
#define PWM_CTRL(controller, channel) REGISTER(GROUP(controller) + 0x1100u + 0x10u * (channel))
#define PWM_PARAM_S0(controller, channel) REGISTER(GROUP(controller) + 0x1104u + 0x10u * (channel))

enum {
  GLOBAL_PWM_RUN = 1 << 2, /* reset, active low */
  GLO_CLOCK_MASK = 3 << 1,
  GLO_CLOCK_2_MHZ = 1 << 1,
  CTRL_KICK = 1 << 0,
  CTRL_REPLAY = 1 << 1,
  CTRL_CLOCK = 1 << 4,
  CTRL_STAY_IN_S0 = 1 << 8,
};

void pwm_init(unsigned controller) {
  GROUP_GLOBAL_CTRL(controller) |= GLOBAL_PWM_RUN;
  PWM_GLO_CTRL(controller) =
      (PWM_GLO_CTRL(controller) & ~(uint32_t)GLO_CLOCK_MASK) | GLO_CLOCK_2_MHZ;
}

void pwm_set(unsigned controller, unsigned channel, uint16_t period, uint16_t on) {
  const uint32_t ctrl = CTRL_STAY_IN_S0 | CTRL_CLOCK | CTRL_REPLAY;
  PWM_PARAM_S0(controller, channel) = (uint32_t)(period - on) << 16 | on;
  PWM_CTRL(controller, channel) = ctrl;
  PWM_CTRL(controller, channel) = ctrl | CTRL_KICK;
}

uint16_t pwm_on_ticks(unsigned controller, unsigned channel) {
  return (uint16_t)PWM_PARAM_S0(controller, channel);
}
