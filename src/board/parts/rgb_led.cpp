// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "board/part_type.h"
#include "board/parts/active_level.h"

namespace armillary::board {

namespace {

using Kind = soc::PinDrive::Kind;

constexpr std::array<std::string_view, 3> kColours{"red", "green", "blue"};
constexpr std::array kKeys{
    PartKey{.name = "red", .kind = KeyKind::pin, .summary = "GPIO of red", .required = true},
    PartKey{.name = "green", .kind = KeyKind::pin, .summary = "GPIO of green", .required = true},
    PartKey{.name = "blue", .kind = KeyKind::pin, .summary = "GPIO of blue", .required = true},
    kActiveKey,
};

/// Three lights behind one lens. What several pins do at one instant is one change of colour.
class RgbLed final : public Part {
 public:
  RgbLed(const PartContext& context, const PartValues& values)
      : Part(context), active_low_(values.text("active") == "low") {
    for (std::size_t i = 0; i < kColours.size(); ++i) {
      pins_[i] = values.index(kColours[i]);
      // The light itself holds an undriven pin at the level at which it is dark.
      pads().set_outside(pins_[i], {}, active_low_ ? soc::Pull::up : soc::Pull::down);
    }
  }

  void pin_changed(const soc::Pads::Change& change, bool own) override {
    if (!own) return;
    for (std::size_t i = 0; i < pins_.size(); ++i) {
      if (pins_[i] != change.pin) continue;
      if (changed_ && *changed_ != change.when) settle();
      brightness_[i] = brightness_of(change.drive);
      changed_ = change.when;
    }
  }

  void settle() override {
    if (!changed_) return;
    const sim::Time when = *changed_;
    changed_.reset();
    const std::uint32_t colour = brightness_[0] << 16 | brightness_[1] << 8 | brightness_[2];
    if (colour == told_) return;
    told_ = colour;
    tell(when, EventType::gpio,
         {{"state", colour == 0 ? "off" : "on"}, {"colour", fmt::format("#{:06x}", colour)}});
  }

  void serialize(sim::Archive& archive) override {
    for (std::uint32_t& brightness : brightness_) archive.value(brightness);
    archive.value(told_);
  }

 private:
  /// 0 to 255: the share of the time in which it is on.
  [[nodiscard]] std::uint32_t brightness_of(const soc::PinDrive& drive) const {
    constexpr std::uint64_t kFull = 255;
    if (drive.kind == Kind::released) return 0;
    if (drive.kind != Kind::pwm) return (drive.kind == Kind::high) != active_low_ ? kFull : 0;
    const std::uint64_t whole = drive.wave.pattern_ticks();
    if (whole == 0) return drive.wave.active_low != active_low_ ? kFull : 0;
    const std::uint64_t high = drive.wave.high_ticks();
    return static_cast<std::uint32_t>((active_low_ ? whole - high : high) * kFull / whole);
  }

  std::array<unsigned, 3> pins_{};
  bool active_low_;
  std::array<std::uint32_t, 3> brightness_{};
  std::uint32_t told_ = 0;
  std::optional<sim::Time> changed_;  ///< within one end of a window
};

}  // namespace

extern const PartType kRgbLed{
    .name = "rgb-led",
    .summary =
        "A light of three colours at three pins. Tells its colour as `#rrggbb`, which is "
        "the duty of each pin where it is driven by a PWM.",
    .keys = kKeys,
    .create = make_part<RgbLed>};

}  // namespace armillary::board
