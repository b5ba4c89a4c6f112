// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/cirq.h"

#include <utility>

#include <fmt/format.h>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t {
  kDebounce = 0x000,
  kSensitivity = 0x200,
  kWicSoftwarePending = 0x304,
  kWicSoftwareEnable = 0x324,
  kWicControl = 0x340,
  kWicClear = 0x344,
  kWicPending = 0x364,
  kWicEnabled = 0x384,
  kWakeUpStatus = 0x3A0,
  kDisable = 0x600,
  kWicDisable = 0x620,
  kTest = 0x700,
  kTestControl = 0x720,
};

constexpr std::string_view kSensitivitySummary =
    "a bit per interrupt: 1 level, 0 edge. After reset EINTs are edges and all others levels: no "
    "source says, and firmware that never writes it depends on both";

constexpr std::array kRegisters{
    RegisterInfo{.offset = 0x000,
                 .name = "EINT#_DBNC_CON",
                 .mask = 0x3FF,
                 .fidelity = Fidelity::inferred,
                 .summary = "b3:0 count, b6:4 8 kHz halved so often, b7 both edges, b8 1 = low or "
                            "falling, b9 debounce",
                 .count = kEints},
    RegisterInfo{.offset = 0x060,
                 .name = "DBNC_TEMP#",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown,
                 .count = 8},
    RegisterInfo{.offset = 0x200,
                 .name = "IRQ_SENS0",
                 .reset = 0x000F'FFFF,
                 .fidelity = Fidelity::unknown,
                 .summary = kSensitivitySummary},
    RegisterInfo{.offset = 0x204,
                 .name = "IRQ_SENS1",
                 .reset = 0xFFFF'F000,
                 .fidelity = Fidelity::unknown,
                 .summary = kSensitivitySummary},
    RegisterInfo{.offset = 0x208,
                 .name = "IRQ_SENS2",
                 .reset = 0xFFFF'FFFF,
                 .fidelity = Fidelity::unknown,
                 .summary = kSensitivitySummary},
    RegisterInfo{.offset = 0x20C,
                 .name = "IRQ_SENS3",
                 .reset = 0x0000'000F,
                 .fidelity = Fidelity::unknown,
                 .summary = kSensitivitySummary},
    RegisterInfo{.offset = 0x210,
                 .name = "IRQ_SENS4",
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .summary = "no interrupts there"},
    RegisterInfo{.offset = 0x304,
                 .name = "WIC_SW_PEND#",
                 .fidelity = Fidelity::unknown,
                 .summary = "shows in WIC_PEND with WIC_SW_CTRL b0",
                 .count = 5},
    RegisterInfo{.offset = 0x324,
                 .name = "WIC_SW_EN#",
                 .fidelity = Fidelity::unknown,
                 .summary = "what wakes, in place of WIC_DISABLE, with WIC_SW_CTRL b1",
                 .count = 5},
    RegisterInfo{.offset = 0x340,
                 .name = "WIC_SW_CTRL",
                 .mask = 0xF,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 pend, b1 interrupt enable; b2 clear enable and b3 no reset are "
                            "stored: a clear works without"},
    RegisterInfo{.offset = 0x344,
                 .name = "WIC_SW_CLR",
                 .mask = 0x1,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 clears WIC_PEND"},
    RegisterInfo{.offset = 0x364,
                 .name = "WIC_PEND#",
                 .access = Access::read_only,
                 .fidelity = Fidelity::inferred,
                 .summary = "a bit per interrupt that came while it could wake, until WIC_SW_CLR",

                 .count = 5},
    RegisterInfo{.offset = 0x384,
                 .name = "WIC_EN_STA#",
                 .access = Access::read_only,
                 .fidelity = Fidelity::unknown,
                 .summary = "a bit per interrupt that wakes",
                 .count = 5},
    RegisterInfo{.offset = 0x3A0,
                 .name = "WAKEUP_STA",
                 .access = Access::read_only,
                 .mask = 0x1,
                 .fidelity = Fidelity::unknown,
                 .summary = "b0 any bit of WIC_PEND"},
    RegisterInfo{.offset = 0x600,
                 .name = "IRQ_DISABLE#",
                 .summary = "a bit per interrupt: 1 = blocked",
                 .count = 4},
    RegisterInfo{.offset = 0x620,
                 .name = "WIC_DISABLE#",
                 .fidelity = Fidelity::inferred,
                 .summary =
                     "a bit per interrupt: 1 = does not wake from deep sleep; it reaches the "
                     "core when something else has woken it",
                 .count = 4},
    RegisterInfo{.offset = 0x700,
                 .name = "IRQ_TEST#",
                 .fidelity = Fidelity::inferred,
                 .summary = "a bit per interrupt: asserted while TEST_CTL is on",
                 .count = 4},
    RegisterInfo{.offset = 0x720, .name = "TEST_CTL", .mask = 0x1, .fidelity = Fidelity::inferred},
    RegisterInfo{.offset = 0x900,
                 .name = "SOFT_RST",
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .summary = "b2 is set and cleared by a function that no sample calls"},
};

}  // namespace

