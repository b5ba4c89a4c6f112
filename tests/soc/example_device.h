// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "soc/device.h"

namespace armillary::soc {

// [example]
/// An egg timer: counts milliseconds down, then rings until somebody stops it.
class EggTimer final : public Device {
 public:
  static const BlockInfo kBlock;

  EggTimer(const DeviceContext& context, std::string name, std::uint32_t base);

  /// High while it rings and the interrupt is enabled.
  [[nodiscard]] sim::Wire& interrupt() { return interrupt_; }

 private:
  enum Offset : std::uint32_t { kControl = 0x00, kTime = 0x04, kLeft = 0x08, kStatus = 0x0C };
  static constexpr std::uint32_t kRun = 1U << 0, kInterrupt = 1U << 1, kRings = 1U << 0;
  static constexpr sim::Rate kTicks{1'000};

  static constexpr std::array kRegisters{
      RegisterInfo{.offset = kControl,
                   .name = "CTRL",
                   .mask = kRun | kInterrupt,
                   .summary = "b0 run, b1 interrupt when it rings"},
      RegisterInfo{.offset = kTime, .name = "TIME", .reset = 180'000, .summary = "milliseconds"},
      RegisterInfo{.offset = kLeft, .name = "LEFT", .access = Access::read_only},
      RegisterInfo{.offset = kStatus,
                   .name = "STATUS",
                   .access = Access::write_one_to_clear,
                   .mask = kRings,
                   .summary = "b0 it rings"},
      RegisterInfo{.offset = 0x10,
                   .name = "VOLUME",
                   .behaviour = Behaviour::missing,
                   .fidelity = Fidelity::unknown},
  };

  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;
  void write_control(const Write& write);
  void after_change(const Write&) { update_interrupt(); }
  [[nodiscard]] std::uint32_t left() const;
  void ring();
  void update_interrupt();

  sim::Wire interrupt_;
  sim::TimedEvent end_;
};

inline const BlockInfo EggTimer::kBlock{.kind = "egg timer",
                                        .summary = "counts down and rings",
                                        .size = 0x100,
                                        .registers = kRegisters,
                                        .sources = "docs/devices.md"};

inline EggTimer::EggTimer(const DeviceContext& context, std::string name, std::uint32_t base)
    : Device(context, kBlock, std::move(name), base),
      interrupt_(this->name() + " interrupt"),
      end_(context.events(), this->name() + " end", [this] { ring(); }) {
  on_write<&EggTimer::write_control>(kControl);
  on_write<&EggTimer::after_change>(kStatus);
  computed<&EggTimer::left>(kLeft);
}

inline void EggTimer::reset_state() {
  end_.cancel();
  update_interrupt();
}

inline void EggTimer::serialize_state(sim::Archive& archive) {
  archive.wire(interrupt_);
  archive.event(end_);
}

inline void EggTimer::write_control(const Write& write) {
  if ((write.value & kRun) == 0) {
    end_.cancel();
  } else if ((write.old & kRun) == 0) {
    end_.schedule(now() + kTicks.span_of(stored(kTime)));
  }
  update_interrupt();
}

inline std::uint32_t EggTimer::left() const {
  // Rounded up: it reads 0 only when it is over.
  const sim::Duration left = end_.scheduled() ? end_.when() - now() : sim::Duration{};
  return static_cast<std::uint32_t>(kTicks.ticks_in(left + kTicks.span_of(1) - sim::Duration{1}));
}

inline void EggTimer::ring() {
  stored(kControl) &= ~kRun;
  stored(kStatus) |= kRings;
  update_interrupt();
}

inline void EggTimer::update_interrupt() { interrupt_.set(bit(kStatus, 0) && bit(kControl, 1)); }
// [/example]

}  // namespace armillary::soc
