// SPDX-License-Identifier: GPL-2.0-or-later
// The worked example of docs/write-a-part.md, which shows what follows as it is.
#include "board/example_part.h"

// [example]
#include <algorithm>
#include <array>

#include "board/part_type.h"

namespace armillary::board {

namespace {

constexpr std::array kKeys{
    PartKey{.name = "pump",
            .kind = KeyKind::pin,
            .summary = "the GPIO that switches the pump on, with a high level",
            .required = true},
    PartKey{.name = "channel",
            .kind = KeyKind::adc_channel,
            .summary = "of the sensor: 0 V is empty, 2.5 V is full",
            .required = true},
    PartKey{.name = "fills-in",
            .kind = KeyKind::duration,
            .summary = "how long the pump needs",
            .fallback = "10s",
            .least = 1},
};

class WaterTank final : public Part {
 public:
  WaterTank(const PartContext& context, const PartValues& values)
      : Part(context),
        pump_(values.index("pump")),
        capacity_(values.number("fills-in")),
        full_(domain().events(), name() + " full", [this] {
          tell(EventType::gpio, {{"state", "full"}});
        }) {
    pads().wire(pump_).observe([this](bool on) { switch_pump(on); });
    context.peripherals.adc().connect(values.index("channel"),
                                      [this](sim::Time t) { return microvolts_at(t); });
  }

  void serialize(sim::Archive& archive) override {
    archive.value(water_);
    archive.value(since_);
    archive.event(full_);
    if (water_ < 0 || water_ > capacity_) archive.fail("more water than the tank holds");
  }

 private:
  /// In nanoseconds of the pump's work.
  [[nodiscard]] std::int64_t water_at(sim::Time t) const {
    const bool pumping = pads().wire(pump_).level();
    return pumping ? std::min(capacity_, water_ + (t - since_).count()) : water_;
  }

  [[nodiscard]] std::int64_t microvolts_at(sim::Time t) const {
    constexpr std::int64_t kFullMicrovolts = 2'500'000, kParts = 1'000;
    return water_at(t) / std::max<std::int64_t>(1, capacity_ / kParts) * kFullMicrovolts / kParts;
  }

  void switch_pump(bool on) {
    if (!on) {
      water_ = std::min(capacity_, water_ + (now() - since_).count());
      full_.cancel();
    } else if (water_ < capacity_) {
      full_.schedule(now() + sim::Duration{capacity_ - water_});
    }
    since_ = now();
  }

  unsigned pump_;
  std::int64_t capacity_, water_ = 0;
  sim::Time since_ = sim::kPowerOn;
  sim::TimedEvent full_;
};

}  // namespace

extern const PartType kWaterTank{
    .name = "water-tank",
    .summary = "A tank with a pump at a pin and a sensor at an ADC channel. Tells when it is full.",
    .keys = kKeys,
    .create = make_part<WaterTank>};

}  // namespace armillary::board
// [example]
