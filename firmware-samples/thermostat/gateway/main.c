/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thermostat's gateway, on the A7. It gets a reading from the sensor's core each second,
 * decides how fast the fan turns, tells the fan's core, and sends telemetry to the IoT hub.
 *
 *   cores.c    messages to and from the real-time cores
 *   control.c  the decision
 *   hub.c      the connection to the hub, over mqtt.c
 *
 * Everything happens in callbacks of one EventLoop; nothing blocks but the name resolution.
 */
#include <applibs/eventloop.h>
#include <applibs/log.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "cores.h"
#include "hub.h"
#include "options.h"

/* Reported by the OS when the app ends. */
enum exit_code {
  EXIT_SUCCESSFUL = 0,
  EXIT_TERMINATED = 1,
  EXIT_BAD_OPTIONS = 2,
  EXIT_NO_CORES = 3,
  EXIT_NO_HUB = 4,
  EXIT_EVENT_LOOP = 5,
};

struct gateway {
  struct options options;
  struct control control;
  struct cores cores;
  struct hub hub;
  struct sensor_reading reading;
  struct fan_report report;
};

static volatile sig_atomic_t terminated;

/* Only async-signal-safe work is allowed here. */
static void on_terminate(int signal_number) {
  (void)signal_number;
  terminated = 1;
}

static void send_telemetry(struct gateway* gateway) {
  const int32_t value = gateway->reading.millidegrees;
  char json[HUB_MESSAGE_SIZE];
  snprintf(json, sizeof(json),
           "{\"sequence\":%u,\"temperature\":%s%d.%03d,\"fanDuty\":%u,\"fanRpm\":%u}",
           gateway->reading.sequence, value < 0 ? "-" : "", abs(value) / 1000, abs(value) % 1000,
           gateway->report.duty_percent, gateway->report.rpm);
  hub_send_telemetry(&gateway->hub, json, value >= CONTROL_FULL_MILLIDEGREES);
}

static void on_reading(void* context, const struct sensor_reading* reading) {
  struct gateway* gateway = context;
  gateway->reading = *reading;
  const struct fan_command command = {
      .sequence = reading->sequence,
      .duty_percent = control_step(&gateway->control, reading->millidegrees),
  };
  cores_command_fan(&gateway->cores, &command);
  Log_Debug("gateway: %d.%03d C, fan to %u %%\n", reading->millidegrees / 1000,
            abs(reading->millidegrees) % 1000, command.duty_percent);
}

/* The fan's answer completes the picture of a reading: now the hub can have it. */
static void on_report(void* context, const struct fan_report* report) {
  struct gateway* gateway = context;
  gateway->report = *report;
  if (report->sequence % gateway->options.telemetry_every == 0) {
    send_telemetry(gateway);
  }
}

static enum exit_code start(struct gateway* gateway, EventLoop* loop, int argc, char* argv[]) {
  struct sigaction action = {.sa_handler = on_terminate};
  sigaction(SIGTERM, &action, NULL);
  if (!options_parse(&gateway->options, argc, argv)) {
    return EXIT_BAD_OPTIONS;
  }
  const struct cores_handlers handlers = {on_reading, on_report, gateway};
  if (!cores_open(&gateway->cores, loop, handlers)) {
    return EXIT_NO_CORES;
  }
  if (!hub_open(&gateway->hub, loop, &gateway->options)) {
    return EXIT_NO_HUB;
  }
  Log_Debug("gateway: started\n");
  return EXIT_SUCCESSFUL;
}

int main(int argc, char* argv[]) {
  static struct gateway gateway;
  EventLoop* loop = EventLoop_Create();
  if (loop == NULL) {
    Log_Debug("gateway: cannot make an event loop: %s (%d)\n", strerror(errno), errno);
    return EXIT_EVENT_LOOP;
  }
  enum exit_code result = start(&gateway, loop, argc, argv);
  while (result == EXIT_SUCCESSFUL) {
    if (EventLoop_Run(loop, -1, true) == EventLoop_Run_Failed && errno != EINTR) {
      result = EXIT_EVENT_LOOP;
    } else if (terminated) {
      result = EXIT_TERMINATED;
    }
  }
  if (result == EXIT_TERMINATED || result == EXIT_EVENT_LOOP) {
    hub_close(&gateway.hub);
    cores_close(&gateway.cores);
  }
  EventLoop_Close(loop);
  return result;
}
