// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "sim/archive.h"
#include "sim/domain.h"
#include "sim/time.h"
#include "sim/wire.h"
#include "soc/pin_functions.h"

namespace armillary::soc {

/// A repeating signal that a PWM controller makes: `s0_cycles` periods of one shape, then
/// `s1_cycles` of another, from `start` on.
struct PwmWave {
  sim::Time start{};
  sim::Rate tick{26'000'000};
  std::uint32_t s0_on = 0, s0_off = 0, s0_cycles = 1;
  std::uint32_t s1_on = 0, s1_off = 0, s1_cycles = 0;
  bool active_low = false;

  [[nodiscard]] bool level_at(sim::Time t) const;
  /// The first instant behind `t` at which the level changes, or kNever.
  [[nodiscard]] sim::Time next_change(sim::Time t) const;
  /// Ticks of the whole pattern, and of those the ones in which the pin is high.
  [[nodiscard]] std::uint64_t pattern_ticks() const;
  [[nodiscard]] std::uint64_t high_ticks() const;
  friend bool operator==(const PwmWave&, const PwmWave&) = default;

 private:
  /// Whether the channel is on at a tick of the pattern, and the tick at which that run ends.
  [[nodiscard]] bool on_at(std::uint64_t place) const;
  [[nodiscard]] std::uint64_t run_end(std::uint64_t place) const;
};

/// What somebody does to a pin.
struct PinDrive {
  enum class Kind : std::uint8_t { released, low, high, pwm };
  Kind kind = Kind::released;
  PwmWave wave{};  ///< for `pwm`
  friend bool operator==(const PinDrive&, const PinDrive&) = default;
};
enum class Pull : std::uint8_t { none, up, down };

/// The pins as one domain sees them. Each core has its own instance of the blocks that the cores
/// share, so a pin has a level per domain: what this domain's blocks drive at once, and what the
/// other domains and the board drive from the window's end on (PinLink). Lives in one domain.
class Pads {
 public:
  explicit Pads(sim::Domain& domain);
  Pads(const Pads&) = delete;
  Pads& operator=(const Pads&) = delete;

  /// The level here. A pin that nobody drives or pulls is low. For EINTs, board parts and traces;
  /// the edges of a PWM are not on it, only level() knows those.
  [[nodiscard]] sim::Wire& wire(unsigned pin) { return *pins_[pin].wire; }
  /// The level at this instant, a PWM's included.
  [[nodiscard]] bool level(unsigned pin) const {
    const Pin& p = pins_[pin];
    const bool moves = p.own.kind == PinDrive::Kind::pwm || p.outside.kind == PinDrive::Kind::pwm;
    return moves ? level_now(p) : p.wire->level();
  }

  /// What drives the pin as it is seen here.
  [[nodiscard]] const PinDrive& seen(unsigned pin) const {
    const Pin& p = pins_[pin];
    return p.own.kind != PinDrive::Kind::released ? p.own : p.outside;
  }
  /// `changed` is called when the level or what drives the pin may have changed: for who needs the
  /// edges of a PWM, too.
  void watch(unsigned pin, std::function<void()> changed) {
    pins_[pin].watchers.push_back(std::move(changed));
  }

  // This domain's side.
  void set_gpio(unsigned pin, const PinDrive& drive);
  /// The PWM channel behind the pin; `released` when it is off. It has the pin in mode 1, and as
  /// long as the GPIO's output is off.
  void set_pwm(unsigned pin, const PinDrive& drive);
  void set_mode(unsigned pin, unsigned mode);
  void set_pull(unsigned pin, Pull pull);
  /// This domain begins or ends to use pins for something; see PinFunctions.
  void use(const std::bitset<kPins>& pins, PinFunction function, bool used) {
    functions_.use(pins, function, used, chosen_);
  }
  [[nodiscard]] PinFunctions& functions() { return functions_; }
  /// Whose pins these are.
  [[nodiscard]] sim::Domain& domain() { return domain_; }
  /// What this domain does to the pin.
  [[nodiscard]] const PinDrive& own(unsigned pin) const { return pins_[pin].own; }
  [[nodiscard]] Pull own_pull(unsigned pin) const { return pins_[pin].pull; }

  // The other side, for PinLink.
  struct Change {
    sim::Time when;
    unsigned pin;
    PinDrive drive;
    Pull pull;
  };
  /// What this domain did to pins since the last call, in order.
  std::vector<Change> take_changes();
  [[nodiscard]] bool has_changes() const { return !changes_.empty(); }
  void set_outside(unsigned pin, const PinDrive& drive, Pull pull);
  /// What the others do to the pin.
  [[nodiscard]] const PinDrive& outside(unsigned pin) const { return pins_[pin].outside; }
  [[nodiscard]] Pull outside_pull(unsigned pin) const { return pins_[pin].outside_pull; }

  void serialize(sim::Archive& archive);

 private:
  struct Pin {
    std::unique_ptr<sim::Wire> wire;
    PinDrive gpio, pwm, own, outside;
    Pull pull = Pull::none, outside_pull = Pull::none;
    std::uint8_t mode = 0;
    std::vector<std::function<void()>> watchers;
  };
  [[nodiscard]] bool level_now(const Pin& pin) const;
  void update_own(unsigned pin);
  void update_level(unsigned pin);
  void note_change(unsigned pin);

  void use_pin(unsigned pin, PinFunction function, const PinDrive& before, const PinDrive& now);

  sim::Domain& domain_;
  std::array<Pin, kPins> pins_;
  PinFunctions functions_;
  std::bitset<kPins> chosen_;  ///< by a mode other than 0
  std::vector<Change> changes_;
};

}  // namespace armillary::soc
