/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Talks to parts of the board: reads an LSM6DS3 on the I2C of ISU2, draws the reading on an SSD1306
 * beside it, and keeps it in a flash on the SPI of ISU1. Polls, without interrupts and DMA.
 */
#include <stdbool.h>
#include <stddef.h>

#include "console.h"
#include "cpu.h"

#define ISU(n) (0x38070000u + 0x10000u * (n))
#define I2C(offset) REGISTER(ISU(2) + 0x200u + (offset))
#define SPI(offset) REGISTER(ISU(1) + 0x300u + (offset))

enum { IMU = 0x6A, OLED = 0x3C, FIFO = 8 };

/* Writes, then reads up to eight bytes behind a repeated start. False: not acknowledged. */
static bool i2c_transfer(uint8_t address, const uint8_t* out, unsigned out_count, uint8_t* in,
                         unsigned in_count) {
  while ((I2C(0x74) & 4) == 0) {
  }
  I2C(0x78) = 3; /* clear both FIFOs */
  I2C(0x60) = address;
  I2C(0x54) = out_count;
  I2C(0x58) = in_count;
  I2C(0x68) = in_count != 0 ? 1u << 4 | 2u : 0; /* two packets, the second one reads */
  unsigned sent = 0;
  for (; sent < out_count && sent < FIFO; ++sent) I2C(0x90) = out[sent];
  I2C(0x00) = 1; /* the last transfer is over */
  I2C(0x70) = in_count != 0 ? 0xC001 : 0x8001;
  while ((I2C(0x00) & 1) == 0) {
    if (sent < out_count && (I2C(0x80) & 0x20) == 0) I2C(0x90) = out[sent++];
  }
  for (unsigned i = 0; i < in_count && (I2C(0x80) & 1) == 0; ++i) in[i] = (uint8_t)I2C(0x90);
  return I2C(0x6C) == 0;
}

static void imu_write(uint8_t reg, uint8_t value) {
  const uint8_t bytes[] = {reg, value};
  if (!i2c_transfer(IMU, bytes, sizeof(bytes), NULL, 0)) console_printf("imu: no answer\n");
}

static uint8_t imu_read(uint8_t reg) {
  uint8_t value = 0;
  i2c_transfer(IMU, &reg, 1, &value, 1);
  return value;
}

/* Command or data bytes for the display: one control byte in front. */
static void oled_send(uint8_t control, const uint8_t* bytes, unsigned count) {
  static uint8_t buffer[129];
  buffer[0] = control;
  for (unsigned i = 0; i < count; ++i) buffer[i + 1] = bytes[i];
  if (!i2c_transfer(OLED, buffer, count + 1, NULL, 0)) console_printf("oled: no answer\n");
}

/* Command bytes as a number, then bytes out, or bytes in. */
static void spi_transfer(uint32_t command, unsigned command_bits, const uint8_t* out,
                         unsigned out_count, uint8_t* in, unsigned in_count) {
  SPI(0x28) = 38u << 16 | 1u << 2; /* 2 MHz, more-buffer mode, CSA */
  SPI(0x04) = command;
  uint32_t word = 0;
  for (unsigned i = 0; i < out_count; ++i) {
    word |= (uint32_t)out[i] << (8 * (i % 4));
    if (i % 4 == 3 || i + 1 == out_count) {
      SPI(0x08 + i / 4 * 4) = word;
      word = 0;
    }
  }
  SPI(0x2C) = out_count * 8 | in_count * 8 << 12 | command_bits << 24;
  SPI(0x00) = 0x00100100;
  while ((SPI(0x34) & 1) == 0) {
  }
  for (unsigned i = 0; i < in_count; ++i) in[i] = (uint8_t)(SPI(0x48 + i / 4 * 4) >> (8 * (i % 4)));
}

static void draw(int milli_g) {
  static const uint8_t init[] = {0xA8, 0x1F, 0xD3, 0x00, 0x40, 0xA1, 0xC8, 0xDA,
                                 0x02, 0x8D, 0x14, 0x20, 0x00, 0xA4, 0xA6, 0xAF};
  static const uint8_t window[] = {0x21, 0, 127, 0x22, 0, 3};
  static uint8_t row[128];
  oled_send(0x00, init, sizeof(init));
  oled_send(0x00, window, sizeof(window));
  /* A bar in the second row of pages: 64 columns are 1 g. */
  for (unsigned page = 0; page < 4; ++page) {
    for (int column = 0; column < 128; ++column) {
      row[column] = page == 1 && column < milli_g * 64 / 1000 ? 0xFF : 0x00;
    }
    oled_send(0x40, row, sizeof(row));
  }
}

static void keep(const uint8_t* bytes, unsigned count) {
  uint8_t in[4];
  spi_transfer(0x9F, 8, NULL, 0, in, 3);
  console_printf("flash: %02x %02x %02x\n", in[0], in[1], in[2]);
  spi_transfer(0x06, 8, NULL, 0, NULL, 0);
  spi_transfer(0x02000100, 32, bytes, count, NULL, 0); /* page program at 0x100 */
  unsigned polls = 0;
  do {
    spi_transfer(0x05, 8, NULL, 0, in, 1);
    ++polls;
  } while ((in[0] & 1) != 0);
  spi_transfer(0x03000100, 32, NULL, 0, in, 4);
  console_printf("flash: %s, holds %02x %02x %02x %02x\n", polls > 1 ? "was busy" : "was ready",
                 in[0], in[1], in[2], in[3]);
}

int main(void) {
  console_init();
  I2C(0x44) = 0x4040; /* about 100 kHz */
  I2C(0x48) = 0x4040;
  uint8_t nothing = 0;
  console_printf("nobody: %s\n", i2c_transfer(0x33, &nothing, 1, NULL, 0) ? "answers" : "silent");
  console_printf("imu: WHO_AM_I %02x\n", imu_read(0x0F));
  imu_write(0x12, 0x01);
  while ((imu_read(0x12) & 1) != 0) {
  }
  imu_write(0x10, 0x48); /* 104 Hz, 4 g */
  uint8_t axes[6];
  const uint8_t first = 0x28;
  for (unsigned sample = 0; sample < 3; ++sample) {
    while ((imu_read(0x1E) & 1) == 0) {
    }
    i2c_transfer(IMU, &first, 1, axes, sizeof(axes));
    int values[3];
    for (unsigned axis = 0; axis < 3; ++axis) {
      const int raw = (int16_t)(axes[2 * axis] | axes[2 * axis + 1] << 8);
      values[axis] = raw * 122 / 1000;
    }
    console_printf("imu: %d %d %d mg\n", values[0], values[1], values[2]);
    if (sample == 2) draw(values[2]);
  }
  keep(axes, sizeof(axes));
  console_printf("done\n");
  return 0;
}
