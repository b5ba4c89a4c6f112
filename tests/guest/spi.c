/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bus with an LSM6DS3 at chip select A and a flash memory at B: what spi.h promises, and the
 * exported interface below it. The manifest lists ISU1. */
#define SPI_STRUCTS_VERSION 1
#include <applibs/spi.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { isu1 = 1, select_a = -1, select_b = -2 };

static const char* told(long result) { return result < 0 ? strerror(errno) : "ok"; }

static long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

static void settings(void) {
  SPIMaster_Config config;
  printf("defaults: %s", told(SPIMaster_InitConfig(&config)));
  printf(", %#x, polarity %d\n", config.z__magicAndVersion, config.csPolarity);
  printf("no such version: %s\n",
         told(z__SPIMaster_InitConfig((struct z__SPIMaster_Config_Base*)&config, 7)));
  printf("nothing to set: %s\n", told(SPIMaster_InitConfig(NULL)));
  printf("not in the manifest: %s\n", told(SPIMaster_Open(0, select_a, &config)));
  printf("no such unit: %s, %s\n", told(SPIMaster_Open(-1, select_a, &config)),
         told(SPIMaster_Open(9, select_a, &config)));
  printf("no such chip select: %s\n", told(SPIMaster_Open(isu1, 0, &config)));
  printf("no settings: %s\n", told(SPIMaster_Open(isu1, select_a, NULL)));
  config.csPolarity = SPI_ChipSelectPolarity_Invalid;
  printf("bad polarity: %s\n", told(SPIMaster_Open(isu1, select_a, &config)));
  config.csPolarity = SPI_ChipSelectPolarity_ActiveLow;
  config.z__magicAndVersion = 1;
  printf("wrong magic: %s\n", told(SPIMaster_Open(isu1, select_a, &config)));
}

static int open_target(SPI_ChipSelectId select) {
  SPIMaster_Config config;
  SPIMaster_InitConfig(&config);
  return SPIMaster_Open(isu1, select, &config);
}

static void sensor(int fd) {
  printf("speed: %s, mode: %s", told(SPIMaster_SetBusSpeed(fd, 400000)),
         told(SPIMaster_SetMode(fd, SPI_Mode_3)));
  printf(", bad mode: %s", told(SPIMaster_SetMode(fd, SPI_Mode_Invalid)));
  printf(", bad order: %s\n", told(SPIMaster_SetBitOrder(fd, SPI_BitOrder_Invalid)));
  static const uint8_t who = 0x8f;
  uint8_t answer[8] = {0};
  printf("write then read: %zd", SPIMaster_WriteThenRead(fd, &who, 1, answer, 1));
  printf(", %#x\n", answer[0]);
  printf("no bytes: %s", told(SPIMaster_WriteThenRead(fd, &who, 0, answer, 1)));
  printf(", no buffer: %s\n", told(SPIMaster_WriteThenRead(fd, &who, 1, NULL, 1)));

  SPIMaster_Transfer transfers[3];
  printf("transfers: %s", told(SPIMaster_InitTransfers(transfers, 3)));
  printf(", %#x, flags %d\n", transfers[2].z__magicAndVersion, transfers[2].flags);
  transfers[0].flags = SPI_TransferFlags_Write;
  transfers[0].writeData = &who;
  transfers[0].length = 1;
  transfers[1].flags = SPI_TransferFlags_Read;
  transfers[1].readData = answer;
  transfers[1].length = 1;
  answer[0] = 0;
  printf("sequence: %zd", SPIMaster_TransferSequential(fd, transfers, 2));
  printf(", %#x\n", answer[0]);
  printf("one without a direction: %s\n", told(SPIMaster_TransferSequential(fd, transfers, 3)));
  printf("none: %s, too many: %s, nothing: %s\n",
         told(SPIMaster_TransferSequential(fd, transfers, 0)),
         told(SPIMaster_TransferSequential(fd, transfers, 257)),
         told(SPIMaster_TransferSequential(fd, NULL, 1)));
  transfers[1].flags = SPI_TransferFlags_Read | SPI_TransferFlags_Write;
  printf("both ways: %s\n", told(SPIMaster_TransferSequential(fd, transfers, 2)));
  transfers[1].flags = SPI_TransferFlags_Read;
  transfers[1].readData = NULL;
  printf("no buffer: %s\n", told(SPIMaster_TransferSequential(fd, transfers, 2)));
  transfers[1].readData = answer;
  transfers[1].z__magicAndVersion = 0;
  printf("wrong magic: %s\n", told(SPIMaster_TransferSequential(fd, transfers, 2)));
}

static void flash(int fd) {
  SPIMaster_SetBusSpeed(fd, 1000000);
  static const uint8_t identify = 0x9f, enable = 0x06, status = 0x05;
  uint8_t id[3] = {0};
  printf("flash: %zd", SPIMaster_WriteThenRead(fd, &identify, 1, id, 3));
  printf(", %02x %02x %02x\n", id[0], id[1], id[2]);
  uint8_t page[4 + 200] = {0x02, 0, 0x10, 0};
  for (int i = 0; i < 200; i++) {
    page[4 + i] = (uint8_t)(i * 3);
  }
  printf("enabled: %zd", write(fd, &enable, 1));
  long begin = now_us();
  printf(", programmed: %zd", write(fd, page, sizeof(page)));
  long span = now_us() - begin;
  printf(", %s\n", span >= 1632 && span < 1800 ? "in its time" : "not in its time");
  uint8_t busy;
  do {
    SPIMaster_WriteThenRead(fd, &status, 1, &busy, 1);
  } while (busy & 1);
  static const uint8_t read_command[] = {0x03, 0, 0x10, 0};
  uint8_t back[200];
  printf("read back: %zd", SPIMaster_WriteThenRead(fd, read_command, 4, back, sizeof(back)));
  printf(", %s\n", memcmp(back, page + 4, sizeof(back)) == 0 ? "the same" : "different");
  static uint8_t big[5000];
  printf("too long: %s, %s\n", told(SPIMaster_WriteThenRead(fd, read_command, 4, big, 5000)),
         told(read(fd, big, sizeof(big))));
}

int main(void) {
  settings();
  int a = open_target(select_a), b = open_target(select_b);
  printf("opened: %s, %s\n", told(a), told(b));
  sensor(a);
  flash(b);
  close(a);
  printf("closed: %s, %s\n", told(SPIMaster_SetMode(a, SPI_Mode_0)), told(write(a, "x", 1)));
  return 0;
}
