/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pins of a device: what gpio.h promises, and what the kernel's interface below it refuses. The
 * manifest lists 8 (an LED), 12 (a button, pressed from 100 ms to 200 ms) and 59. */
#include <applibs/gpio.h>
#include <applibs/log.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char* told(int result) { return result < 0 ? strerror(errno) : "ok"; }

static int value_of(int fd) {
  GPIO_Value_Type value = 99;
  return GPIO_GetValue(fd, &value) < 0 ? -1 : value;
}

static void wait_until(long milliseconds) {
  const struct timespec at = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

static void refusals(void) {
  printf("not in the manifest: %s\n", told(GPIO_OpenAsInput(9)));
  printf("no such pin: %s, %s\n", told(GPIO_OpenAsInput(-1)), told(GPIO_OpenAsInput(94)));
  printf("bad mode: %s\n", told(GPIO_OpenAsOutput(8, 3, GPIO_Value_Low)));
  printf("bad value: %s\n", told(GPIO_OpenAsOutput(8, GPIO_OutputMode_PushPull, 2)));
  printf("not a pin: %s\n", told(GPIO_GetValue(0, &(GPIO_Value_Type){0})));
}

static void outputs(void) {
  int led = GPIO_OpenAsOutput(8, GPIO_OutputMode_PushPull, GPIO_Value_Low);
  printf("led: %s, level %d\n", told(led), value_of(led));
  printf("again: %s\n", told(GPIO_OpenAsOutput(8, GPIO_OutputMode_PushPull, GPIO_Value_High)));
  printf("still %d\n", value_of(led));
  GPIO_SetValue(led, GPIO_Value_High);
  printf("set: level %d\n", value_of(led));
  printf("bad value: %s\n", told(GPIO_SetValue(led, 2)));
  printf("nowhere to put it: %s\n", told(GPIO_GetValue(led, NULL)));
  close(led);
  int again = GPIO_OpenAsOutput(8, GPIO_OutputMode_PushPull, GPIO_Value_Low);
  printf("closed and opened: %s, level %d\n", told(again), value_of(again));
  GPIO_SetValue(again, GPIO_Value_High);
  close(again);

  /* The LED holds its pin high when nobody drives it. */
  int drain = GPIO_OpenAsOutput(8, GPIO_OutputMode_OpenDrain, GPIO_Value_High);
  printf("open drain: high %d", value_of(drain));
  GPIO_SetValue(drain, GPIO_Value_Low);
  printf(", low %d\n", value_of(drain));
  close(drain);
  int source = GPIO_OpenAsOutput(59, GPIO_OutputMode_OpenSource, GPIO_Value_High);
  printf("open source: high %d", value_of(source));
  GPIO_SetValue(source, GPIO_Value_Low);
  printf(", low %d\n", value_of(source));
  close(source);
}

static void button(void) {
  int fd = GPIO_OpenAsInput(12);
  printf("button: %s, level %d\n", told(fd), value_of(fd));
  printf("set: %s, level %d\n", told(GPIO_SetValue(fd, GPIO_Value_Low)), value_of(fd));
  wait_until(150);
  printf("pressed: level %d\n", value_of(fd));
  wait_until(250);
  printf("released: level %d\n", value_of(fd));

  /* A child has the handle, too: the pin is free when both have closed it. */
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    _exit(value_of(fd) == 1 ? 7 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  printf("a child reads it: %d\n", WEXITSTATUS(status));
  printf("still ours: %s\n", told(GPIO_OpenAsInput(12)));
  close(fd);
  printf("free: %s\n", told(GPIO_OpenAsInput(12)));
}

static void below(void) {
  int chip = open("/dev/gpiochip0", O_RDWR | O_CLOEXEC);
  struct gpiochip_info info;
  memset(&info, 0, sizeof(info));
  printf("chip: %s, %s, %u lines\n", told(ioctl(chip, GPIO_GET_CHIPINFO_IOCTL, &info)), info.name,
         info.lines);
  struct gpioline_info line = {.line_offset = 12};
  printf("line: %s, flags %u, consumer %s\n", told(ioctl(chip, GPIO_GET_LINEINFO_IOCTL, &line)),
         line.flags, line.consumer);
  struct gpiohandle_request both = {.lineoffsets = {8, 59},
                                    .flags = GPIOHANDLE_REQUEST_OUTPUT,
                                    .default_values = {1, 1},
                                    .lines = 2};
  int made = ioctl(chip, GPIO_GET_LINEHANDLE_IOCTL, &both);
  struct gpiohandle_data data = {{0}};
  printf("two lines: %s", told(made));
  ioctl(both.fd, GPIOHANDLE_GET_LINE_VALUES_IOCTL, &data);
  printf(", %u %u\n", data.values[0], data.values[1]);

  static const unsigned long addresses[] = {0, 3, 0xbffffff0, 0xffffffff};
  for (unsigned i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
    void* nowhere = (void*)addresses[i];
    printf("at %#lx: %s", addresses[i], told(ioctl(chip, GPIO_GET_CHIPINFO_IOCTL, nowhere)));
    printf(", %s", told(ioctl(chip, GPIO_GET_LINEHANDLE_IOCTL, nowhere)));
    printf(", %s\n", told(ioctl(both.fd, GPIOHANDLE_SET_LINE_VALUES_IOCTL, nowhere)));
  }
  printf("not a request: %s\n", told(ioctl(chip, 0xdeadbeef, &data)));
  printf("not a terminal: %s\n", told(isatty(both.fd) ? 0 : -1));
}

int main(void) {
  refusals();
  outputs();
  button();
  below();
  Log_Debug("the end, and no newline");
  return 0;
}
