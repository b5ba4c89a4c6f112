// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/pads.h"

#include <utility>

#include <fmt/format.h>

namespace armillary::soc {

std::uint64_t PwmWave::pattern_ticks() const {
  return std::uint64_t{s0_cycles} * (std::uint64_t{s0_on} + s0_off) +
         std::uint64_t{s1_cycles} * (std::uint64_t{s1_on} + s1_off);
}

std::uint64_t PwmWave::high_ticks() const {
  const std::uint64_t on = std::uint64_t{s0_cycles} * s0_on + std::uint64_t{s1_cycles} * s1_on;
  return active_low ? pattern_ticks() - on : on;
}

bool PwmWave::on_at(std::uint64_t place) const {
  const std::uint64_t s0_length = std::uint64_t{s0_on} + s0_off, s0_end = s0_cycles * s0_length;
  if (place < s0_end) return place % s0_length < s0_on;
  return (place - s0_end) % (std::uint64_t{s1_on} + s1_off) < s1_on;
}

std::uint64_t PwmWave::run_end(std::uint64_t place) const {
  const auto end_in = [](std::uint64_t at, std::uint64_t on, std::uint64_t off,
                         std::uint64_t cycles) {
    if (on == 0 || off == 0) return cycles * (on + off);
    const std::uint64_t within = at % (on + off);
    return at - within + (within < on ? on : on + off);
  };
  const std::uint64_t s0_end = std::uint64_t{s0_cycles} * (std::uint64_t{s0_on} + s0_off);
  if (place < s0_end) return end_in(place, s0_on, s0_off, s0_cycles);
  return s0_end + end_in(place - s0_end, s1_on, s1_off, s1_cycles);
}

bool PwmWave::level_at(sim::Time t) const {
  const std::uint64_t pattern = pattern_ticks();
  if (pattern == 0 || t < start) return active_low;
  return on_at(static_cast<std::uint64_t>(tick.ticks_in(t - start)) % pattern) != active_low;
}

sim::Time PwmWave::next_change(sim::Time t) const {
  const std::uint64_t pattern = pattern_ticks();
  if (pattern == 0) return sim::kNever;
  if (t < start) {
    if (on_at(0)) return start;
    t = start;
  }
  const auto ticks = static_cast<std::uint64_t>(tick.ticks_in(t - start));
  std::uint64_t place = ticks % pattern;
  std::uint64_t behind = ticks - place;
  const bool on = on_at(place);
  // Equal runs follow each other where S0 meets S1 and where the pattern begins again.
  constexpr int kMostRuns = 6;
  for (int run = 0; run < kMostRuns; ++run) {
    place = run_end(place);
    if (place == pattern) {
      place = 0;
      behind += pattern;
    }
    if (on_at(place) != on) return start + tick.span_of(static_cast<std::int64_t>(behind + place));
  }
  return sim::kNever;
}

namespace {

void serialize(sim::Archive& archive, PinDrive& drive) {
  archive.value(drive.kind);
  if (drive.kind > PinDrive::Kind::pwm) {
    archive.fail("a pin state that does not exist");
    drive.kind = PinDrive::Kind::released;
  }
  PwmWave& wave = drive.wave;
  std::uint64_t numerator = wave.tick.numerator(), denominator = wave.tick.denominator();
  archive.value(wave.start);
  archive.value(numerator);
  archive.value(denominator);
  if (numerator == 0 || denominator == 0 || numerator > 1'000'000'000 ||
      denominator > 1'000'000'000) {
    archive.fail("a clock rate that does not exist");
  } else {
    wave.tick = sim::Rate{numerator, denominator};
  }
  for (std::uint32_t* number :
       {&wave.s0_on, &wave.s0_off, &wave.s0_cycles, &wave.s1_on, &wave.s1_off, &wave.s1_cycles}) {
    archive.value(*number);
  }
  archive.value(wave.active_low);
}

bool level_of(const PinDrive& drive, sim::Time t) {
  return drive.kind == PinDrive::Kind::high ||
         (drive.kind == PinDrive::Kind::pwm && drive.wave.level_at(t));
}

}  // namespace

Pads::Pads(sim::Domain& domain) : domain_(domain), functions_(domain) {
  for (unsigned pin = 0; pin < kPins; ++pin) {
    pins_[pin].wire = std::make_unique<sim::Wire>(fmt::format("{}.pin{}", domain.name(), pin));
  }
}

bool Pads::level_now(const Pin& p) const {
  if (p.own.kind != PinDrive::Kind::released) return level_of(p.own, domain_.now());
  if (p.outside.kind != PinDrive::Kind::released) return level_of(p.outside, domain_.now());
  return p.pull == Pull::up || (p.pull == Pull::none && p.outside_pull == Pull::up);
}

void Pads::use_pin(unsigned pin, PinFunction function, const PinDrive& before,
                   const PinDrive& now) {
  const bool used = now.kind != PinDrive::Kind::released;
  if (used == (before.kind != PinDrive::Kind::released)) return;
  std::bitset<kPins> pins;
  use(pins.set(pin), function, used);
}

void Pads::set_gpio(unsigned pin, const PinDrive& drive) {
  use_pin(pin, PinFunction::gpio_output, pins_[pin].gpio, drive);
  pins_[pin].gpio = drive;
  update_own(pin);
}

void Pads::set_pwm(unsigned pin, const PinDrive& drive) {
  use_pin(pin, PinFunction::pwm, pins_[pin].pwm, drive);
  pins_[pin].pwm = drive;
  update_own(pin);
}

void Pads::set_mode(unsigned pin, unsigned mode) {
  pins_[pin].mode = static_cast<std::uint8_t>(mode);
  chosen_.set(pin, mode != 0);
  update_own(pin);
}

void Pads::set_pull(unsigned pin, Pull pull) {
  if (pins_[pin].pull == pull) return;
  pins_[pin].pull = pull;
  note_change(pin);
  update_level(pin);
}

void Pads::update_own(unsigned pin) {
  Pin& p = pins_[pin];
  // The operating system puts pins in PWM mode from the manifest before the firmware starts. A
  // device without that step must work as well, so a running channel gets a pin that is no output.
  constexpr unsigned kPwmMode = 1;
  const bool pwm = p.pwm.kind != PinDrive::Kind::released &&
                   (p.mode == kPwmMode || p.gpio.kind == PinDrive::Kind::released);
  const PinDrive& drive = pwm ? p.pwm : p.gpio;
  if (drive == p.own) return;
  p.own = drive;
  note_change(pin);
  update_level(pin);
}

void Pads::note_change(unsigned pin) {
  changes_.push_back({domain_.now(), pin, pins_[pin].own, pins_[pin].pull});
  domain_.request_exchange();
}

void Pads::update_level(unsigned pin) {
  Pin& p = pins_[pin];
  p.wire->set(level_now(p));
  for (const auto& changed : p.watchers) changed();
}

std::vector<Pads::Change> Pads::take_changes() { return std::exchange(changes_, {}); }

void Pads::set_outside(unsigned pin, const PinDrive& drive, Pull pull) {
  pins_[pin].outside = drive;
  pins_[pin].outside_pull = pull;
  update_level(pin);
}

void Pads::serialize(sim::Archive& archive) {
  archive.section("pads");
  for (Pin& pin : pins_) {
    archive.wire(*pin.wire);
    for (PinDrive* drive : {&pin.gpio, &pin.pwm, &pin.own, &pin.outside}) {
      soc::serialize(archive, *drive);
    }
    archive.value(pin.pull);
    archive.value(pin.outside_pull);
    archive.value(pin.mode);
    chosen_.set(static_cast<std::size_t>(&pin - pins_.data()), pin.mode != 0);
  }
  functions_.serialize(archive);
  if (archive.loading()) changes_.clear();
}

}  // namespace armillary::soc
