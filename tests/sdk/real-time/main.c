/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdint.h>
#include <string.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define UART(offset) REGISTER(0x21040000u + (offset))

extern uint32_t stack_top;
void start(void);

__attribute__((section(".vectors"), used, aligned(128))) const uintptr_t vectors[16] = {
    (uintptr_t)&stack_top, (uintptr_t)start};

static char line[32];

void start(void) {
  UART(0x0C) = 0x80;
  UART(0x24) = 3;
  UART(0x04) = 0;
  UART(0x00) = 1;
  UART(0x28) = 224;
  UART(0x2C) = 110;
  UART(0x58) = 0;
  UART(0x54) = 223;
  UART(0x0C) = 0x03;
  strcpy(line, "counted to ");
  strcat(line, "three\r\n");
  for (size_t i = 0; i < strlen(line); ++i) {
    while ((UART(0x14) & 0x20u) == 0) {
    }
    UART(0) = (uint32_t)line[i];
  }
  for (;;) __asm__("wfi");
}