const BlockInfo Cirq::kBlock{
    .kind = "CIRQ",
    .summary = "interrupt sensitivity, external interrupts, wake-up",
    .size = 0xA00,
    .registers = kRegisters,
    .sources =
        "Codethink mt3620/irq.h and GPIO.c; MediaTek nvic.h, cirq_common.c, hdl_eint.c, "
        "os_hal_eint.c, os_hal_lp.c"};

Cirq::Cirq(const DeviceContext& context, std::string name, std::uint32_t base, InterruptSink& sink)
    : Device(context, kBlock, std::move(name), base), sink_(sink) {
  for (unsigned i = 0; i < kEints; ++i) {
    eints_[i] = std::make_unique<Eint>(context, fmt::format("{} EINT{}", this->name(), i),
                                       [this, i] { eint_changed(i); });
  }
  on_write<&Cirq::write_eint>(kDebounce);
  for (unsigned word = 0; word < 4; ++word) {
    on_write<&Cirq::write_settings>(kSensitivity + 4 * word);
  }
  on_write<&Cirq::write_settings>(kDisable);
  on_write<&Cirq::write_settings>(kTest);
  on_write<&Cirq::write_settings>(kTestControl);
  on_write<&Cirq::write_wic_clear>(kWicClear);
  computed<&Cirq::wic_pending>(kWicPending);
  computed<&Cirq::wic_enabled>(kWicEnabled);
  computed<&Cirq::wake_up_status>(kWakeUpStatus);
}

void Cirq::reset_state() {
  for (const auto& eint : eints_) eint->reset();
  wake_ups_.reset();
  held_.reset();
  write_settings({});
}

void Cirq::serialize_state(sim::Archive& archive) {
  for (const auto& eint : eints_) eint->serialize(archive);
  for (Lines* lines : {&inputs_, &before_, &forwarded_, &wake_ups_, &held_}) {
    for (unsigned i = 0; i < kInterruptLines; ++i) {
      bool level = lines->test(i);
      archive.value(level);
      if (archive.loading()) lines->set(i, level);
    }
  }
  archive.value(deep_sleep_);
}

void Cirq::connect(unsigned irq, sim::Wire& wire) {
  wire.observe([this, irq](bool level) { set_input(irq, level); });
  set_input(irq, wire.level());
}

void Cirq::connect_eint(unsigned number, sim::Wire& wire) {
  eints_[number]->start_with(wire.level());
  wire.observe([this, number](bool level) { eints_[number]->set_pin(level); });
}

bool Cirq::word_bit(std::uint32_t offset, unsigned irq) const {
  return bit(offset + irq / 32 * 4, irq % 32);
}

