/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bus with an LSM6DS3 at 0x6A: what i2c.h promises. The manifest lists ISU2. */
#include <applibs/i2c.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { isu2 = 2, sensor = 0x6a, nobody = 0x33 };

static const char* told(long result) { return result < 0 ? strerror(errno) : "ok"; }

static long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

int main(void) {
  printf("not in the manifest: %s\n", told(I2CMaster_Open(1)));
  printf("no such unit: %s, %s\n", told(I2CMaster_Open(-1)), told(I2CMaster_Open(9)));
  int fd = I2CMaster_Open(isu2);
  printf("opened: %s\n", told(fd));
  printf("speeds: %s, ", told(I2CMaster_SetBusSpeed(fd, I2C_BUS_SPEED_STANDARD)));
  printf("%s, ", told(I2CMaster_SetBusSpeed(fd, I2C_BUS_SPEED_FAST_PLUS)));
  printf("%s, ", told(I2CMaster_SetBusSpeed(fd, I2C_BUS_SPEED_HIGH)));
  printf("%s, ", told(I2CMaster_SetBusSpeed(fd, 12345)));
  printf("%s\n", told(I2CMaster_SetBusSpeed(fd, I2C_BUS_SPEED_FAST)));
  printf("timeout: %s\n", told(I2CMaster_SetTimeout(fd, 100)));

  static const uint8_t who = 0x0f;
  uint8_t answer[8] = {0};
  printf("write then read: %zd", I2CMaster_WriteThenRead(fd, sensor, &who, 1, answer, 1));
  printf(", %#x\n", answer[0]);
  memset(answer, 0, sizeof(answer));
  printf("write: %zd", I2CMaster_Write(fd, sensor, &who, 1));
  printf(", read: %zd", I2CMaster_Read(fd, sensor, answer, 1));
  printf(", %#x\n", answer[0]);
  memset(answer, 0, sizeof(answer));
  printf("default target: %s", told(I2CMaster_SetDefaultTargetAddress(fd, sensor)));
  printf(", write %zd", write(fd, &who, 1));
  printf(", read %zd, %#x\n", read(fd, answer, 1), answer[0]);

  /* The accelerometer at 104 Hz, 4 g; then one sample when it says that there is one. */
  static const uint8_t start[] = {0x10, 0x48}, status = 0x1e, output = 0x28;
  printf("started: %zd\n", I2CMaster_Write(fd, sensor, start, sizeof(start)));
  int polls = 0;
  do {
    usleep(1000);
    I2CMaster_WriteThenRead(fd, sensor, &status, 1, answer, 1);
  } while ((answer[0] & 1) == 0 && ++polls < 100);
  uint8_t raw[6];
  printf("sample: %zd", I2CMaster_WriteThenRead(fd, sensor, &output, 1, raw, sizeof(raw)));
  for (int axis = 0; axis < 3; axis++) {
    int value = (int16_t)(raw[2 * axis] | raw[2 * axis + 1] << 8);
    printf(", %d mg", value * 122 / 1000);
  }
  printf("\n");

  long begin = now_us();
  uint8_t page[200];
  I2CMaster_Read(fd, sensor, page, sizeof(page));
  long span = now_us() - begin;
  printf("200 bytes at 400 kHz: %s\n", span >= 4520 && span < 4700 ? "in their time" : "not");

  printf("nobody: %s", told(I2CMaster_Write(fd, nobody, &who, 1)));
  printf(", %s", told(I2CMaster_Read(fd, nobody, answer, 1)));
  printf(", %s\n", told(I2CMaster_WriteThenRead(fd, nobody, &who, 1, answer, 1)));
  printf("a probe: %zd\n", I2CMaster_Write(fd, sensor, NULL, 0));
  printf("no bytes: %s\n", told(I2CMaster_Read(fd, sensor, answer, 0)));
  printf("no buffer: %s", told(I2CMaster_Read(fd, sensor, NULL, 1)));
  printf(", %s", told(I2CMaster_Write(fd, sensor, NULL, 1)));
  printf(", %s\n", told(I2CMaster_Read(fd, sensor, (uint8_t*)3, 1)));
  printf("too many: %s\n", told(I2CMaster_Read(fd, sensor, page, 5000)));
  printf("eight bits of address: %s, ", told(I2CMaster_Write(fd, 0xd4, &who, 1)));
  printf("%s\n", told(I2CMaster_SetDefaultTargetAddress(fd, 0xd4)));
  I2CMaster_SetTimeout(fd, 10);
  I2CMaster_SetBusSpeed(fd, I2C_BUS_SPEED_STANDARD);
  printf("too slow: %s", told(I2CMaster_Read(fd, sensor, page, sizeof(page))));
  I2CMaster_SetTimeout(fd, 1000);
  printf(", %zd\n", I2CMaster_Read(fd, sensor, page, sizeof(page)));
  close(fd);
  printf("closed: %s, %s\n", told(I2CMaster_Write(fd, sensor, &who, 1)),
         told(I2CMaster_SetBusSpeed(fd, I2C_BUS_SPEED_FAST)));
  return 0;
}
