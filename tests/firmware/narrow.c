/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers accessed by bytes, by half-words, and by words that are not aligned. The blocks lie in
 * the part of the address space that the core takes for memory, so it splits what is not aligned.
 */
#include "console.h"
#include "cpu.h"

#define BYTE(address) (*(volatile uint8_t*)(address))
#define HALF(address) (*(volatile uint16_t*)(address))
#define WORD(address) (*(volatile uint32_t*)(address))

enum {
  GPT0_ICNT = 0x21030014,
  GPT1_ICNT = 0x21030024,
  GPT3_INIT = 0x21030054,
  GPT3_EXPIRE = 0x2103005C,
  GPT4_INIT = 0x21030064,
  DEBUG_UART_SCR = 0x2104001C,
  MAILBOX_DATA_POST = 0x21050044,
  MAILBOX_CMD_ACPT = 0x21050050,
};

/* The compiler would make two accesses of a pointer that it knows not to be aligned. */
static uint32_t read_unaligned(uint32_t address) {
  uint32_t value;
  __asm__ volatile("ldr %0, [%1]" : "=r"(value) : "r"(address) : "memory");
  return value;
}
static uint32_t read_unaligned_half(uint32_t address) {
  uint32_t value;
  __asm__ volatile("ldrh %0, [%1]" : "=r"(value) : "r"(address) : "memory");
  return value;
}
static void write_unaligned(uint32_t address, uint32_t value) {
  __asm__ volatile("str %0, [%1]" : : "r"(value), "r"(address) : "memory");
}

static void show(const char* what, uint32_t value) {
  console_printf("%s %08x\n", what, (unsigned)value);
}

int main(void) {
  cpu_use_pll();
  console_init();
  WORD(GPT0_ICNT) = 0x44332211;
  show("byte read", BYTE(GPT0_ICNT + 2));
  show("half read", HALF(GPT0_ICNT + 2));
  WORD(GPT1_ICNT) = 0x44332211;
  BYTE(GPT1_ICNT + 1) = 0xAA;
  show("byte write", WORD(GPT1_ICNT));
  HALF(GPT1_ICNT + 2) = 0xBBCC;
  show("half write", WORD(GPT1_ICNT));
  WORD(GPT3_INIT) = 0x44332211;
  show("unaligned half read", read_unaligned_half(GPT3_INIT + 1));
  WORD(GPT3_EXPIRE) = 0x88776655;
  show("unaligned read", read_unaligned(GPT3_EXPIRE + 1));
  WORD(GPT4_INIT) = 0x44332211;
  write_unaligned(GPT4_INIT + 1, 0xDDCCBBAA);
  show("unaligned write", WORD(GPT4_INIT));
  for (int i = 0; i < 1000; i++) {
    BYTE(DEBUG_UART_SCR) = (uint8_t)i;
  }
  show("a thousand byte writes", WORD(DEBUG_UART_SCR));
  HALF(MAILBOX_DATA_POST) = 0x1234;
  show("mailbox data", WORD(MAILBOX_DATA_POST));
  show("empty mailbox by bytes", BYTE(MAILBOX_CMD_ACPT));
  return 0;
}
