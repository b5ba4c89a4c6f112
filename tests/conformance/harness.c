/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the cases of the table and prints a line for each, through semihosting. */
#include <stdint.h>

enum { VECTORS = 16 + 32, LOG_WORDS = 64, LOG_GUARD = 0x600DC0DE };
enum { SYS_WRITE0 = 4, SYS_EXIT = 0x18, APPLICATION_EXIT = 0x20026, RUN_TIME_ERROR = 0x20023 };

struct test_case {
  const char* name;
  uintptr_t code;
};
extern const struct test_case case_table[], case_table_end[];
extern uint32_t bss_start, bss_end, stack_top;

uint32_t* run_case(uintptr_t code, uint32_t* log, uintptr_t* vectors);
void unexpected(void);
void give_up(void);
void reset_handler(void);

static uintptr_t vectors[VECTORS] __attribute__((aligned(512)));
static uint32_t log_words[LOG_WORDS + 1];
static const char* running = "none";
static char line[16 + 10 * LOG_WORDS];

__attribute__((section(".vector_table"), used, aligned(512))) const uintptr_t first_vectors[16 + 100] = {
    (uintptr_t)&stack_top, (uintptr_t)reset_handler};

static uint32_t semihosting(uint32_t operation, uintptr_t parameter) {
  register uint32_t r0 __asm("r0") = operation;
  register uintptr_t r1 __asm("r1") = parameter;
  __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static char* add_text(char* at, const char* text) {
  while (*text != '\0') {
    *at++ = *text++;
  }
  return at;
}

static char* add_word(char* at, uint32_t value) {
  *at++ = ' ';
  for (int shift = 28; shift >= 0; shift -= 4) {
    *at++ = "0123456789abcdef"[(value >> shift) & 15];
  }
  return at;
}

static void end_line(char* at) {
  at = add_text(at, "\n");
  *at = '\0';
  semihosting(SYS_WRITE0, (uintptr_t)line);
}

void give_up(void) {
  end_line(add_text(add_text(line, running), ": gave up"));
  semihosting(SYS_EXIT, RUN_TIME_ERROR);
  for (;;) {
  }
}

static volatile uint32_t* scs(uint32_t offset) {
  return (volatile uint32_t*)(0xE000E000u + offset);
}

/* Everything that a case may have left behind, as after a reset but with the FPU on. */
static void reset_state(void) {
  for (int i = 2; i < VECTORS; i++) {
    vectors[i] = (uintptr_t)unexpected;
  }
  *scs(0x010) = 0;          /* SysTick */
  *scs(0x180) = 0xFFFFFFFF; /* lines off, nothing pending, highest priority */
  *scs(0x280) = 0xFFFFFFFF;
  for (uint32_t offset = 0x400; offset < 0x420; offset += 4) {
    *scs(offset) = 0;
  }
  *scs(0xD04) = 1u << 27 | 1u << 25;
  *scs(0xD08) = (uintptr_t)vectors;
  *scs(0xD0C) = 0x05FA0000;
  *scs(0xD10) = 0;
  *scs(0xD14) = 0x200;
  *scs(0xD18) = 0;
  *scs(0xD1C) = 0;
  *scs(0xD20) = 0;
  *scs(0xD24) = 0;
  *scs(0xD28) = 0xFFFFFFFF;
  *scs(0xD2C) = 0xFFFFFFFF;
  *scs(0xD88) = 0x00F00000;
  *scs(0xDFC) = 0;
  *scs(0xF34) = 0xC0000000;
  *scs(0xF38) = 0;
  *scs(0xF3C) = 0;
  __asm volatile("dsb\n\tisb" ::: "memory");
  /* A context of the FPU that is known, and then none. */
  __asm volatile(
      "vmsr fpscr, %0\n\t"
      "vmov s0, %0\n\tvmov s1, %0\n\tvmov s2, %0\n\tvmov s3, %0\n\t"
      "mov %0, #0\n\tmsr control, %0\n\tisb\n\tclrex"
      :
      : "r"(0)
      : "memory");
}

static void run(const struct test_case* test) {
  running = test->name;
  for (int i = 0; i <= LOG_WORDS; i++) {
    log_words[i] = LOG_GUARD;
  }
  reset_state();
  const uint32_t* end = run_case(test->code, log_words, vectors);
  char* at = add_text(add_text(line, test->name), ":");
  if (end > log_words + LOG_WORDS || log_words[LOG_WORDS] != LOG_GUARD) {
    at = add_text(at, " told too much");
  } else {
    for (const uint32_t* word = log_words; word < end; word++) {
      at = add_word(at, *word);
    }
  }
  end_line(at);
}

void reset_handler(void) {
  for (uint32_t* word = &bss_start; word < &bss_end; word++) {
    *word = 0;
  }
  *scs(0xD88) = 0x00F00000;
  __asm volatile("dsb\n\tisb" ::: "memory");
  vectors[0] = (uintptr_t)&stack_top;
  vectors[1] = (uintptr_t)reset_handler;
  for (const struct test_case* test = case_table; test < case_table_end; test++) {
    run(test);
  }
  semihosting(SYS_EXIT, APPLICATION_EXIT);
  for (;;) {
  }
}
