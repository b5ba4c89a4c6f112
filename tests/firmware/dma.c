/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The DMA controller: memory to memory with its interrupt, what was translated from the old bytes
 * is gone; ISU0's UART in loopback with a virtual FIFO in each direction, and the timeout that says
 * that the line fell silent; at last a buffer that the DMA does not reach.
 */
#include "console.h"
#include "cpu.h"
#include "memory.h"

#define DMA(channel, offset) REGISTER(0x21080000u + 0x100u * (channel) + (offset))
#define SRC 0x00u
#define DST 0x04u
#define COUNT 0x10u
#define CON 0x14u
#define START 0x18u
#define ACKINT 0x20u
#define RLCT 0x24u
#define PGMADDR 0x2Cu
#define FFCNT 0x38u
#define FFSIZE 0x44u
#define SWPTR 0x5Cu
#define FIXADDR 0x60u
#define CH_EN_SET REGISTER(0x21084024u)
#define UART(offset) REGISTER(0x38070500u + (offset))
#define VTOR REGISTER(0xE000ED08u)

enum {
  EXCEPTIONS = 16,
  IRQ_ISU0_UART = 47,
  IRQ_DMA = 77,
  M2M = 12,
  TX = 13,
  RX = 14,
  RUN = 1u << 15,
  WORDS = 2,
  BOTH_INCREMENT = 3u << 2,
  HANDSHAKE = 1u << 4,
  INTERRUPT = 1u << 15,
  TO_MEMORY = 1u << 18,
  DONE = 1u << 15,
  RING = 64,
};

/* Nothing else lies in SYSRAM. */
#define SYSRAM ((uint8_t*)0x22000000u)
#define FUNCTION ((volatile uint16_t*)0x22004000u)
#define RECEIVED ((volatile uint8_t*)0x22006000u)
#define SENT ((uint8_t*)0x22007000u)

static const char kText[] = "sent by one virtual FIFO, heard by the other";
static volatile uint32_t copies;
static volatile uint32_t silences;

static void dma_handler(void) {
  DMA(M2M, ACKINT) = DONE;
  copies = copies + 1;
}

static void uart_handler(void) {
  if ((UART(0x08) & 0x3F) == 0x0C) {
    silences = silences + 1;
  }
  (void)UART(0x4C); /* acknowledges the timeout */
}

static void copy(const volatile void* from, volatile void* to, uint32_t words) {
  const uint32_t wanted = copies + 1;
  DMA(M2M, START) = 0;
  DMA(M2M, SRC) = (uint32_t)from;
  DMA(M2M, DST) = (uint32_t)to;
  DMA(M2M, COUNT) = words;
  DMA(M2M, CON) = WORDS | BOTH_INCREMENT | INTERRUPT;
  DMA(M2M, START) = RUN;
  CPU_SLEEP_UNTIL(copies == wanted);
}

/* Two functions: movs r0, #1; bx lr and movs r0, #2; bx lr. */
static void code_is_replaced(void) {
  static const uint16_t kOne[2] = {0x2001, 0x4770}, kTwo[2] = {0x2002, 0x4770};
  int (*function)(void) = (int (*)(void))(0x22004000u + 1);
  memcpy((void*)FUNCTION, kOne, sizeof(kOne));
  const int before = function();
  memcpy(SYSRAM, kTwo, sizeof(kTwo));
  copy(SYSRAM, FUNCTION, 1);
  console_printf("code: %d, then %d\n", before, function());
}

static void uart_open(void) {
  UART(0x0C) = 0xBF;
  UART(0x08) = 0x10;
  UART(0x24) = 3;
  UART(0x04) = 0;
  UART(0x00) = 1;
  UART(0x28) = 224;
  UART(0x58) = 0;
  UART(0x54) = 223;
  UART(0x0C) = 0x03;
  UART(0x08) = 0x97;
  UART(0x10) = 0x10; /* loopback */
  UART(0x4C) = 1;
}

static void start_fifo(uint32_t channel, volatile void* memory, uint32_t settings) {
  DMA(channel, START) = 0;
  DMA(channel, FIXADDR) = 0x38070500u;
  DMA(channel, PGMADDR) = (uint32_t)memory;
  DMA(channel, FFSIZE) = RING;
  DMA(channel, COUNT) = 0;
  DMA(channel, CON) = HANDSHAKE | settings;
  DMA(channel, START) = RUN;
}

static void loopback(void) {
  uart_open();
  start_fifo(RX, RECEIVED, TO_MEMORY);
  UART(0x64) = 3;
  UART(0x04) = 1;
  const uint32_t length = sizeof(kText) - 1;
  memcpy(SENT, kText, length);
  start_fifo(TX, SENT, 0);
  DMA(TX, SWPTR) = length;
  CPU_SLEEP_UNTIL(silences == 1);
  console_printf("%u bytes: ", (unsigned)DMA(RX, FFCNT));
  for (uint32_t i = 0; i < DMA(RX, FFCNT); i++) {
    console_printf("%c", RECEIVED[i]);
  }
  console_printf("\n");
}

int main(void) {
  cpu_use_pll();
  console_init();
  volatile uint32_t* vectors = (volatile uint32_t*)VTOR;
  vectors[EXCEPTIONS + IRQ_DMA] = (uint32_t)dma_handler;
  vectors[EXCEPTIONS + IRQ_ISU0_UART] = (uint32_t)uart_handler;
  irq_enable((enum irq)IRQ_DMA, 2);
  irq_enable((enum irq)IRQ_ISU0_UART, 2);
  CH_EN_SET = 1u << M2M | 1u << TX | 1u << RX;

  for (uint32_t i = 0; i < 0x2000; i++) {
    SYSRAM[i] = (uint8_t)(i * 7 + (i >> 8));
  }
  copy(SYSRAM, SYSRAM + 0x2000, 0x2000 / 4);
  console_printf("copy %s\n", memcmp(SYSRAM, SYSRAM + 0x2000, 0x2000) == 0 ? "equal" : "differs");
  code_is_replaced();
  loopback();

  static uint32_t tcm[4] = {1, 2, 3, 4};
  DMA(M2M, START) = 0;
  DMA(M2M, SRC) = (uint32_t)tcm;
  DMA(M2M, COUNT) = 4;
  DMA(M2M, START) = RUN;
  console_flush();
  console_printf("from the TCM: %u words left\n", (unsigned)DMA(M2M, RLCT));
  return 0;
}
