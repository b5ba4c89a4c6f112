/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ADC with 1.25 V at channel 0 and 3 V at channel 2, PWM channel 1 of controller 2 at GPIO9, and
 * the real-time clock: what their headers promise. The manifest lists them all but PWM controller 1.
 */
#include <applibs/adc.h>
#include <applibs/pwm.h>
#include <applibs/rtc.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtc.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const char* told(long result) { return result < 0 ? strerror(errno) : "ok"; }

static void adc(void) {
  printf("no such converter: %s\n", told(ADC_Open(1)));
  int fd = ADC_Open(0);
  printf("adc: %s, again: ", told(fd));
  printf("%s\n", told(ADC_Open(0)));
  printf("bits: %d, %d %s\n", ADC_GetSampleBitCount(fd, 0), ADC_GetSampleBitCount(fd, 8),
         strerror(errno));
  uint32_t value = 99;
  printf("at 2.5 V: %s", told(ADC_Poll(fd, 0, &value)));
  printf(" %u", value);
  ADC_Poll(fd, 1, &value);
  printf(", %u", value);
  ADC_Poll(fd, 2, &value);
  printf(", %u\n", value);
  printf("reference: %s", told(ADC_SetReferenceVoltage(fd, 0, 1.8f)));
  ADC_Poll(fd, 0, &value);
  printf(" %u\n", value);
  printf("references: %s, ", told(ADC_SetReferenceVoltage(fd, 0, 1.79f)));
  printf("%s, ", told(ADC_SetReferenceVoltage(fd, 0, 2.51f)));
  printf("%s, ", told(ADC_SetReferenceVoltage(fd, 0, -1.0f)));
  printf("%s\n", told(ADC_SetReferenceVoltage(fd, 0, 2.5f)));
  printf("nowhere: %s, no such channel: %s\n", told(ADC_Poll(fd, 0, NULL)),
         told(ADC_Poll(fd, 8, &value)));
  close(fd);
  printf("closed: %s\n", told(ADC_Poll(fd, 0, &value)));
}

static void pwm(void) {
  printf("not in the manifest: %s\n", told(PWM_Open(1)));
  printf("no such controller: %s\n", told(PWM_Open(3)));
  int fd = PWM_Open(2);
  printf("pwm: %s\n", told(fd));
  PwmState state = {.period_nsec = 1000000,
                    .dutyCycle_nsec = 250000,
                    .polarity = PWM_Polarity_Normal,
                    .enabled = true};
  printf("applied: %s\n", told(PWM_Apply(fd, 1, &state)));
  usleep(10000);
  state.polarity = PWM_Polarity_Inversed;
  state.period_nsec = 20000;
  state.dutyCycle_nsec = 5000;
  printf("inversed: %s\n", told(PWM_Apply(fd, 1, &state)));
  usleep(10000);
  state.enabled = false;
  printf("off: %s\n", told(PWM_Apply(fd, 1, &state)));
  printf("no such channel: %s\n", told(PWM_Apply(fd, 4, &state)));
  printf("no state: %s\n", told(PWM_Apply(fd, 1, NULL)));
  state.dutyCycle_nsec = state.period_nsec + 1;
  printf("too much duty: %s\n", told(PWM_Apply(fd, 1, &state)));
  state.period_nsec = 0;
  printf("no period: %s\n", told(PWM_Apply(fd, 1, &state)));
  state.period_nsec = 100000000;
  state.dutyCycle_nsec = 1000;
  printf("too slow: %s\n", told(PWM_Apply(fd, 1, &state)));
  state.period_nsec = 1000000;
  state.polarity = 2;
  printf("no such polarity: %s\n", told(PWM_Apply(fd, 1, &state)));
  close(fd);
  printf("closed: %s\n", told(PWM_Apply(fd, 1, &state)));
}

static void rtc(void) {
  const struct timespec birthday = {.tv_sec = 1709210096}; /* 2024-02-29 12:34:56 */
  printf("clock_settime: %s\n", told(clock_settime(CLOCK_REALTIME, &birthday)));
  printf("clock_systohc: %s\n", told(clock_systohc()));
  int fd = open("/dev/rtc0", O_RDONLY);
  printf("busy: %s\n", told(clock_systohc()));
  struct rtc_time now;
  printf("read: %s", told(ioctl(fd, (int)RTC_RD_TIME, &now)));
  printf(" %04d-%02d-%02d %02d:%02d:%02d, weekday %d, day %d\n", now.tm_year + 1900,
         now.tm_mon + 1, now.tm_mday, now.tm_hour, now.tm_min, now.tm_sec, now.tm_wday,
         now.tm_yday);
  now.tm_mday = 30;
  printf("no such day: %s\n", told(ioctl(fd, (int)RTC_SET_TIME, &now)));
  now.tm_mday = 1;
  now.tm_year = 99;
  printf("too early: %s\n", told(ioctl(fd, (int)RTC_SET_TIME, &now)));
  close(fd);
}

int main(void) {
  adc();
  pwm();
  rtc();
  return 0;
}
