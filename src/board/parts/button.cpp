// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "board/part_type.h"
#include "board/parts/active_level.h"

namespace armillary::board {

namespace {

constexpr std::array kPressKeys{
    PartKey{
        .name = "at", .kind = KeyKind::duration, .summary = "when it goes down", .required = true},
    PartKey{.name = "for",
            .kind = KeyKind::duration,
            .summary = "how long it stays down",
            .fallback = "100ms",
            .least = 1},
};
constexpr std::array kKeys{
    PartKey{.name = "pin", .kind = KeyKind::pin, .summary = "its GPIO", .required = true},
    kActiveKey,
    PartKey{.name = "presses",
            .kind = KeyKind::record,
            .summary = "when somebody presses it",
            .fields = kPressKeys,
            .list = true},
};

class Button final : public Part {
 public:
  Button(const PartContext& context, const PartValues& values)
      : Part(context), pin_(values.index("pin")), active_low_(values.text("active") == "low") {
    pads().set_outside(pin_, {}, rest());
    for (const PartValue& entry : values.list("presses")) {
      presses_.push_back(std::make_unique<Press>(*this, std::get<PartValues>(entry.data)));
    }
  }

  void serialize(sim::Archive& archive) override {
    for (const auto& press : presses_) {
      archive.event(press->down);
      archive.event(press->up);
    }
  }

 private:
  struct Press {
    Press(Button& button, const PartValues& values)
        : down(button.domain().events(), button.name() + " down", [&button] { button.set(true); }),
          up(button.domain().events(), button.name() + " up", [&button] { button.set(false); }) {
      down.schedule(sim::kPowerOn + sim::Duration{values.number("at")});
      up.schedule(sim::kPowerOn + sim::Duration{values.number("at") + values.number("for")});
    }
    sim::TimedEvent down, up;
  };

  [[nodiscard]] soc::Pull rest() const { return active_low_ ? soc::Pull::up : soc::Pull::down; }

  void set(bool pressed) {
    const bool level = pressed != active_low_;
    soc::PinDrive drive;
    if (pressed) drive.kind = level ? soc::PinDrive::Kind::high : soc::PinDrive::Kind::low;
    pads().set_outside(pin_, drive, rest());
    if (!narrates()) return;
    tell(EventType::gpio,
         {{"pin", pin_}, {"level", level ? 1 : 0}, {"state", pressed ? "pressed" : "released"}});
  }

  unsigned pin_;
  bool active_low_;
  std::vector<std::unique_ptr<Press>> presses_;
};

std::optional<PartComplaint> check(const PartValues& values) {
  std::int64_t end = -1;
  const PartList& presses = values.list("presses");
  for (std::size_t i = 0; i < presses.size(); ++i) {
    const auto& press = std::get<PartValues>(presses[i].data);
    if (press.number("at") <= end) {
      return PartComplaint{"presses", i, "begins before the press before it has ended"};
    }
    end = press.number("at") + press.number("for");
  }
  return std::nullopt;
}

}  // namespace

extern const PartType kButton{.name = "button",
                              .summary = "A push button, pressed at the times that are listed.",
                              .keys = kKeys,
                              .create = make_part<Button>,
                              .check = check};

}  // namespace armillary::board
