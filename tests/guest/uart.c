/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A serial line whose TXD is wired to its RXD: what uart.h promises, and the exported interface below
 * it. The manifest lists ISU0. */
#define UART_STRUCTS_VERSION 1
#include <applibs/eventloop.h>
#include <applibs/uart.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { isu0 = 4, isu1 = 5 };

static const char* told(long result) { return result < 0 ? strerror(errno) : "ok"; }

static long long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void settings(void) {
  UART_Config config;
  memset(&config, 0x55, sizeof(config));
  UART_InitConfig(&config);
  printf("defaults: %#x, %u baud, %u bits, parity %u, stop %u, flow %u, mode %u\n",
         config.z__magicAndVersion, config.baudRate, config.dataBits, config.parity,
         config.stopBits, config.flowControl, config.blockingMode);
  struct z__UART_Config_Base* base = (struct z__UART_Config_Base*)&config;
  printf("no such version: %s\n", told(z__UART_InitConfig(base, 2)));
  printf("nothing to set: %s\n", told(z__UART_InitConfig(NULL, 1)));

  printf("no speed: %s\n", told(UART_Open(isu0, &config)));
  config.baudRate = 115200;
  printf("no settings: %s\n", told(UART_Open(isu0, NULL)));
  printf("not in the manifest: %s\n", told(UART_Open(isu1, &config)));
  printf("no such unit: %s, %s, %s\n", told(UART_Open(-1, &config)), told(UART_Open(0, &config)),
         told(UART_Open(9, &config)));
  UART_Config wrong = config;
  wrong.z__magicAndVersion ^= 1;
  printf("wrong version: %s\n", told(UART_Open(isu0, &wrong)));
  wrong = config;
  wrong.z__magicAndVersion ^= 0x10000;
  printf("wrong magic: %s\n", told(UART_Open(isu0, &wrong)));
  wrong = config;
  wrong.dataBits = 9;
  printf("nine bits: %s\n", told(UART_Open(isu0, &wrong)));
  wrong = config;
  wrong.parity = 3;
  printf("parity 3: %s\n", told(UART_Open(isu0, &wrong)));
  wrong = config;
  wrong.stopBits = 0;
  printf("no stop bit: %s\n", told(UART_Open(isu0, &wrong)));
  wrong = config;
  wrong.flowControl = 3;
  printf("flow 3: %s\n", told(UART_Open(isu0, &wrong)));
  wrong = config;
  wrong.blockingMode = 1;
  printf("blocking: %s\n", told(UART_Open(isu0, &wrong)));
}

static void on_input(EventLoop* loop, int fd, EventLoop_IoEvents events, void* context) {
  char buffer[64];
  ssize_t count = read(fd, buffer, sizeof(buffer));
  if (count > 0) {
    strncat(context, buffer, (size_t)count);
  }
  if (strchr(context, '\n') != NULL) {
    EventLoop_Stop(loop);
  }
  (void)events;
}

static void loopback(void) {
  UART_Config config;
  UART_InitConfig(&config);
  config.baudRate = 115200;
  int fd = UART_Open(isu0, &config);
  printf("opened: %s\n", told(fd));
  printf("again: %s\n", told(UART_Open(isu0, &config)));
  printf("flags: %s\n", fcntl(fd, F_GETFL) & O_NONBLOCK ? "non-blocking" : "blocking");
  printf("a terminal: %d\n", isatty(fd));

  char buffer[256];
  printf("nothing yet: %s\n", told(read(fd, buffer, sizeof(buffer))));
  char text[128] = "";
  EventLoop* loop = EventLoop_Create();
  EventRegistration* registration = EventLoop_RegisterIo(loop, fd, EventLoop_Input, on_input, text);
  printf("written: %zd\n", write(fd, "Hello world!\n", 13));
  printf("ran: %d\n", EventLoop_Run(loop, 1000, false));
  printf("came back: %s", text);
  EventLoop_UnregisterIo(loop, registration);
  EventLoop_Close(loop);

  /* More than the buffer: a partial write, and the rest when there is room. */
  static char big[6000];
  for (size_t i = 0; i < sizeof(big); i++) {
    big[i] = (char)('a' + i % 26);
  }
  size_t sent = 0, received = 0, wrong = 0, rounds = 0;
  long long start = now_us();
  ssize_t first = write(fd, big, sizeof(big));
  printf("first write: %s\n", first > 0 && (size_t)first < sizeof(big) ? "partial" : "other");
  while (first > 0) {
    sent += (size_t)first;
    first = write(fd, big + sent, sizeof(big) - sent);
  }
  printf("full: %s\n", told(first));
  while (received < sizeof(big) && rounds++ < 100000) {
    struct pollfd item = {.fd = fd, .events = POLLIN | (sent < sizeof(big) ? POLLOUT : 0)};
    poll(&item, 1, 1000);
    if (item.revents & POLLOUT) {
      ssize_t count = write(fd, big + sent, sizeof(big) - sent);
      sent += count > 0 ? (size_t)count : 0;
    }
    ssize_t count = read(fd, buffer, sizeof(buffer));
    for (ssize_t i = 0; i < count; i++) {
      wrong += buffer[i] != big[received++];
    }
  }
  printf("sent %zu, received %zu, wrong %zu\n", sent, received, wrong);
  /* 60,000 bits at 115200 baud are 520.8 ms. */
  long long elapsed = now_us() - start;
  printf("in its time: %s\n", elapsed > 515000 && elapsed < 530000 ? "yes" : "no");

  struct termios now;
  printf("termios: %s, size %d, raw %d\n", told(tcgetattr(fd, &now)),
         (now.c_cflag & CSIZE) == CS8, (now.c_lflag & (ICANON | ECHO)) == 0);
  int waiting = -1;
  printf("drained: %s", told(tcdrain(fd)));
  printf(", %s %d\n", told(ioctl(fd, TIOCOUTQ, &waiting)), waiting);
  printf("bad address: %s, %s\n", told(write(fd, (void*)3, 5)), told(ioctl(fd, FIONREAD, 3)));
  close(fd);
  fd = UART_Open(isu0, &config);
  printf("closed and opened: %s\n", told(fd));
  close(fd);
  printf("closed: %s\n", told(write(fd, "x", 1)));
}

static void seven_bits(void) {
  UART_Config config;
  UART_InitConfig(&config);
  config.baudRate = 9600;
  config.dataBits = UART_DataBits_Seven;
  config.parity = UART_Parity_Even;
  config.stopBits = UART_StopBits_Two;
  config.flowControl = UART_FlowControl_XONXOFF;
  int fd = UART_Open(isu0, &config);
  printf("seven bits: %s", told(fd));
  ssize_t written = write(fd, "\xC1\xC2\xC3", 3);
  tcdrain(fd);
  struct pollfd item = {.fd = fd, .events = POLLIN};
  poll(&item, 1, 1000);
  char buffer[16] = "";
  printf(", %zd", written);
  size_t got = 0;
  while (got < 3 && poll(&item, 1, 100) > 0) {
    ssize_t count = read(fd, buffer + got, sizeof(buffer) - 1 - got);
    got += count > 0 ? (size_t)count : 0;
  }
  printf(", %s\n", buffer);
  close(fd);
}

int main(void) {
  settings();
  loopback();
  seven_bits();
  return 0;
}
