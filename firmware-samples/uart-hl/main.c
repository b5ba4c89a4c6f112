/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sends a line a second over a UART whose TXD is wired to its RXD, and logs what comes back. */
#define UART_STRUCTS_VERSION 1
#include <applibs/log.h>
#include <applibs/uart.h>
#include <errno.h>
#include <hw/sample_appliance.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../common/a7/sample.h"

typedef enum {
  ExitCode_Success = 0,
  ExitCode_Open = 1,
  ExitCode_Write = 2,
  ExitCode_EventLoop = 3,
} ExitCode;

static int uart_fd = -1;
static char line[128];
static size_t line_length;

/* A read gives what has come so far: a line arrives in pieces. */
static void on_received(EventLoop* loop, int fd, EventLoop_IoEvents events, void* context) {
  (void)loop, (void)events, (void)context;
  char buffer[32];
  ssize_t count = read(fd, buffer, sizeof(buffer));
  for (ssize_t i = 0; i < count; i++) {
    if (buffer[i] == '\n' || line_length == sizeof(line) - 1) {
      Log_Debug("uart-hl: received \"%.*s\"\n", (int)line_length, line);
      line_length = 0;
    } else {
      line[line_length++] = buffer[i];
    }
  }
}

/* A write takes what has room; the rest has to be written again. */
static int write_all(const char* text, size_t length) {
  size_t sent = 0;
  while (sent < length) {
    ssize_t count = write(uart_fd, text + sent, length - sent);
    if (count < 0 && errno != EAGAIN) {
      Log_Debug("uart-hl: cannot write: %s (%d)\n", strerror(errno), errno);
      return -1;
    }
    sent += count > 0 ? (size_t)count : 0;
  }
  return 0;
}

static int on_tick(void) {
  static int number;
  char text[64];
  int length = snprintf(text, sizeof(text), "line %d of the UART sample\n", ++number);
  return write_all(text, (size_t)length) < 0 ? ExitCode_Write : ExitCode_Success;
}

int main(void) {
  UART_Config config;
  UART_InitConfig(&config);
  config.baudRate = 115200;
  config.flowControl = UART_FlowControl_None;
  uart_fd = UART_Open(SAMPLE_UART_LOOPBACK, &config);
  if (uart_fd < 0) {
    Log_Debug("uart-hl: cannot open the UART: %s (%d)\n", strerror(errno), errno);
    return ExitCode_Open;
  }
  EventLoop* loop = EventLoop_Create();
  if (loop == NULL ||
      EventLoop_RegisterIo(loop, uart_fd, EventLoop_Input, on_received, NULL) == NULL) {
    return ExitCode_EventLoop;
  }
  int code = sample_run(loop, 1000, on_tick);
  EventLoop_Close(loop);
  close(uart_fd);
  return code;
}
