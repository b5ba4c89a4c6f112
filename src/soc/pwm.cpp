// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/pwm.h"

#include <algorithm>

#include <fmt/format.h>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t { kGlobal = 0x00, kControl = 0x100, kS0 = 0x104, kS1 = 0x108 };
constexpr std::uint32_t kStride = 0x10;

constexpr std::uint32_t kKick = 1U << 0, kActiveLow = 1U << 2, kClock = 1U << 4,
                        kGlobalKick = 1U << 5;

constexpr std::array kRegisters{
    RegisterInfo{.offset = 0x00,
                 .name = "GLO_CTRL",
                 .reset = 0xE400,
                 .mask = 0xFF0F,
                 .summary = "b0 kicks the channels with b5, b2:1 tick (0 = 32 kHz, 1 = 2 MHz, 2 = "
                            "26 MHz), b15:8 which channel each output shows"},
    RegisterInfo{.offset = 0x100,
                 .name = "PWM#_CTRL",
                 .reset = 0x0C,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 kick, b1 replay (always on here), b2 active low, b3 open drain "
                            "(stored), b4 clock, b5 global kick, b19:8 periods of S0, b31:20 of S1",
                 .count = 4,
                 .stride = 0x10},
    RegisterInfo{.offset = 0x104,
                 .name = "PWM#_PARAM_S0",
                 .summary = "b15:0 ticks on, b31:16 ticks off; taken at a kick",
                 .count = 4,
                 .stride = 0x10},
    RegisterInfo{
        .offset = 0x108, .name = "PWM#_PARAM_S1", .summary = "as S0", .count = 4, .stride = 0x10},
};

}  // namespace

const BlockInfo Pwm::kBlock{
    .kind = "PWM",
    .summary = "PWM controller, four channels",
    .size = 0x200,
    .registers = kRegisters,
    .sources =
        "MediaTek hdl_pwm.c; Codethink mt3620/gpio.h and GPIO.c; Azure Sphere Linux pwm-mt3620.c"};

Pwm::Pwm(const DeviceContext& context, std::string name, std::uint32_t base, unsigned first_pin,
         Pads& pads)
    : Device(context, kBlock, std::move(name), base), first_pin_(first_pin), pads_(pads) {
  on_write<&Pwm::write_global>(kGlobal);
  on_write<&Pwm::write_control>(kControl);
}

void Pwm::reset_state() {
  waves_ = {};
  running_ = {};
  update_outputs();
}

void Pwm::serialize_state(sim::Archive& archive) {
  // What a channel plays is also what its pin shows; the tick is one of three.
  for (unsigned i = 0; i < kChannels; ++i) {
    PwmWave& wave = waves_[i];
    std::uint64_t rate = wave.tick.numerator();
    archive.value(running_[i]);
    archive.value(wave.start);
    archive.value(rate);
    for (std::uint32_t* number :
         {&wave.s0_on, &wave.s0_off, &wave.s0_cycles, &wave.s1_on, &wave.s1_off, &wave.s1_cycles}) {
      archive.value(*number);
    }
    archive.value(wave.active_low);
    if (rate == 0 || rate > 26'000'000) {
      archive.fail("a PWM tick that does not exist");
    } else {
      wave.tick = sim::Rate{rate};
    }
  }
}

void Pwm::write_global(const Write& write) {
  if ((write.value & 1U) != 0) {
    for (unsigned i = 0; i < kChannels; ++i) {
      if ((stored(kControl + kStride * i) & kGlobalKick) != 0) kick(i);
    }
  }
  update_outputs();
}

void Pwm::write_control(const Write& write) {
  if ((write.value & kClock) == 0) {
    running_[write.index] = false;
  } else if ((write.value & kKick) != 0) {
    kick(write.index);
  }
  update_outputs();
}

void Pwm::kick(unsigned channel) {
  const std::uint32_t control = stored(kControl + kStride * channel);
  const std::uint32_t s0 = stored(kS0 + kStride * channel), s1 = stored(kS1 + kStride * channel);
  if ((control & kClock) == 0) return;
  constexpr std::array kTicks{sim::Rate{32'768}, sim::Rate{2'000'000}, sim::Rate{26'000'000}};
  const std::uint32_t tick = stored(kGlobal) >> 1 & 3U;
  if (tick >= kTicks.size()) {
    warn_once("tick clock 3 (GLO_CTRL) does not exist; the kick is ignored");
    return;
  }
  waves_[channel] = PwmWave{.start = now(),
                            .tick = kTicks[tick],
                            .s0_on = s0 & 0xFFFFU,
                            .s0_off = s0 >> 16,
                            .s0_cycles = std::max(1U, control >> 8 & 0xFFFU),
                            .s1_on = s1 & 0xFFFFU,
                            .s1_off = s1 >> 16,
                            .s1_cycles = control >> 20,
                            .active_low = (control & kActiveLow) != 0};
  running_[channel] = true;
  const PwmWave& wave = waves_[channel];
  if (wave.s1_cycles > 0 && (wave.s1_on == 0 || wave.s1_off == 0)) {
    // The kernel's driver says that silicon does not come out of this; what it shows is not known.
    warn_once(fmt::format("PWM{}: S1 has no {} time; silicon gets stuck there until a global kick",
                          channel, wave.s1_on == 0 ? "on" : "off"));
  }
}

void Pwm::update_outputs() {
  for (unsigned output = 0; output < kChannels; ++output) {
    const unsigned channel = stored(kGlobal) >> (8 + 2 * output) & 3U;
    PinDrive drive;
    if (running_[channel]) {
      const PwmWave& wave = waves_[channel];
      // Without two different levels it is no wave.
      if (wave.high_ticks() == 0) {
        drive.kind = wave.pattern_ticks() == 0 && wave.active_low ? PinDrive::Kind::high  //
                                                                  : PinDrive::Kind::low;
      } else if (wave.high_ticks() == wave.pattern_ticks()) {
        drive.kind = PinDrive::Kind::high;
      } else {
        drive = {PinDrive::Kind::pwm, wave};
      }
    }
    pads_.set_pwm(first_pin_ + output, drive);
  }
}

}  // namespace armillary::soc
