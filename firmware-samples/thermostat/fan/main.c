/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thermostat's fan, on the second M4. The gateway says how fast; this core drives the pin, and
 * reports. What must hold when Linux, the network or the cloud is gone belongs here: without a
 * command for some seconds the fan runs at full speed.
 */
#include "../protocol.h"
#include "console.h"
#include "cpu.h"
#include "gpt.h"
#include "intercore.h"
#include "pwm.h"

enum {
  FAN_CONTROLLER = 0,
  FAN_CHANNEL = 0,   /* GPIO 0 */
  PERIOD_TICKS = 80, /* 2 MHz / 80 = 25 kHz, the usual rate for 4-wire fans */
  FAN_RPM_AT_FULL = 3000,
  FULL_SPEED = 100,
};

static const struct component_id gateway = GATEWAY_COMPONENT_ID_FIELDS;

static volatile bool message_waits;
static volatile bool second_passed;

static void on_intercore_event(void) { message_waits = true; }
static void on_second(void) { second_passed = true; }

static void set_duty(uint32_t percent) {
  pwm_set(FAN_CONTROLLER, FAN_CHANNEL, PERIOD_TICKS, (uint16_t)(PERIOD_TICKS * percent / 100));
}

/* What the hardware is set to, not what we were told. */
static uint32_t duty(void) {
  return (uint32_t)pwm_on_ticks(FAN_CONTROLLER, FAN_CHANNEL) * 100 / PERIOD_TICKS;
}

static void obey(const struct fan_command* command) {
  const uint32_t wanted = command->duty_percent > 100 ? 100 : command->duty_percent;
  const uint32_t before = duty();
  set_duty(wanted);
  const struct fan_report report = {
      .sequence = command->sequence,
      .duty_percent = (uint16_t)duty(),
      .rpm = (uint16_t)(duty() * FAN_RPM_AT_FULL / 100),
  };
  if (report.duty_percent != before) {
    console_printf("fan: %u %%, %u rpm\n", report.duty_percent, report.rpm);
  }
  if (intercore_send(&gateway, &report, sizeof(report)) != INTERCORE_OK) {
    console_printf("fan: report #%u was not sent\n", (unsigned)report.sequence);
  }
}

/* Returns whether a command came. */
static bool handle_messages(void) {
  bool any = false;
  for (;;) {
    struct component_id from;
    struct fan_command command;
    size_t size = sizeof(command);
    const enum intercore_result result = intercore_receive(&from, &command, &size);
    if (result != INTERCORE_OK) {
      return any;
    }
    if (size == sizeof(command) && component_id_equal(&from, &gateway)) {
      obey(&command);
      any = true;
    }
  }
}

int main(void) {
  cpu_use_pll();
  console_init();
  pwm_init(FAN_CONTROLLER);
  set_duty(0);
  intercore_init(on_intercore_event);
  console_printf("fan: started\n");
  gpt_start(0, GPT_HZ, true, on_second);

  uint32_t seconds_without_command = 0;
  for (;;) {
    CPU_SLEEP_UNTIL(message_waits || second_passed);
    if (message_waits) {
      message_waits = false; /* before looking: what comes later sets it again */
      if (intercore_poll_ready() && handle_messages()) {
        seconds_without_command = 0;
      }
    }
    if (second_passed) {
      second_passed = false;
      (void)intercore_poll_ready();
      if (++seconds_without_command == FAN_WATCHDOG_SECONDS && duty() != FULL_SPEED) {
        set_duty(FULL_SPEED);
        console_printf("fan: no command for %u s, full speed\n", FAN_WATCHDOG_SECONDS);
      }
    }
  }
}
