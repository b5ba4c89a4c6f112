// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <string>
#include <utility>

#include <boost/json/serialize.hpp>

#include "board/part_type.h"
#include "board/parts/active_level.h"
#include "board/pwm_text.h"

namespace armillary::board {

namespace {

using Kind = soc::PinDrive::Kind;

constexpr std::array kKeys{
    PartKey{.name = "pin", .kind = KeyKind::pin, .summary = "its GPIO", .required = true},
    kActiveKey,
};

class Led final : public Part {
 public:
  Led(const PartContext& context, const PartValues& values)
      : Part(context), pin_(values.index("pin")), active_low_(values.text("active") == "low") {
    // The light itself holds an undriven pin at the level at which it is dark.
    pads().set_outside(pin_, {}, active_low_ ? soc::Pull::up : soc::Pull::down);
  }

  void pin_changed(const soc::Pads::Change& change, bool own) override {
    if (!own || change.pin != pin_) return;
    boost::json::object fields{{"pin", pin_}};
    bool dark = false;
    if (change.drive.kind == Kind::pwm) {
      for (auto& field : describe(change.drive.wave)) fields[field.key()] = field.value();
    } else {
      // A light that nobody drives is dark.
      const bool level =
          change.drive.kind == Kind::released ? active_low_ : change.drive.kind == Kind::high;
      dark = level == active_low_;
      fields["level"] = level ? 1 : 0;
      fields["state"] = dark ? "off" : "on";
    }
    std::string text = boost::json::serialize(fields);
    if (text == last_) return;
    // A light begins dark; that is no news.
    const bool news = !last_.empty() || !dark;
    last_ = std::move(text);
    if (news) tell(change.when, EventType::gpio, std::move(fields));
  }

  void serialize(sim::Archive& archive) override {
    constexpr std::size_t kLongestText = 1'000;
    archive.text(last_, kLongestText);
  }

 private:
  unsigned pin_;
  bool active_low_;
  std::string last_;  ///< what was told, so that nothing is told twice
};

}  // namespace

extern const PartType kLed{
    .name = "led",
    .summary = "A light. Tells when it goes on and off, or frequency and duty of a PWM.",
    .keys = kKeys,
    .create = make_part<Led>};

}  // namespace armillary::board
