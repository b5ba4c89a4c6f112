/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes an LED brighter by PWM, a step a second, and begins again. */
#include <applibs/log.h>
#include <applibs/pwm.h>
#include <errno.h>
#include <hw/sample_appliance.h>
#include <string.h>
#include <unistd.h>

#include "../common/a7/sample.h"

typedef enum {
  ExitCode_Success = 0,
  ExitCode_Open = 1,
  ExitCode_Apply = 2,
  ExitCode_EventLoop = 3,
} ExitCode;

enum { period_ns = 1000000, steps = 4 };

static int pwm_fd = -1;

static int on_tick(void) {
  static unsigned int step;
  step = step % steps + 1;
  /* The LED is active low: inversed, it shines for the duty cycle. */
  const PwmState state = {.period_nsec = period_ns,
                          .dutyCycle_nsec = period_ns / steps * step,
                          .polarity = PWM_Polarity_Inversed,
                          .enabled = true};
  if (PWM_Apply(pwm_fd, SAMPLE_LED_PWM_CHANNEL, &state) < 0) {
    Log_Debug("pwm-hl: cannot apply: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Apply;
  }
  Log_Debug("pwm-hl: %u %% of brightness\n", 100 * step / steps);
  return ExitCode_Success;
}

int main(void) {
  pwm_fd = PWM_Open(SAMPLE_LED_PWM_CONTROLLER);
  if (pwm_fd < 0) {
    Log_Debug("pwm-hl: cannot open the PWM controller: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Open;
  }
  EventLoop* loop = EventLoop_Create();
  int code = loop == NULL ? ExitCode_EventLoop : sample_run(loop, 1000, on_tick);
  EventLoop_Close(loop);
  close(pwm_fd);
  return code;
}
