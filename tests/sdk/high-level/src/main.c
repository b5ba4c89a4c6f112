/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UART_STRUCTS_VERSION 1
#include <applibs/gpio.h>
#include <applibs/log.h>
#include <applibs/storage.h>
#include <applibs/uart.h>
#include <hw/doorbell.h>

#include "chime.h"

static void *greet(void *context) {
  char text[64] = {0};
  int fd = Storage_OpenFileInImagePackage("texts/greeting.txt");
  if (fd >= 0 && read(fd, text, sizeof text - 1) > 0) Log_Debug("%s", text);
  return context;
}

int main(int argc, char *argv[]) {
  int rings = 0;
  static const struct option options[] = {{"rings", required_argument, NULL, 'r'}, {0}};
  for (int option; (option = getopt_long(argc, argv, "r:", options, NULL)) != -1;) {
    if (option == 'r') rings = atoi(optarg);
  }
  UART_Config settings;
  UART_InitConfig(&settings);
  settings.baudRate = 9600;
  int printer = UART_Open(DOORBELL_PRINTER, &settings);
  int button = GPIO_OpenAsInput(DOORBELL_BUTTON);
  if (printer < 0 || button < 0) {
    Log_Debug("ERROR: %s (%d)\n", strerror(errno), errno);
    return 1;
  }
  /* A pin that the manifest does not name. */
  if (GPIO_OpenAsInput(MT3620_GPIO13) != -1 || errno != EACCES) return 2;
  pthread_t thread;
  if (pthread_create(&thread, NULL, greet, NULL) != 0) return 3;
  pthread_join(thread, NULL);
  return Chime_Start(rings) == 0 ? 0 : 4;
}
