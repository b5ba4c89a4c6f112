// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "soc/register_info.h"

/// The registers of an ISU's SPI master, as data.
namespace armillary::soc::spi_master_registers {

enum Offset : std::uint32_t {
  kControl = 0x00,
  kCommand = 0x04,
  kDataOut = 0x08,
  kMode = 0x28,
  kBitCounts = 0x2C,
  kStatus = 0x34,
  kSelect = 0x38,
  kDataPort = 0x40,
  kDataIn = 0x48,
};

inline constexpr std::array kRegisters{
    RegisterInfo{.offset = kControl,
                 .name = "STCSR",
                 .mask = 0xFF19'11FF,
                 .write_mask = 0xFF18'00FF,
                 .summary = "b8 start (reads 0); b16 and b12 busy: sources disagree, both work. "
                            "Byte counts and address fields are stored, as in more-buffer mode"},
    RegisterInfo{.offset = kCommand,
                 .name = "SOAR",
                 .summary = "command: the number in the lower bits goes out first"},
    RegisterInfo{.offset = kDataOut,
                 .name = "SDOR#",
                 .summary = "data out, byte 0 first; MOSI idles at the first bit behind it",
                 .count = 8,
                 .narrow_reads = true,
                 .narrow_writes = true},
    RegisterInfo{.offset = kMode,
                 .name = "SMMR",
                 .summary =
                     "b2 more-buffer mode, b3 least significant bit first, b9 interrupt, b10 "
                     "both directions at once, b27:16 clock = 79.04 MHz / (n + 2), b31:29 "
                     "chip select: 0 CSA, 1 CSB, others none. Polarity, phase and sample "
                     "timing are stored: a target takes whole bits"},
    RegisterInfo{.offset = kBitCounts,
                 .name = "SMBCR",
                 .mask = 0x3F1F'F1FF,
                 .summary = "bits of a transfer: b8:0 out, b20:12 in, b29:24 command"},
    RegisterInfo{.offset = 0x30,
                 .name = "Q_CTL",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = kStatus,
                 .name = "SCSR",
                 .access = Access::read_only,
                 .mask = 0x7,
                 .summary = "b0 the transfer is over; a read clears it, and the interrupt. Sources "
                            "disagree on b2:1, which stay 0"},
    RegisterInfo{.offset = kSelect,
                 .name = "CSPOL",
                 .mask = 0xF'F1FF,
                 .summary = "b7:0 level of an active chip select (b0 CSA, b1 CSB), b8 DMA mode, "
                            "b15:12 and b19:16 bit times before and behind a transfer"},
    RegisterInfo{.offset = kDataPort,
                 .name = "DATAPORT",
                 .write_mask = 0,
                 .summary = "in DMA mode: 13 words written are SOAR, SDOR0 to 7, SMMR, SMBCR, "
                            "STCSR and one that is dropped; reads give the words received last. "
                            "Words for a busy master wait"},
    RegisterInfo{.offset = kDataIn,
                 .name = "SDIR#",
                 .access = Access::read_only,
                 .summary = "data in, byte 0 first; of both directions at once also from SDIR4 on: "
                            "sources disagree",
                 .count = 8,
                 .narrow_reads = true},
};

}  // namespace armillary::soc::spi_master_registers
