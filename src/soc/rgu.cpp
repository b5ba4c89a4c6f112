// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/rgu.h"

#include <array>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t { kSleepControl = 0x000, kSleepAux = 0x004, kClock = 0x00C };

constexpr std::uint32_t kSleep = 1U << 0, kDeepSleep = 1U << 1, kWokeFromDeepSleep = 1U << 0;

constexpr std::array kRegisters{
    RegisterInfo{.offset = 0x000,
                 .name = "CM4_SLP_CTRL",
                 .summary = "b0 sleep, b1 deep sleep: with either, and SCR.SLEEPDEEP, only the "
                            "wake-up controller sees interrupts while the core sleeps"},
    RegisterInfo{.offset = 0x004,
                 .name = "CM4_SLP_AUX",
                 .access = Access::write_one_to_clear,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 woke from deep sleep (SLP_CTRL b1); the core goes on behind its "
                            "WFI, with all memory kept"},
    RegisterInfo{.offset = 0x008,
                 .name = "CM4_SLP_EVENT_RECORD",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x00C,
                 .name = "HCLK_CKCTRL",
                 .fidelity = Fidelity::inferred,
                 .summary = "b9:8 source: 0 = 26 MHz, 1 = 32.768 kHz, 2 = 197.6 MHz; the crystal "
                            "after reset is an assumption"},
    RegisterInfo{.offset = 0x100,
                 .name = "HW_MEM_PDN",
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .summary = "memory banks off in deep sleep; memory keeps its contents here"},
    RegisterInfo{.offset = 0x104,
                 .name = "HW_MEM_SLP",
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .summary = "memory banks asleep in deep sleep"},
    RegisterInfo{.offset = 0x10C,
                 .name = "SW_MEM_CTRL#",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown,
                 .summary = "SW_MEM_PDN, SLP, ISO, option, reserved, dummy",
                 .count = 6},
    RegisterInfo{.offset = 0x1B0,
                 .name = "CKGEN0",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x1B4,
                 .name = "HCLK_2M_CKGEN",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x1B8,
                 .name = "PWRCTLCR",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
};

}  // namespace

const BlockInfo Rgu::kBlock{
    .kind = "RGU",
    .summary = "reset, low power and clock source of an IO core",
    .size = 0x200,
    .registers = kRegisters,
    .sources = "Codethink mt3620/clock.h; MediaTek nvic.c, os_hal_lp.c, mt3620_cm4_hw_memmap.h"};

Rgu::Rgu(const DeviceContext& context, std::string name, std::uint32_t base, sim::Clock& cpu_clock)
    : Device(context, kBlock, std::move(name), base), cpu_clock_(cpu_clock) {
  on_write<&Rgu::write_clock>(kClock);
}

void Rgu::reset_state() { choose_clock(); }

void Rgu::serialize_state(sim::Archive& archive) {
  if (archive.loading()) choose_clock();
}

void Rgu::write_clock(const Write&) { choose_clock(); }

void Rgu::choose_clock() {
  constexpr std::array kSources{kCrystal, kSlowCrystal, kPll};
  const std::uint32_t source = stored(kClock) >> 8 & 3U;
  if (source < kSources.size()) {
    cpu_clock_.set_rate(now(), kSources[source]);
  } else {
    warn_once("clock source 3 (HCLK_CKCTRL) does not exist; the clock stays as it is");
  }
}

bool Rgu::sleep_enabled() const { return (stored(kSleepControl) & (kSleep | kDeepSleep)) != 0; }

void Rgu::woke_up() {
  if ((stored(kSleepControl) & kDeepSleep) != 0) stored(kSleepAux) |= kWokeFromDeepSleep;
}

}  // namespace armillary::soc
