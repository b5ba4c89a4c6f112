// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "soc/register_info.h"

/// The registers of an I2S block, as data. "Downlink" (DL) is what the chip sends, "uplink" (UL)
/// what it receives.
namespace armillary::soc::i2s_registers {

enum Offset : std::uint32_t {
  kGlobal = 0x00,
  kDownlink = 0x04,
  kUplink = 0x08,
  kSoftReset = 0x0C,
  kFifoControls = 0x10,
  kDmaInterface = 0x30,
  kInterruptEnable = 0x40,
  kInterruptClear = 0x44,
  kInterruptStatus = 0x48,
};

/// Bits of the interrupt registers.
enum Interrupt : std::uint32_t {
  kDownlinkFull = 1U << 0,
  kDownlinkEmpty = 1U << 1,
  kDownlinkWriteReady = 1U << 4,
  kDownlinkReadReady = 1U << 5,
  kUplinkFull = 1U << 8,
  kUplinkEmpty = 1U << 9,
  kUplinkWriteReady = 1U << 12,
  kUplinkReadReady = 1U << 13,
  kDownlinkOverflow = 1U << 16,
  kDownlinkUnderflow = 1U << 17,
  kUplinkOverflow = 1U << 18,
  kUplinkUnderflow = 1U << 19,
};
inline constexpr std::uint32_t kInterruptBits = 0xF'3333;

inline constexpr std::array kRegisters{
    RegisterInfo{.offset = kGlobal,
                 .name = "GLOBAL_CONTROL",
                 .summary = "b0 enable, b7 downlink left and right swapped, b8 downlink mono, b9 "
                            "mono on both channels, b31 internal loopback. FIFO and clock enables "
                            "and clock sources are stored: MediaTek's driver leaves the FIFO "
                            "enables 0, and the sample clock follows the rate alone"},
    RegisterInfo{.offset = kDownlink,
                 .name = "DL_CONTROL",
                 .summary = "b0 enable, b3 I2S (1) or TDM (0), b7 two words a frame, b11:8 rate = "
                            "((x & 3) + 4) << ((x >> 2) + 1) kHz, b30:29 TDM channels (1 = four). "
                            "Who gives the clock, its edges and offsets are stored; b1 = 1 is not "
                            "modelled"},
    RegisterInfo{.offset = kUplink,
                 .name = "UL_CONTROL",
                 .summary = "as DL_CONTROL; b16 half the rate, b31 left and right swapped"},
    RegisterInfo{.offset = kSoftReset,
                 .name = "SOFT_RESET",
                 .mask = 0x113,
                 .fidelity = Fidelity::inferred,
                 .summary =
                     "when set: b0 both FIFOs, b1 all registers, b4 downlink FIFO, b8 uplink "
                     "FIFO"},
    RegisterInfo{.offset = kFifoControls,
                 .name = "FIFO_CONTROL#",
                 .reset = 0,
                 .mask = 0x01FF'FF07,
                 .write_mask = 0x00FF'0000,
                 .fidelity = Fidelity::unknown,
                 .summary = "downlink write and read side, uplink write and read side: b0 within "
                            "the threshold of full or empty, b1 full or empty, b2 clear, b15:8 "
                            "words, b23:16 threshold, b24 ready. No driver uses them",
                 .count = 4},
    RegisterInfo{.offset = 0x20,
                 .name = "DL_EMPTY_VALUE_LR",
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .summary = "sent when the FIFO is empty; here nothing is sent then"},
    RegisterInfo{.offset = 0x24,
                 .name = "DL_EMPTY_VALUE_L1R1",
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x28,
                 .name = "DEBUG_CONTROL",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x2C,
                 .name = "DEBUG_PROBE",
                 .access = Access::read_only,
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = kDmaInterface,
                 .name = "DMA_IF_CONTROL",
                 .reset = 0x0001'0001,
                 .mask = 0x8013'8013,
                 .fidelity = Fidelity::inferred,
                 .summary = "words a request, b1:0 downlink, b17:16 uplink; 0 halts it. On after "
                            "reset, because MediaTek's driver never writes it; the rest is stored"},
    RegisterInfo{.offset = kInterruptEnable,
                 .name = "GLOBAL_INT_EN",
                 .mask = kInterruptBits,
                 .fidelity = Fidelity::inferred,
                 .summary = "as GLOBAL_INT_STS"},
    RegisterInfo{.offset = kInterruptClear,
                 .name = "GLOBAL_INT_STS_CLR",
                 .access = Access::write_only,
                 .mask = kInterruptBits,
                 .fidelity = Fidelity::inferred,
                 .summary = "a 1 clears the bit in GLOBAL_INT_STS"},
    RegisterInfo{.offset = kInterruptStatus,
                 .name = "GLOBAL_INT_STS",
                 .access = Access::read_only,
                 .mask = kInterruptBits,
                 .fidelity = Fidelity::inferred,
                 .summary = "set when it becomes true: downlink FIFO b0 full, b1 empty, b4 has "
                            "room, b5 has words; uplink the same in b8, b9, b12, b13; b16 downlink "
                            "overflow, b17 underflow, b18, b19 the same of the uplink"},
};

}  // namespace armillary::soc::i2s_registers
