// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <string>
#include <utility>

#include <boost/json/serialize.hpp>

#include "board/part_type.h"
#include "board/pwm_text.h"

namespace armillary::board {

namespace {

using Kind = soc::PinDrive::Kind;

constexpr std::array kKeys{
    PartKey{.name = "pin", .kind = KeyKind::pin, .summary = "its GPIO", .required = true},
};

class PwmMeter final : public Part {
 public:
  PwmMeter(const PartContext& context, const PartValues& values)
      : Part(context), pin_(values.index("pin")) {}

  void pin_changed(const soc::Pads::Change& change, bool own) override {
    if (!own || change.pin != pin_) return;
    boost::json::object fields{{"pin", pin_}};
    if (change.drive.kind == Kind::pwm) {
      for (auto& field : describe(change.drive.wave)) fields[field.key()] = field.value();
    } else {
      fields["level"] = change.drive.kind == Kind::high ? 1 : 0;
    }
    std::string text = boost::json::serialize(fields);
    if (text == last_) return;
    last_ = std::move(text);
    tell(change.when, EventType::gpio, std::move(fields));
  }

  void serialize(sim::Archive& archive) override {
    constexpr std::size_t kLongestText = 1'000;
    archive.text(last_, kLongestText);
  }

 private:
  unsigned pin_;
  std::string last_;  ///< what was told, so that nothing is told twice
};

}  // namespace

extern const PartType kPwmMeter{
    .name = "pwm-meter",
    .summary =
        "What is driven by a pin's duty cycle, such as a fan. Tells frequency and duty when "
        "they change.",
    .keys = kKeys,
    .create = make_part<PwmMeter>};

}  // namespace armillary::board
