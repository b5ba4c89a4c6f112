/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text through semihosting and through ITM port 0, the virtual clocks, and an end with a status. */
#include "cpu.h"

#define DEMCR REGISTER(0xE000EDFCu)
#define ITM_PORT0 REGISTER(0xE0000000u)
#define ITM_TER REGISTER(0xE0000E00u)
#define ITM_TCR REGISTER(0xE0000E80u)

enum {
  SYS_OPEN = 0x01,
  SYS_WRITE0 = 0x04,
  SYS_WRITE = 0x05,
  SYS_CLOCK = 0x10,
  SYS_TIME = 0x11,
  SYS_EXIT_EXTENDED = 0x20,
  APPLICATION_EXIT = 0x20026,
};

static uint32_t semihosting(uint32_t operation, const void* parameter) {
  register uint32_t r0 __asm("r0") = operation;
  register const void* r1 __asm("r1") = parameter;
  __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static void itm_text(const char* text) {
  for (; *text != '\0'; text++) {
    while (ITM_PORT0 == 0) {
    }
    *(volatile uint8_t*)0xE0000000u = (uint8_t)*text;
  }
}

static void number(uint32_t value) {
  char text[12];
  char* at = text + sizeof text;
  *--at = '\0';
  *--at = '\n';
  do {
    *--at = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  semihosting(SYS_WRITE0, at);
}

int main(void) {
  DEMCR |= 1u << 24;
  ITM_TER = 1;
  ITM_TCR = 1;
  itm_text("hello from the ITM\n");

  static const char name[] = ":tt", text[] = "hello from semihosting\n";
  const uintptr_t open[3] = {(uintptr_t)name, 4, sizeof name - 1};
  const uint32_t handle = semihosting(SYS_OPEN, open);
  const uintptr_t write[3] = {handle, (uintptr_t)text, sizeof text - 1};
  number(semihosting(SYS_WRITE, write));
  number(semihosting(SYS_TIME, 0));
  number(semihosting(SYS_CLOCK, 0));
  static const char path[] = "/etc/passwd";
  const uintptr_t file[3] = {(uintptr_t)path, 0, sizeof path - 1};
  number(semihosting(SYS_OPEN, file) + 2); /* refused: -1 */
  semihosting(SYS_WRITE0, "an open line");
  const uint32_t end[2] = {APPLICATION_EXIT, STATUS};
  semihosting(SYS_EXIT_EXTENDED, end);
  semihosting(SYS_WRITE0, "never\n");
  return 0;
}
