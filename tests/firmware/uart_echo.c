/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ISU0's UART at 115200 baud: first it hears itself in loopback, then it sends what it has heard
 * out, and echoes what comes in, all by interrupts.
 */
#include "console.h"
#include "cpu.h"

#define UART(offset) REGISTER(0x38070500u + (offset))
#define RBR UART(0x00)
#define THR UART(0x00)
#define IER UART(0x04)
#define IIR UART(0x08)
#define FCR UART(0x08)
#define LCR UART(0x0C)
#define MCR UART(0x10)
#define LSR UART(0x14)
#define DLL UART(0x00)
#define DLM UART(0x04)
#define HIGHSPEED UART(0x24)
#define SAMPLE_COUNT UART(0x28)
#define FRACDIV_L UART(0x54)
#define FRACDIV_M UART(0x58)
#define TX_OFFSET UART(0x6C)
#define VTOR REGISTER(0xE000ED08u)

enum {
  IRQ_ISU0_UART = 47,
  EXCEPTIONS = 16,
  LCR_8N1 = 0x03,
  LCR_DLAB = 0x80,
  FCR_RX_12_TX_4 = 0x97,
  MCR_LOOPBACK = 0x10,
  IER_RECEIVED = 0x01,
  IIR_ID = 0x3F,
  IIR_NONE = 0x01,
  IIR_TIMEOUT = 0x0C,
  LSR_DATA = 0x01,
  TX_FIFO = 16,
};

static const char kText[] = "forty characters heard over the loopback";
static char heard[64];
static volatile uint32_t heard_count;
static volatile uint32_t interrupts;
static volatile uint32_t timeouts;
static bool loopback;

static void send(char character) {
  while (TX_OFFSET >= TX_FIFO) {
  }
  THR = (uint8_t)character;
}

static void uart_handler(void) {
  uint32_t id;
  while ((id = IIR & IIR_ID) != IIR_NONE) {
    interrupts = interrupts + 1;
    timeouts = timeouts + (id == IIR_TIMEOUT ? 1 : 0);
    while ((LSR & LSR_DATA) != 0) {
      const char character = (char)RBR;
      if (!loopback) {
        send(character);
      } else if (heard_count < sizeof(heard)) {
        heard[heard_count] = character;
        heard_count = heard_count + 1;
      }
    }
  }
}

int main(void) {
  cpu_use_pll();
  console_init();
  LCR = LCR_DLAB;
  HIGHSPEED = 3;
  DLM = 0;
  DLL = 1;
  SAMPLE_COUNT = 224;
  FRACDIV_M = 0;
  FRACDIV_L = 223;
  LCR = LCR_8N1;
  FCR = FCR_RX_12_TX_4;
  ((volatile uint32_t*)VTOR)[EXCEPTIONS + IRQ_ISU0_UART] = (uint32_t)uart_handler;
  irq_enable((enum irq)IRQ_ISU0_UART, 2);
  IER = IER_RECEIVED;

  loopback = true;
  MCR = MCR_LOOPBACK;
  const uint32_t length = sizeof(kText) - 1;
  for (uint32_t i = 0; i < length; i++) {
    send(kText[i]);
  }
  CPU_SLEEP_UNTIL(heard_count >= length);
  MCR = 0;
  loopback = false;
  console_printf("%u interrupts, %u of them timeouts\n", (unsigned)interrupts, (unsigned)timeouts);
  console_flush();
  for (uint32_t i = 0; i < heard_count; i++) {
    send(heard[i]);
  }
  send('\n');
  return 0; /* the start code sleeps on, the interrupt echoes */
}
