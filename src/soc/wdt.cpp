// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/wdt.h"

#include <array>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t {
  kMode = 0x30,
  kLength = 0x34,
  kRestart = 0x38,
  kStatus = 0x3C,
  kSoftwareReset = 0x44,
  kSoftwareInterrupt = 0x80,
};

constexpr std::uint32_t kEnable = 1U << 0, kInterruptMode = 1U << 3;

constexpr std::array kRegisters{
    RegisterInfo{.offset = 0x30,
                 .name = "WDT_MODE",
                 .mask = 0x19,
                 .summary = "b0 run, b3 interrupt instead of reset, b4 stored; key 0x22 in b15:8"},
    RegisterInfo{.offset = 0x34,
                 .name = "WDT_LENGTH",
                 .reset = 0xFFE0,
                 .mask = 0xFFE0,
                 .fidelity = Fidelity::inferred,
                 .summary = "b15:5 units of 1/32 s - 1; key 0x08 in b4:0; a write restarts"},
    RegisterInfo{.offset = 0x38,
                 .name = "WDT_RESTART",
                 .access = Access::write_only,
                 .summary = "0x1971 restarts"},
    RegisterInfo{.offset = 0x3C,
                 .name = "WDT_STA",
                 .access = Access::read_only,
                 .mask = 0xC000,
                 .fidelity = Fidelity::inferred,
                 .summary = "b15 the time was over, b14 software reset; a new cause replaces the "
                            "old one"},
    RegisterInfo{.offset = 0x40,
                 .name = "WDT_INTERVAL",
                 .mask = 0xFFF,
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x44,
                 .name = "WDT_SWRST",
                 .access = Access::write_only,
                 .summary = "0x1209 restarts the core"},
    RegisterInfo{.offset = 0x80,
                 .name = "WDT_SWINT",
                 .mask = 0xC000'0000,
                 .write_mask = 0,
                 .fidelity = Fidelity::inferred,
                 .summary = "b31 raises the interrupt, b30 takes it back"},
};

constexpr sim::Rate kUnits{32};

}  // namespace

const BlockInfo Wdt::kBlock{
    .kind = "WDT",
    .summary = "watchdog, one per IO core",
    .size = 0x100,
    .registers = kRegisters,
    .sources =
        "MediaTek hdl_wdt.c, mhal_wdt.c, os_hal_wdt.c and the WDT sample; Microsoft's page on the "
        "watchdog"};

Wdt::Wdt(const DeviceContext& context, std::string name, std::uint32_t base)
    : Device(context, kBlock, std::move(name), base),
      interrupt_(this->name() + " interrupt"),
      timeout_(context.events(), this->name(), [this] { time_over(); }) {
  on_write<&Wdt::write_mode>(kMode);
  on_write<&Wdt::write_length>(kLength);
  on_write<&Wdt::write_restart>(kRestart);
  on_write<&Wdt::write_software_reset>(kSoftwareReset);
  on_write<&Wdt::write_software_interrupt>(kSoftwareInterrupt);
}

void Wdt::reset_state() {
  timeout_.cancel();
  interrupt_.set(false);
}

void Wdt::serialize_state(sim::Archive& archive) {
  archive.wire(interrupt_);
  archive.event(timeout_);
}

void Wdt::write_mode(const Write& write) {
  if ((write.value >> 8 & 0xFFU) != 0x22) {
    stored(kMode) = write.old;
    warn_once("a write of WDT_MODE without the key 0x2200 is ignored");
    return;
  }
  const bool run = (write.value & kEnable) != 0;
  if (!run) timeout_.cancel();
  if (run && !timeout_.scheduled()) restart();
}

void Wdt::write_length(const Write& write) {
  if ((write.value & 0x1FU) != 0x08) {
    stored(kLength) = write.old;
    warn_once("a write of WDT_LENGTH without the key 0x08 is ignored");
    return;
  }
  if (bit(kMode, 0)) restart();
}

void Wdt::write_restart(const Write& write) {
  if (write.value != 0x1971) {
    warn_once("a write of WDT_RESTART other than 0x1971 is ignored");
  } else if (bit(kMode, 0)) {
    restart();
  }
}

void Wdt::restart() {
  const std::int64_t units = (stored(kLength) >> 5) + 1;
  timeout_.schedule(now() + kUnits.span_of(units));
}

void Wdt::time_over() {
  if ((stored(kMode) & kInterruptMode) == 0) {
    bite(Cause::timeout);
    return;
  }
  restart();
  interrupt_.pulse();
}

void Wdt::write_software_reset(const Write& write) {
  if (write.value == 0x1209) {
    bite(Cause::software);
  } else {
    warn_once("a write of WDT_SWRST other than 0x1209 is ignored");
  }
}

void Wdt::bite(Cause cause) {
  // It stays off until the firmware starts it again: MediaTek's sample runs for 8 s after the
  // reset without touching it.
  timeout_.cancel();
  stored(kMode) &= ~kEnable;
  stored(kStatus) = cause == Cause::timeout ? 0x8000 : 0x4000;
  if (bite_) bite_(cause);
}

void Wdt::write_software_interrupt(const Write& write) {
  if ((write.value & 0x4000'0000U) != 0) interrupt_.set(false);
  if ((write.value & 0x8000'0000U) != 0) interrupt_.set(true);
  stored(kSoftwareInterrupt) = interrupt_.level() ? 0x8000'0000U : 0U;
}

}  // namespace armillary::soc
