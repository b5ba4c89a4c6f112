/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a record a second to a flash memory on an SPI bus, and reads it back. */
#define SPI_STRUCTS_VERSION 1
#include <applibs/log.h>
#include <applibs/spi.h>
#include <errno.h>
#include <hw/mt3620.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../common/a7/sample.h"

typedef enum {
  ExitCode_Success = 0,
  ExitCode_Open = 1,
  ExitCode_Setup = 2,
  ExitCode_Flash = 3,
  ExitCode_EventLoop = 4,
} ExitCode;

enum {
  command_write_enable = 0x06,
  command_program = 0x02,
  command_read = 0x03,
  command_status = 0x05,
  command_identify = 0x9f,
  record_size = 32,
};

static int flash_fd = -1;

static int fail(const char* what) {
  Log_Debug("spi-hl: cannot %s: %s (%d)\n", what, strerror(errno), errno);
  return -1;
}

static int wait_until_ready(void) {
  static const uint8_t command = command_status;
  uint8_t status;
  do {
    if (SPIMaster_WriteThenRead(flash_fd, &command, 1, &status, 1) < 0) {
      return fail("read the status");
    }
  } while ((status & 1) != 0);
  return 0;
}

/* Command and data go out with the flash selected all the while: one sequence of two transfers. */
static int program(uint32_t address, const char* record) {
  static const uint8_t enable = command_write_enable;
  const uint8_t command[] = {command_program, (uint8_t)(address >> 16), (uint8_t)(address >> 8),
                             (uint8_t)address};
  SPIMaster_Transfer transfers[2];
  if (SPIMaster_InitTransfers(transfers, 2) < 0 || write(flash_fd, &enable, 1) != 1) {
    return fail("enable writing");
  }
  transfers[0].flags = SPI_TransferFlags_Write;
  transfers[0].writeData = command;
  transfers[0].length = sizeof(command);
  transfers[1].flags = SPI_TransferFlags_Write;
  transfers[1].writeData = (const uint8_t*)record;
  transfers[1].length = record_size;
  if (SPIMaster_TransferSequential(flash_fd, transfers, 2) < 0) {
    return fail("program");
  }
  return wait_until_ready();
}

static int on_tick(void) {
  static uint32_t number;
  const uint32_t address = number * record_size;
  char record[record_size] = {0}, back[record_size] = {0};
  snprintf(record, sizeof(record), "record %u", (unsigned int)++number);
  if (program(address, record) < 0) {
    return ExitCode_Flash;
  }
  const uint8_t command[] = {command_read, (uint8_t)(address >> 16), (uint8_t)(address >> 8),
                             (uint8_t)address};
  if (SPIMaster_WriteThenRead(flash_fd, command, sizeof(command), (uint8_t*)back, sizeof(back)) <
      0) {
    fail("read");
    return ExitCode_Flash;
  }
  Log_Debug(
      "spi-hl: at 0x%06x \"%s\" %s\n", (unsigned int)address, back,
      memcmp(record, back, sizeof(record)) == 0 ? "as written" : "which is not what was written");
  return ExitCode_Success;
}

static ExitCode start(void) {
  SPIMaster_Config config;
  if (SPIMaster_InitConfig(&config) < 0) {
    return ExitCode_Setup;
  }
  flash_fd = SPIMaster_Open(MT3620_ISU1_SPI, MT3620_SPI_CS_A, &config);
  if (flash_fd < 0) {
    fail("open the bus");
    return ExitCode_Open;
  }
  static const uint8_t identify = command_identify;
  uint8_t id[3];
  if (SPIMaster_SetBusSpeed(flash_fd, 8000000) < 0 || SPIMaster_SetMode(flash_fd, SPI_Mode_0) < 0 ||
      SPIMaster_WriteThenRead(flash_fd, &identify, 1, id, sizeof(id)) < 0) {
    fail("set up the bus");
    return ExitCode_Setup;
  }
  Log_Debug("spi-hl: flash %02x %02x %02x\n", id[0], id[1], id[2]);
  return ExitCode_Success;
}

int main(void) {
  int code = start();
  EventLoop* loop = EventLoop_Create();
  if (code == ExitCode_Success) {
    code = loop == NULL ? ExitCode_EventLoop : sample_run(loop, 1000, on_tick);
  }
  EventLoop_Close(loop);
  close(flash_fd);
  return code;
}