bool Cirq::is_level(unsigned irq) const { return word_bit(kSensitivity, irq); }

void Cirq::set_input(unsigned irq, bool level) {
  inputs_.set(irq, level);
  update(irq);
}

void Cirq::update(unsigned irq) {
  const bool test = bit(kTestControl, 0) && word_bit(kTest, irq);
  const bool asserted = inputs_.test(irq) || test;
  const bool rose = asserted && !before_.test(irq);
  before_.set(irq, asserted);
  if (rose) latch_wake_up(irq);
  const bool level = asserted && is_level(irq) && passes(irq);
  if (level != forwarded_.test(irq)) {
    forwarded_.set(irq, level);
    sink_.set_line(irq, level);
  }
  if (rose && !is_level(irq)) edge(irq);
}

void Cirq::edge(unsigned irq) {
  if (word_bit(kDisable, irq)) return;
  if (passes(irq)) {
    sink_.pulse(irq);
  } else {
    held_.set(irq);
  }
}

bool Cirq::wakes(unsigned irq) const {
  return bit(kWicControl, 1) ? word_bit(kWicSoftwareEnable, irq) : !word_bit(kWicDisable, irq);
}

bool Cirq::passes(unsigned irq) const {
  return !word_bit(kDisable, irq) && (!deep_sleep_ || wakes(irq));
}

void Cirq::set_deep_sleep(bool deep) {
  if (deep == deep_sleep_) return;
  deep_sleep_ = deep;
  if (deep) return;
  const Lines held = std::exchange(held_, {});
  for (unsigned irq = 0; irq < kInterruptLines; ++irq) {
    update(irq);
    if (held.test(irq)) edge(irq);
  }
}

void Cirq::latch_wake_up(unsigned irq) {
  if (wakes(irq)) wake_ups_.set(irq);
}

void Cirq::write_settings(const Write&) {
  for (unsigned number = 0; number < kEints; ++number) {
    const unsigned irq = kEintInterrupts + number;
    inputs_.set(irq, is_level(irq) && eints_[number]->active());
  }
  for (unsigned irq = 0; irq < kInterruptLines; ++irq) update(irq);
}

void Cirq::write_eint(const Write& write) {
  if (foreign_ && !claimed_.test(write.index)) foreign_(write.index);
  eints_[write.index]->configure(write.value);
  const unsigned irq = kEintInterrupts + write.index;
  if (is_level(irq)) set_input(irq, eints_[write.index]->active());
}

void Cirq::eint_changed(unsigned number) {
  const unsigned irq = kEintInterrupts + number;
  const Eint& eint = *eints_[number];
  if (is_level(irq)) {
    set_input(irq, eint.active());
  } else if (eint.edge_counts()) {
    latch_wake_up(irq);
    edge(irq);
  }
}

std::uint32_t Cirq::wic_pending(unsigned word) const {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 32 && word * 32 + i < kInterruptLines; ++i) {
    value |= std::uint32_t{wake_ups_.test(word * 32 + i)} << i;
  }
  return bit(kWicControl, 0) ? value | stored(kWicSoftwarePending + 4 * word) : value;
}

std::uint32_t Cirq::wic_enabled(unsigned word) const {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 32 && word * 32 + i < kInterruptLines; ++i) {
    value |= std::uint32_t{wakes(word * 32 + i)} << i;
  }
  return value;
}

std::uint32_t Cirq::wake_up_status() const {
  std::uint32_t any = 0;
  for (unsigned word = 0; word < 5; ++word) any |= wic_pending(word);
  return any != 0 ? 1 : 0;
}

void Cirq::write_wic_clear(const Write& write) {
  if ((write.value & 1U) == 0) return;
  wake_ups_.reset();
  for (unsigned irq = 0; irq < kInterruptLines; ++irq) {
    if (before_.test(irq)) latch_wake_up(irq);  // still asserted
  }
}

}  // namespace armillary::soc
