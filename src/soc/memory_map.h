// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// Where the blocks of the MT3620 lie, and the numbers of the IO cores' interrupts. Sources: the
// headers of MediaTek's and Codethink's drivers, and the Azure Sphere kernel's device drivers.
namespace armillary::soc {

// Private to each IO core, at the same addresses on both.
inline constexpr std::uint32_t kTcmBase = 0x0010'0000, kTcmSize = 192 * 1024;
inline constexpr std::uint32_t kXipBase = 0x1000'0000, kXipSize = 1024 * 1024;
inline constexpr std::uint32_t kSysramBase = 0x2200'0000, kSysramSize = 64 * 1024;
inline constexpr std::uint32_t kCirqBase = 0x2100'0000;
inline constexpr std::uint32_t kRguBase = 0x2101'0000;
inline constexpr std::uint32_t kWdtBase = 0x2102'0000;
inline constexpr std::uint32_t kGptBase = 0x2103'0000;
inline constexpr std::uint32_t kDebugUartBase = 0x2104'0000;
inline constexpr std::uint32_t kMailboxA7Base = 0x2105'0000;
inline constexpr std::uint32_t kMailboxM4Base = 0x2106'0000;
inline constexpr std::uint32_t kDmaBase = 0x2108'0000;

// Shared by all cores.
inline constexpr std::uint32_t kPinMuxBase = 0x3001'0000;
inline constexpr std::uint32_t kCa7GpioBase = 0x3002'0000;
inline constexpr std::uint32_t kTopConfigBase = 0x3003'0000;
inline constexpr std::uint32_t kRtcBase = 0x3009'0000;
inline constexpr std::uint32_t kAdcBase = 0x3800'0000;
inline constexpr std::uint32_t kSharedMemoryBase = 0x8000'0000, kSharedMemorySize = 4 << 20;

/// The A7's ends of the mailboxes of IO core 0 and 1.
inline constexpr std::array<std::uint32_t, 2> kA7MailboxBases{0x3101'0000, 0x3102'0000};

inline constexpr unsigned kGpioGroups = 6, kPwmControllers = 3, kIsus = 6, kI2sBlocks = 2;
constexpr std::uint32_t gpio_group_base(unsigned group) { return 0x3801'0000 + group * 0x1'0000; }
constexpr std::uint32_t pwm_base(unsigned controller) {
  return gpio_group_base(controller) + 0x1000;
}
constexpr std::uint32_t isu_base(unsigned isu) { return 0x3807'0000 + isu * 0x1'0000; }
constexpr std::uint32_t isu_i2c_base(unsigned isu) { return isu_base(isu) + 0x200; }
constexpr std::uint32_t isu_spi_base(unsigned isu) { return isu_base(isu) + 0x300; }
constexpr std::uint32_t isu_uart_base(unsigned isu) { return isu_base(isu) + 0x500; }
constexpr std::uint32_t i2s_base(unsigned i2s) { return 0x380D'0000 + i2s * 0x1'0000; }
constexpr std::uint32_t i2s_port_base(unsigned i2s) { return 0x380F'0000 + i2s * 0x1'0000; }

// Interrupt numbers of an IO core.
inline constexpr unsigned kInterruptLines = 100;
inline constexpr unsigned kGptInterrupt = 1;  ///< GPT0 and GPT1
inline constexpr unsigned kGpt3Interrupt = 2;
inline constexpr unsigned kWdtInterrupt = 3;
inline constexpr unsigned kDebugUartInterrupt = 4;
inline constexpr unsigned kMailboxA7Interrupts = 6;   ///< RD, NF, WR, NE, error, SW
inline constexpr unsigned kMailboxM4Interrupts = 12;  ///< the same six
inline constexpr unsigned kEintInterrupts = 20, kEints = 24;
inline constexpr unsigned kAdcInterrupt = 70;
constexpr unsigned isu_i2c_interrupt(unsigned isu) { return 44 + 4 * isu; }
constexpr unsigned isu_spi_interrupt(unsigned isu) { return 45 + 4 * isu; }
inline constexpr unsigned kGpioCounterInterrupts = 71;  ///< of group 0; the others follow
constexpr unsigned isu_uart_interrupt(unsigned isu) { return 47 + 4 * isu; }
constexpr unsigned i2s_interrupt(unsigned i2s) { return 68 + i2s; }
inline constexpr unsigned kDmaInterrupt = 77;

// Channels of the DMA controller. I2C and SPI of an ISU share the half-size ones with its UART.
constexpr unsigned isu_transmit_channel(unsigned isu) { return 2 * isu; }
constexpr unsigned isu_receive_channel(unsigned isu) { return 2 * isu + 1; }
constexpr unsigned uart_transmit_fifo_channel(unsigned isu) { return 13 + 2 * isu; }
constexpr unsigned uart_receive_fifo_channel(unsigned isu) { return 14 + 2 * isu; }
constexpr unsigned i2s_transmit_channel(unsigned i2s) { return 25 + 2 * i2s; }
constexpr unsigned i2s_receive_channel(unsigned i2s) { return 26 + 2 * i2s; }
inline constexpr unsigned kAdcChannel = 29;

/// A range of addresses that exists and that no model answers.
struct NamedRegion {
  std::uint32_t base;
  std::uint32_t size;
  std::string_view name;
};
/// Of an IO core's address space, without those inside the ISUs.
inline constexpr std::array kNamedRegions{
    NamedRegion{0x2000'0000, 0x8'0000, "CM4 configuration"},
    NamedRegion{0x2008'0000, 0x1'0000, "cache control"},
    NamedRegion{0x2009'0000, 0x1'0000, "cache MPU"},
    NamedRegion{0x2107'0000, 0x1'0000, "infra bus"},
    NamedRegion{0x3000'0000, 0x1'0000, "firewall routing"},
    NamedRegion{0x3004'0000, 0x1'0000, "TZ DMA"},
    NamedRegion{0x3005'0000, 0x1'0000, "A7 watchdog"},
    NamedRegion{0x3006'0000, 0x1'0000, "SYSRAM control"},
    NamedRegion{0x3007'0000, 0x1'0000, "serial flash control"},
    NamedRegion{0x3008'0000, 0x1'0000, "A7 infra bus"},
    NamedRegion{0x300A'0000, 0x1'0000, "PMTR"},
    NamedRegion{0x300B'0000, 0x1'0000, "A7 block"},
    NamedRegion{0x300C'0000, 0x1'0000, "A7 block"},
    NamedRegion{0x300D'0000, 0x1'0000, "MCUSYS"},
    NamedRegion{0x300E'0000, 0x1'0000, "eFuse"},
    NamedRegion{0x300F'0000, 0x1'0000, "secure mailbox"},
    NamedRegion{0x3100'0000, 0x1'0000, "A7 end of the HSP mailbox"},
    NamedRegion{0x3101'0000, 0x1'0000, "A7 end of IO core 0's mailbox"},
    NamedRegion{0x3102'0000, 0x1'0000, "A7 end of IO core 1's mailbox"},
    NamedRegion{0x380F'0000, 0x1'0000, "behind I2S0's data port"},
    NamedRegion{0x3810'0000, 0x1'0000, "behind I2S1's data port"},
    NamedRegion{0x6000'0000, 0x1000'0000, "Wi-Fi subsystem"},
    NamedRegion{0x9000'0000, 0x100'0000, "serial flash"},
};

}  // namespace armillary::soc
