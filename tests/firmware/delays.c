/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ten seconds by SysTick and by each timer, in each of its modes and from each of its clocks. A
 * light marks the instants: it goes on when a delay starts, and changes at each expiry. The line
 * that follows names the delay. Built for the crystal, and with USE_PLL for 197.6 MHz.
 */
#include "console.h"
#include "cpu.h"
#include "gpio.h"
#include "gpt.h"

#define GPT(offset) REGISTER(0x21030000u + (offset))
#define GPT01_CTRL(timer) GPT(0x10 + 0x10 * (timer))
#define GPT2_CTRL GPT(0x30)
#define GPT2_CNT GPT(0x34)
#define GPT3_CTRL GPT(0x50)
#define GPT4_CTRL GPT(0x60)
#define GPT4_INIT GPT(0x64)
#define GPT4_CNT GPT(0x68)

#ifdef USE_PLL
enum { CORE_HZ = PLL_HZ };
#else
enum { CORE_HZ = XTAL_HZ };
#endif

enum {
  LIGHT = 8, /* led1-red, active low */
  SECONDS = 10,
  RUN = 1,
  REPEAT = 2,
  GPT3_CLEAR = 1 << 15,
  SLOW_SECOND = 993, /* of 32768 / 33 Hz */
  SLEEP_TICKS = SECONDS * GPT_HZ - 100,
};

static volatile uint32_t expiries;
static bool light_is_on;

static void change_light(void) {
  light_is_on = !light_is_on;
  gpio_write(LIGHT, !light_is_on);
}

static void on_expiry(void) {
  change_light();
  expiries = expiries + 1;
}

static uint32_t systicks;
void systick_handler(void) {
  if (++systicks == SECONDS * 100) {
    on_expiry();
  }
}

static void begin(void) {
  expiries = 0;
  if (light_is_on) {
    change_light();
  }
  change_light();
}

static void end(const char* name) {
  console_printf("%s\n", name);
  console_flush();
}

static void delay_by_systick(void) {
  begin();
  systick_start(CORE_HZ / 100);
  CPU_SLEEP_UNTIL(expiries == 1);
  systick_stop();
  end("SysTick");
}

static void delay_by_down_timer(unsigned timer, bool slow, bool repeat, const char* name) {
  const uint32_t second = slow ? SLOW_SECOND : GPT_HZ;
  begin();
  gpt_start(timer, repeat ? second : SECONDS * second, repeat, on_expiry);
  if (slow) {
    GPT01_CTRL(timer) = 0;
    GPT01_CTRL(timer) = RUN | (repeat ? REPEAT : 0);
  }
  CPU_SLEEP_UNTIL(expiries == (repeat ? SECONDS : 1));
  gpt_stop(timer);
  end(name);
}

/* GPT2 and GPT4 have no interrupt: sleep by another timer, and look at them for the rest. */
static volatile bool awake;
static void on_wake(void) { awake = true; }
static void sleep_nearly(void) {
  awake = false;
  gpt_start(0, SLEEP_TICKS, false, on_wake);
  CPU_SLEEP_UNTIL(awake);
  gpt_stop(0);
}

static void delay_by_gpt2(bool slow, const char* name) {
  const uint32_t ticks = SECONDS * (slow ? SLOW_SECOND : GPT_HZ);
  begin();
  GPT2_CTRL = 0;
  GPT2_CNT = 0;
  GPT2_CTRL = RUN | (slow ? 0 : 2);
  sleep_nearly();
  while (GPT2_CNT < ticks) {
  }
  change_light();
  end(name);
}

static void delay_by_gpt3(uint32_t clocks, const char* name) {
  begin();
  gpt3_start(SECONDS * (XTAL_HZ / clocks), on_expiry);
  GPT3_CTRL = GPT3_CLEAR;
  GPT3_CTRL = (clocks - 1) << 16 | RUN;
  CPU_SLEEP_UNTIL(expiries == 1);
  end(name);
}

static void delay_by_gpt4(bool half, const char* name) {
  const uint32_t ticks = SECONDS * ((uint32_t)CORE_HZ / (half ? 2 : 1));
  begin();
  GPT4_CTRL = 0;
  GPT4_INIT = 0;
  GPT4_CTRL = RUN | (half ? 0 : 2);
  sleep_nearly();
  while (GPT4_CNT < ticks) {
  }
  change_light();
  end(name);
}

int main(void) {
#ifdef USE_PLL
  cpu_use_pll();
#endif
  console_init();
  gpio_write(LIGHT, true);
  gpio_make_output(LIGHT);

  delay_by_systick();
  delay_by_down_timer(0, false, false, "GPT0 once, 32768 Hz");
  delay_by_down_timer(0, true, false, "GPT0 once, 32768/33 Hz");
  delay_by_down_timer(0, false, true, "GPT0 repeated, 32768 Hz");
  delay_by_down_timer(0, true, true, "GPT0 repeated, 32768/33 Hz");
  delay_by_down_timer(1, false, false, "GPT1 once, 32768 Hz");
  delay_by_down_timer(1, true, false, "GPT1 once, 32768/33 Hz");
  delay_by_down_timer(1, false, true, "GPT1 repeated, 32768 Hz");
  delay_by_down_timer(1, true, true, "GPT1 repeated, 32768/33 Hz");
  delay_by_gpt2(false, "GPT2, 32768 Hz");
  delay_by_gpt2(true, "GPT2, 32768/33 Hz");
  delay_by_gpt3(26, "GPT3, 1 MHz");
  delay_by_gpt3(1, "GPT3, 26 MHz");
  delay_by_gpt4(false, "GPT4, core clock");
  delay_by_gpt4(true, "GPT4, half the core clock");
  return 0;
}
