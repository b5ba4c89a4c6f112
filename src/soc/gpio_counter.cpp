// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/gpio_counter.h"

#include <fmt/format.h>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t {
  kInput = 0x100,  // three
  kStatic = 0x10C,
  kDynamic = 0x110,
  kResetValue = 0x120,
  kLowLimit = 0x124,
  kHighLimit = 0x128,
  kInterruptEnable = 0x130,
  kInterruptClear = 0x134,
  kInterruptStatus = 0x138,
  kCaptureCounts = 0x140,
  kCaptureValue = 0x144,  // two
  kCounterValue = 0x14C,
};

// GLOBAL_CTRL
constexpr std::uint32_t kModeAndClock = 1U << 0 | 1U << 3;
// STATIC_CTRL3
constexpr unsigned kResetLevel = 0, kPinResetsCapture = 1, kPinResetsEvents = 2, kCaptureEdge = 8,
                   kEventEdge = 16, kMode = 18, kPolarity = 20, kInterruptMode = 24,
                   kSaturation = 28;
// DYNAMIC_CTRL0
constexpr unsigned kEventEnable = 0, kCaptureEnable = 1, kEventReset = 16, kCaptureReset = 17;
// INT_STS
constexpr std::uint32_t kLow = 1U << 0, kHigh = 1U << 1, kPinReset = 1U << 2, kOverflow = 1U << 8,
                        kUnderflow = 1U << 9, kFull = 1U << 12, kMarkFull = 1U << 14,
                        kNotEmpty = 1U << 16, kReadEmpty = 1U << 24;
constexpr std::uint32_t kInterrupts = 0x0303'F307;

enum Mode : std::uint32_t { direction = 0, up_down = 1, quadrature = 2 };
enum Saturation : std::uint32_t { stay_low = 1, stay_high = 2, reset_low = 3, reset_high = 4 };

