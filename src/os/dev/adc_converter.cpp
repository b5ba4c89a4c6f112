// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/adc_converter.h"

#include <utility>

namespace armillary::os {

namespace {

// Registers by their names in the reference of the block (docs/fidelity.md).
constexpr std::uint32_t kCtl0 = 0x100, kCtl3 = 0x10C, kRbr = 0x200, kIer = 0x204, kLsr = 0x214,
                        kTriLvl = 0x260;
/// T_INIT 20 and T_CH 8, the driver's.
constexpr std::uint32_t kTiming = 20U << 9 | 8U << 4;
constexpr std::uint32_t kRun = 1U, kLow = 1U << 31;
/// Input multiplexer, common mode, clock phase, dither and comparator as the driver sets them.
constexpr std::uint32_t kAnalogue = 0xAA55;

}  // namespace

AdcConverter::AdcConverter(sim::Domain& domain, soc::Bus& bus, soc::Adc& block)
    : registers_(bus, soc::kAdcBase),
      queue_([this](Transfer& transfer) { start(transfer); }),
      interrupt_(domain, block.interrupt(), [this] { serve(); }) {}

void AdcConverter::open() {
  if (std::exchange(open_, true)) return;
  registers_.write(kCtl3, kAnalogue);
  registers_.write(kTriLvl, 1U << 2);
  registers_.write(kIer, 1);
}

void AdcConverter::set_reference(bool high) { registers_.update(kCtl3, kLow, high ? 0 : kLow); }

void AdcConverter::start(Transfer& transfer) {
  const unsigned channel = static_cast<Conversion&>(transfer).channel;
  registers_.write(kCtl0, 1U << (16 + channel) | kTiming | kRun);
}

void AdcConverter::serve() {
  auto* conversion = static_cast<Conversion*>(queue_.current());
  std::uint32_t sample = 0;
  while ((registers_.read(kLsr) & 1U) != 0) sample = registers_.read(kRbr) >> 4 & 0xFFFU;
  registers_.write(kCtl0, kTiming);
  if (conversion == nullptr) return;
  conversion->sample = sample;
  queue_.finish(0);
}

}  // namespace armillary::os
