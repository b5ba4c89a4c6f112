// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/counter_input.h"

#include <utility>

namespace armillary::soc {

namespace {
// STATIC_CTRL
constexpr std::uint32_t kWidth = 0x3FFF, kEnable = 1U << 14, kInitial = 1U << 15;
}  // namespace

CounterInput::CounterInput(const DeviceContext& context, const std::string& name, Pads& pads,
                           unsigned pin, std::function<void(bool)> changed)
    : context_(context),
      pads_(pads),
      pin_(pin),
      changed_(std::move(changed)),
      settled_(context.events(), name + " filter", [this] { settle(); }),
      wave_(context.events(), name + " wave", [this] { look(); }) {
  pads.watch(pin, [this] {
    if (running_) look();
  });
}

void CounterInput::configure(std::uint32_t control) {
  const std::uint32_t old = std::exchange(control_, control);
  if (!running_) return;
  if ((control & ~old & kEnable) != 0) {
    start();
  } else if ((control & kEnable) == 0) {
    settle();
  }
}

void CounterInput::run(bool running) {
  if (running == running_) return;
  running_ = running;
  if (running) {
    start();
  } else {
    settled_.cancel();
    wave_.cancel();
  }
}

void CounterInput::start() {
  settled_.cancel();
  raw_ = pads_.level(pin_);
  level_ = (control_ & kEnable) != 0 ? (control_ & kInitial) != 0 : raw_;
  if (raw_ != level_) settled_.schedule(context_.now() + clock_.span_of(control_ & kWidth));
  schedule_wave();
}

void CounterInput::look() {
  schedule_wave();
  const bool raw = pads_.level(pin_);
  if (raw == raw_) return;
  raw_ = raw;
  if ((control_ & kEnable) == 0) {
    settle();
  } else if (raw_ == level_) {
    settled_.cancel();  // too short
  } else {
    settled_.schedule(context_.now() + clock_.span_of(control_ & kWidth));
  }
}

void CounterInput::settle() {
  settled_.cancel();
  if (level_ == raw_) return;
  level_ = raw_;
  changed_(level_);
}

void CounterInput::schedule_wave() {
  const PinDrive& drive = pads_.seen(pin_);
  const sim::Time next =
      drive.kind == PinDrive::Kind::pwm ? drive.wave.next_change(context_.now()) : sim::kNever;
  if (next == sim::kNever) {
    wave_.cancel();
  } else {
    wave_.schedule(next);
  }
}

void CounterInput::reset() {
  control_ = 0;
  settled_.cancel();
  if (running_) start();
}

void CounterInput::serialize(sim::Archive& archive) {
  archive.event(settled_);
  archive.event(wave_);
  archive.value(control_);
  archive.value(running_);
  archive.value(raw_);
  archive.value(level_);
}

}  // namespace armillary::soc
