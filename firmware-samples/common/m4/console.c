/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console.h"

#include <stdarg.h>

#include "cpu.h"

#define UART(offset) REGISTER(0x21040000u + (offset))
#define THR UART(0x00)
#define IER UART(0x04)
#define IIR UART(0x08)
#define FCR UART(0x08)
#define LCR UART(0x0C)
#define LSR UART(0x14)
#define DLL UART(0x00) /* while LCR.DLAB is set */
#define DLM UART(0x04)
#define HIGHSPEED UART(0x24)
#define SAMPLE_COUNT UART(0x28)
#define SAMPLE_POINT UART(0x2C)
#define FRACDIV_L UART(0x54)
#define FRACDIV_M UART(0x58)
#define TX_OFFSET UART(0x6C)

enum {
  LCR_8N1 = 0x03,
  LCR_DLAB = 0x80,
  FCR_ON_CLEAR_BOTH = 0x07,
  FCR_TX_TRIGGER_4 = 0x10,
  IER_THR_EMPTY = 0x02,
  IIR_ID = 0x3F,
  IIR_NONE = 0x01,
  LSR_TEMT = 0x40,
  TX_FIFO = 16,
  RING = 1024, /* a power of two */
};

/* head is moved by console_putc() only, tail by the interrupt handler only. */
static char ring[RING];
static volatile uint32_t head;
static volatile uint32_t tail;

void console_init(void) {
  LCR = LCR_DLAB;
  /* 26 MHz / (1 x (224 + 1 + 0.7)) = 115,197 baud. */
  HIGHSPEED = 3;
  DLM = 0;
  DLL = 1;
  SAMPLE_COUNT = 224;
  SAMPLE_POINT = 110;
  FRACDIV_M = 0;
  FRACDIV_L = 223;
  LCR = LCR_8N1;
  FCR = FCR_ON_CLEAR_BOTH | FCR_TX_TRIGGER_4;
  IER = 0;
  irq_enable(IRQ_DEBUG_UART, 3);
}

void debug_uart_handler(void) {
  while ((IIR & IIR_ID) != IIR_NONE) {
    while (tail != head && TX_OFFSET < TX_FIFO) {
      THR = (uint32_t)ring[tail % RING];
      tail = tail + 1;
    }
    if (tail == head) {
      IER = 0;
    }
    if (TX_OFFSET >= TX_FIFO) {
      return; /* full: the next interrupt comes when it has drained to the trigger level */
    }
  }
}

static void console_putc(char character) {
  CPU_SLEEP_UNTIL(head - tail < RING);
  ring[head % RING] = character;
  head = head + 1;
  IER = IER_THR_EMPTY;
}

static void put_text_character(char character) {
  if (character == '\n') {
    console_putc('\r');
  }
  console_putc(character);
}

static void put_number(uint32_t value, unsigned base, bool negative, int width, char padding) {
  char digits[12];
  int count = 0;
  do {
    digits[count++] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value != 0);
  int length = count + (negative ? 1 : 0);
  if (negative && padding == '0') {
    console_putc('-');
  }
  for (; length < width; length++) {
    console_putc(padding);
  }
  if (negative && padding != '0') {
    console_putc('-');
  }
  while (count > 0) {
    console_putc(digits[--count]);
  }
}

void console_printf(const char* format, ...) {
  va_list args;
  va_start(args, format);
  for (; *format != '\0'; format++) {
    if (*format != '%') {
      put_text_character(*format);
      continue;
    }
    format++;
    char padding = ' ';
    if (*format == '0') {
      padding = '0';
      format++;
    }
    int width = 0;
    for (; *format >= '0' && *format <= '9'; format++) {
      width = width * 10 + (*format - '0');
    }
    switch (*format) {
      case 'd': {
        int value = va_arg(args, int);
        uint32_t magnitude = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
        put_number(magnitude, 10, value < 0, width, padding);
        break;
      }
      case 'u':
        put_number(va_arg(args, unsigned), 10, false, width, padding);
        break;
      case 'x':
        put_number(va_arg(args, unsigned), 16, false, width, padding);
        break;
      case 'c':
        put_text_character((char)va_arg(args, int));
        break;
      case 's':
        for (const char* text = va_arg(args, const char*); *text != '\0'; text++) {
          put_text_character(*text);
        }
        break;
      case '\0':
        format--; /* a lone '%' at the end */
        break;
      default:
        put_text_character(*format);
        break;
    }
  }
  va_end(args);
}

void console_flush(void) {
  CPU_SLEEP_UNTIL(head == tail);
  while ((LSR & LSR_TEMT) == 0) {
  }
}
