/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <applibs/rtc.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtc.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

EXPORT int clock_systohc(void) {
  int fd = open("/dev/rtc0", O_RDWR | O_CLOEXEC);
  if (fd < 0) {
    return -1;
  }
  time_t now = time(NULL);
  struct tm utc;
  if (gmtime_r(&now, &utc) == NULL) {
    return close_failed(fd);
  }
  struct rtc_time time = {.tm_sec = utc.tm_sec,
                          .tm_min = utc.tm_min,
                          .tm_hour = utc.tm_hour,
                          .tm_mday = utc.tm_mday,
                          .tm_mon = utc.tm_mon,
                          .tm_year = utc.tm_year,
                          .tm_wday = utc.tm_wday,
                          .tm_yday = utc.tm_yday};
  if (ioctl(fd, (int)RTC_SET_TIME, &time) < 0) {
    return close_failed(fd);
  }
  close(fd);
  return 0;
}
