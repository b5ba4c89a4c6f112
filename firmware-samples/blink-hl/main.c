/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A high-level app with the shape that most have: an EventLoop, timers as file descriptors, GPIO,
 * and a clean end at SIGTERM. An LED blinks; each press of button A goes to the next rate.
 */
#include <applibs/eventloop.h>
#include <applibs/gpio.h>
#include <applibs/log.h>
#include <errno.h>
#include <hw/sample_appliance.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Reported by the OS when the app ends. */
typedef enum {
  ExitCode_Success = 0,
  ExitCode_SigTerm = 1,
  ExitCode_Led = 2,
  ExitCode_Button = 3,
  ExitCode_Timer = 4,
  ExitCode_EventLoop = 5,
} ExitCode;

static volatile sig_atomic_t exit_code = ExitCode_Success;

static int led_fd = -1;
static int button_fd = -1;
static int blink_timer_fd = -1;
static int poll_timer_fd = -1;
static EventLoop* event_loop;

static const long blink_periods_ms[] = {500, 250, 125};
enum { blink_rates = sizeof(blink_periods_ms) / sizeof(blink_periods_ms[0]) };
static int blink_rate;
static GPIO_Value_Type button_before = GPIO_Value_High;

/* Only async-signal-safe work is allowed here: no Log_Debug. */
static void on_terminate(int signal_number) {
  (void)signal_number;
  exit_code = ExitCode_SigTerm;
}

static bool set_period(int timer_fd, long milliseconds) {
  const struct timespec period = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  const struct itimerspec setting = {.it_interval = period, .it_value = period};
  return timerfd_settime(timer_fd, 0, &setting, NULL) == 0;
}

/* A timer stays readable until its count of expiries has been read. */
static void consume_expiry(int timer_fd) {
  uint64_t expiries;
  if (read(timer_fd, &expiries, sizeof(expiries)) < 0 && errno != EAGAIN) {
    exit_code = ExitCode_Timer;
  }
}

static void on_blink_timer(EventLoop* el, int fd, EventLoop_IoEvents events, void* context) {
  (void)el, (void)events, (void)context;
  static bool lit = false;
  consume_expiry(fd);
  lit = !lit;
  if (GPIO_SetValue(led_fd, lit ? GPIO_Value_Low : GPIO_Value_High) < 0) { /* active low */
    exit_code = ExitCode_Led;
  }
}

static void on_poll_timer(EventLoop* el, int fd, EventLoop_IoEvents events, void* context) {
  (void)el, (void)events, (void)context;
  consume_expiry(fd);
  GPIO_Value_Type button;
  if (GPIO_GetValue(button_fd, &button) < 0) {
    exit_code = ExitCode_Button;
    return;
  }
  if (button == GPIO_Value_Low && button_before == GPIO_Value_High) {
    blink_rate = (blink_rate + 1) % blink_rates;
    Log_Debug("blink-hl: button A, the LED toggles every %ld ms\n", blink_periods_ms[blink_rate]);
    if (!set_period(blink_timer_fd, blink_periods_ms[blink_rate])) {
      exit_code = ExitCode_Timer;
    }
  }
  button_before = button;
}

static int open_timer(long milliseconds, EventLoopIoCallback* callback) {
  const int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (fd < 0 || !set_period(fd, milliseconds) ||
      EventLoop_RegisterIo(event_loop, fd, EventLoop_Input, callback, NULL) == NULL) {
    Log_Debug("blink-hl: cannot make a timer: %s (%d)\n", strerror(errno), errno);
    exit_code = ExitCode_Timer;
  }
  return fd;
}

static ExitCode start(void) {
  struct sigaction action = {.sa_handler = on_terminate};
  sigaction(SIGTERM, &action, NULL);

  led_fd = GPIO_OpenAsOutput(SAMPLE_LED, GPIO_OutputMode_PushPull, GPIO_Value_High);
  if (led_fd < 0) {
    Log_Debug("blink-hl: cannot open the LED: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Led;
  }
  button_fd = GPIO_OpenAsInput(SAMPLE_BUTTON_1);
  if (button_fd < 0) {
    Log_Debug("blink-hl: cannot open the button: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Button;
  }
  event_loop = EventLoop_Create();
  if (event_loop == NULL) {
    return ExitCode_EventLoop;
  }
  blink_timer_fd = open_timer(blink_periods_ms[blink_rate], on_blink_timer);
  poll_timer_fd = open_timer(10, on_poll_timer);
  return (ExitCode)exit_code;
}

static void close_if_open(int fd) {
  if (fd >= 0) {
    close(fd);
  }
}

int main(void) {
  exit_code = start();
  if (exit_code == ExitCode_Success) {
    Log_Debug("blink-hl: started, the LED toggles every %ld ms\n", blink_periods_ms[blink_rate]);
  }
  while (exit_code == ExitCode_Success) {
    /* EINTR: a signal came; its handler has set the exit code if it wants us to end. */
    if (EventLoop_Run(event_loop, -1, true) == EventLoop_Run_Failed && errno != EINTR) {
      exit_code = ExitCode_EventLoop;
    }
  }
  if (led_fd >= 0) {
    GPIO_SetValue(led_fd, GPIO_Value_High); /* leave the LED off */
  }
  EventLoop_Close(event_loop);
  close_if_open(blink_timer_fd);
  close_if_open(poll_timer_fd);
  close_if_open(button_fd);
  close_if_open(led_fd);
  Log_Debug("blink-hl: ends with %d\n", (int)exit_code);
  return exit_code;
}