constexpr std::array kRegisters{
    RegisterInfo{.offset = kInput,
                 .name = "STATIC_CTRL#",
                 .mask = 0xFFFF,
                 .fidelity = Fidelity::inferred,
                 .summary = "de-glitch of pin 0, 1, 2: b13:0 shortest pulse in clocks, b14 on, b15 "
                            "level to begin with",
                 .count = 3},
    RegisterInfo{.offset = kStatic,
                 .name = "STATIC_CTRL3",
                 .mask = 0x737F'0F07,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 level at which pin 2 resets, b1 captures, b2 events; b9:8, b11:10 "
                            "edge of captures at pin 0, 1; b17:16 edge of events (0 rising, 1 "
                            "falling, 2 both); b19:18 mode (0 direction: pin 1 high is up; 1 pin 0 "
                            "up, pin 1 down; 2 quadrature: an edge of pin 0 while the levels then "
                            "differ is up), b20, b21, b22 the other way round in each; b25:24 "
                            "interrupt at the low, high limit; b30:28 limits (1, 2 stays at low, "
                            "high; 3, 4 to RST_VAL at low, high). The signs of directions are an "
                            "assumption"},
    RegisterInfo{.offset = kDynamic,
                 .name = "DYNAMIC_CTRL0",
                 .mask = 0x0003'0003,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 events, b1 captures; b16, b17 hold the event and the capture "
                            "counter in reset"},
    RegisterInfo{.offset = kResetValue,
                 .name = "RST_VAL",
                 .fidelity = Fidelity::inferred,
                 .summary = "what the event counter is set to by a reset"},
    RegisterInfo{.offset = kLowLimit, .name = "LOW_LIMIT", .fidelity = Fidelity::inferred},
    RegisterInfo{.offset = kHighLimit, .name = "HIGH_LIMIT", .fidelity = Fidelity::inferred},
    RegisterInfo{.offset = kInterruptEnable, .name = "INT_EN", .mask = kInterrupts},
    RegisterInfo{.offset = kInterruptClear,
                 .name = "INT_STS_CLR",
                 .mask = kInterrupts,
                 .fidelity = Fidelity::inferred,
                 .summary = "a bit clears its status, and keeps it clear as long as it is 1"},
    RegisterInfo{.offset = kInterruptStatus,
                 .name = "INT_STS",
                 .access = Access::read_only,
                 .mask = kInterrupts,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0, b1 the low, high limit was reached; b2 pin 2 resets; b8 overflow, "
                            "b9 underflow; of capture FIFO 0 and 1: b12, b13 lost a capture, b14, "
                            "b15 lost a mark of a reset, b16, b17 not empty, b24, b25 read empty"},
    RegisterInfo{.offset = kCaptureCounts,
                 .name = "CAP_FIFO_STS",
                 .access = Access::read_only,
                 .mask = 0xFF,
                 .fidelity = Fidelity::inferred,
                 .summary = "b3:0, b7:4 captures in FIFO 0, 1, of 8"},
    RegisterInfo{.offset = kCaptureValue,
                 .name = "CAP_VALUE_#",
                 .access = Access::read_only,
                 .fidelity = Fidelity::inferred,
                 .summary =
                     "clocks since the capture counter started; reading takes it. A reset by "
                     "pin 2 leaves a 0 as its mark (assumption)",
                 .count = 2},
    RegisterInfo{.offset = kCounterValue,
                 .name = "COUNTER_VALUE",
                 .access = Access::read_only,
                 .fidelity = Fidelity::inferred,
                 .summary = "events"},
    RegisterInfo{.offset = 0x150,
                 .name = "DBG_CTRL",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x154,
                 .name = "DBG_OUT",
                 .access = Access::read_only,
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
};

constexpr std::array kClocks{sim::Rate{26'000'000}, sim::Rate{32'768}, sim::Rate{125'000'000},
                             sim::Rate{200'000'000}};

/// Whether a change to `level` is an edge of the kind.
constexpr bool counts(std::uint32_t kind, bool level) {
  return (kind & 3U) == 2 || level == ((kind & 3U) != 1);
}

}  // namespace

const BlockInfo GpioCounter::kBlock{
    .kind = "GPIO counter",
    .summary =
        "event counter and capture (GPIOIF) at the first three pins of a group; inputs are "
        "looked at in virtual time, not at edges of the clock",
    .size = 0x200,
    .registers = kRegisters,
    .start = 0x100,
    .sources =
        "MediaTek hdl_gpioif.h, mhal_gpioif.h, mhal_gpioif.c, os_hal_gpioif.c and the GPIOIF "
        "sample; Codethink mt3620/gpio.h"};

GpioCounter::GpioCounter(const DeviceContext& context, std::string name, std::uint32_t base,
                         unsigned first_pin, Pads& pads)
    : Device(context, kBlock, std::move(name), base), interrupt_(this->name() + " interrupt") {
  for (unsigned i = 0; i < inputs_.size(); ++i) {
    inputs_[i] = std::make_unique<CounterInput>(context, fmt::format("{} pin {}", this->name(), i),
                                                pads, first_pin + i,
                                                [this, i](bool level) { input_changed(i, level); });
  }
  on_write<&GpioCounter::write_input>(kInput);
  on_write<&GpioCounter::write_settings>(kStatic);
  on_write<&GpioCounter::write_settings>(kDynamic);
  on_write<&GpioCounter::write_settings>(kResetValue);
  on_write<&GpioCounter::write_enable>(kInterruptEnable);
  on_write<&GpioCounter::write_clear>(kInterruptClear);
  computed<&GpioCounter::status>(kInterruptStatus);
  computed<&GpioCounter::capture_counts>(kCaptureCounts);
  computed<&GpioCounter::captured>(kCaptureValue);
  after_read<&GpioCounter::take_captured>(kCaptureValue);
  computed<&GpioCounter::event_count>(kCounterValue);
}

void GpioCounter::reset_state() {
  for (auto& input : inputs_) input->reset();
  for (auto& fifo : captures_) fifo.clear();
  latched_ = 0;
  count_ = 0;
  pin_resets_ = false;
  capture_running_ = false;
  capture_base_ = 0;
  update_interrupt();
}

void GpioCounter::serialize_state(sim::Archive& archive) {
  archive.wire(interrupt_);
  for (auto& input : inputs_) input->serialize(archive);
  for (auto& fifo : captures_) fifo.serialize(archive);
  archive.value(running_);
  archive.value(clock_);
  archive.value(latched_);
  archive.value(count_);
  archive.value(pin_resets_);
  archive.value(capture_running_);
  archive.value(capture_base_);
  archive.value(capture_epoch_);
  if (clock_ >= kClocks.size()) {
    archive.fail("a clock of the GPIO counters that does not exist");
    clock_ = 0;
  }
  if (!archive.loading()) return;
  for (auto& input : inputs_) input->set_clock(kClocks[clock_]);
}

void GpioCounter::set_global_control(std::uint32_t value) {
  const bool running = (value & kModeAndClock) == kModeAndClock;
  if (running == running_) return;
  running_ = running;
  for (auto& input : inputs_) input->run(running);
  update_resets();
}

void GpioCounter::select_clock(unsigned number) {
  if (number == clock_) return;
  capture_base_ = capture_time();
  capture_epoch_ = now();
  clock_ = static_cast<std::uint8_t>(number);
  for (auto& input : inputs_) input->set_clock(kClocks[clock_]);
}

// Interrupts.

std::uint32_t GpioCounter::status() const {
  std::uint32_t bits = latched_;
  for (unsigned i = 0; i < captures_.size(); ++i) {
    if (!captures_[i].empty()) bits |= kNotEmpty << i;
  }
  return bits & ~stored(kInterruptClear);
}

void GpioCounter::latch(std::uint32_t bits) {
  latched_ |= bits & ~stored(kInterruptClear);
  update_interrupt();
}

void GpioCounter::write_clear(const Write& write) {
  latched_ &= ~write.value;
  update_interrupt();
}

void GpioCounter::update_interrupt() { interrupt_.set((status() & stored(kInterruptEnable)) != 0); }

// Resets.

void GpioCounter::update_resets() {
  const bool by_pin = bit(kStatic, kPinResetsCapture) || bit(kStatic, kPinResetsEvents);
  const bool active = running_ && by_pin && inputs_[2]->level() == bit(kStatic, kResetLevel);
  const bool begins = active && !pin_resets_;
  pin_resets_ = active;
  if (bit(kDynamic, kEventReset) || (active && bit(kStatic, kPinResetsEvents))) {
    count_ = stored(kResetValue);
  }
  const bool capture_by_pin = active && bit(kStatic, kPinResetsCapture);
  const bool capture_held = bit(kDynamic, kCaptureReset) || capture_by_pin;
  set_capture_running(running_ && !capture_held && bit(kDynamic, kCaptureEnable));
  if (capture_held) capture_base_ = 0;
  if (bit(kDynamic, kCaptureReset)) {
    for (auto& fifo : captures_) fifo.clear();
  }
  if (begins) {
    if (capture_by_pin) {
      for (unsigned i = 0; i < captures_.size(); ++i) push(i, 0, kMarkFull << i);
    }
    latch(kPinReset);
  }
  update_interrupt();
}

// Events.

void GpioCounter::input_changed(unsigned index, bool level) {
  if (index == 2) {
    update_resets();
    return;
  }
  const std::uint32_t edge = stored(kStatic) >> (kCaptureEdge + 2 * index);
  if (capture_running_ && counts(edge, level)) push(index, capture_time(), kFull << index);
  const bool held = bit(kDynamic, kEventReset) || (pin_resets_ && bit(kStatic, kPinResetsEvents));
  if (bit(kDynamic, kEventEnable) && !held) count_event(index, level);
}

void GpioCounter::count_event(unsigned index, bool level) {
  const std::uint32_t control = stored(kStatic);
  if (!counts(control >> kEventEdge, level)) return;
  const std::uint32_t mode = control >> kMode & 3U;
  const bool other_way = mode <= quadrature && bit(kStatic, kPolarity + mode);
  switch (mode) {
    case direction:
      if (index == 0) count(inputs_[1]->level() != other_way);
      break;
    case up_down:
      count((index == 0) != other_way);
      break;
    case quadrature:
      // Pin 0 rises before pin 1: up.
      if (index == 0) count((level != inputs_[1]->level()) != other_way);
      break;
    default:
      warn_once("event mode 3 (STATIC_CTRL3) does not exist; nothing is counted");
  }
}

void GpioCounter::count(bool up) {
  const std::uint32_t low = stored(kLowLimit), high = stored(kHighLimit);
  const std::uint32_t at_limit = stored(kStatic) >> kSaturation & 7U;
  if ((!up && at_limit == stay_low && count_ == low) ||
      (up && at_limit == stay_high && count_ == high)) {
    return;
  }
  count_ += up ? 1U : ~0U;
  std::uint32_t events = 0;
  if (up && count_ == 0) events |= kOverflow;
  if (!up && count_ == ~0U) events |= kUnderflow;
  const std::uint32_t interrupts = stored(kStatic) >> kInterruptMode & 3U;
  if (count_ == low && (interrupts & 1U) != 0) events |= kLow;
  if (count_ == high && (interrupts & 2U) != 0) events |= kHigh;
  if ((count_ == low && at_limit == reset_low) || (count_ == high && at_limit == reset_high)) {
    count_ = stored(kResetValue);
  }
  if (events != 0) latch(events);
}

// Captures.

void GpioCounter::set_capture_running(bool running) {
  if (running == capture_running_) return;
  capture_base_ = capture_time();
  capture_epoch_ = now();
  capture_running_ = running;
}

std::uint32_t GpioCounter::capture_time() const {
  if (!capture_running_ || now() < capture_epoch_) return capture_base_;
  return capture_base_ +
         static_cast<std::uint32_t>(kClocks[clock_].ticks_in(now() - capture_epoch_));
}

void GpioCounter::push(unsigned index, std::uint32_t value, std::uint32_t when_full) {
  if (!captures_[index].push(value)) latch(when_full);
  update_interrupt();
}

void GpioCounter::take_captured(unsigned index) {
  if (captures_[index].empty()) {
    latch(kReadEmpty << index);
  } else {
    captures_[index].pop();
    update_interrupt();
  }
}

std::uint32_t GpioCounter::capture_counts() const {
  return static_cast<std::uint32_t>(captures_[0].size() | captures_[1].size() << 4);
}

}  // namespace armillary::soc
