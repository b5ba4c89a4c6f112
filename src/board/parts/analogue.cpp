// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <utility>

#include "board/part_type.h"
#include "board/waveform.h"

namespace armillary::board {

namespace {

constexpr PartKey voltage(std::string_view name, std::string_view summary) {
  return {.name = name, .kind = KeyKind::voltage, .summary = summary, .required = true};
}
constexpr PartKey duration(std::string_view name, std::string_view summary, std::int64_t least) {
  return {.name = name,
          .kind = KeyKind::duration,
          .summary = summary,
          .required = true,
          .least = least};
}

constexpr std::array kRampKeys{voltage("from", "where it begins"), voltage("to", "where it ends"),
                               duration("over", "how long it takes", 1),
                               PartKey{.name = "repeat",
                                       .kind = KeyKind::boolean,
                                       .summary = "starts again at the end",
                                       .fallback = "false"}};
constexpr std::array kSineKeys{voltage("mean", "its middle"),
                               voltage("amplitude", "from the middle to the top"),
                               duration("period", "of one turn", 1)};
constexpr std::array kPointKeys{duration("at", "when", 0), voltage("value", "how much")};

constexpr std::string_view kWave = "wave";
constexpr std::array kKeys{
    PartKey{.name = "channel",
            .kind = KeyKind::adc_channel,
            .summary = "of the analogue-digital converter",
            .required = true},
    PartKey{.name = "constant",
            .kind = KeyKind::voltage,
            .summary = "the same voltage always",
            .one_of = kWave},
    PartKey{.name = "ramp",
            .kind = KeyKind::record,
            .summary = "a straight line from one voltage to another; then it stays",
            .fields = kRampKeys,
            .one_of = kWave},
    PartKey{.name = "sine",
            .kind = KeyKind::record,
            .summary = "a sine",
            .fields = kSineKeys,
            .one_of = kWave},
    PartKey{.name = "points",
            .kind = KeyKind::record,
            .summary = "straight lines between points, whose times rise",
            .fields = kPointKeys,
            .list = true,
            .one_of = kWave},
};

Waveform wave_of(const PartValues& values) {
  if (values.has("ramp")) {
    const PartValues& ramp = values.record("ramp");
    return RampWave{ramp.number("from"), ramp.number("to"), ramp.number("over"),
                    ramp.flag("repeat")};
  }
  if (values.has("sine")) {
    const PartValues& sine = values.record("sine");
    return SineWave{sine.number("mean"), sine.number("amplitude"), sine.number("period")};
  }
  if (values.has("points")) {
    PointsWave wave;
    for (const PartValue& entry : values.list("points")) {
      const auto& point = std::get<PartValues>(entry.data);
      wave.points.push_back({point.number("at"), point.number("value")});
    }
    return wave;
  }
  return ConstantWave{values.number("constant")};
}

/// A voltage is a function of time alone, so this part keeps no state.
class Analogue final : public Part {
 public:
  Analogue(const PartContext& context, const PartValues& values) : Part(context) {
    context.peripherals.adc().connect(
        values.index("channel"),
        [wave = wave_of(values)](sim::Time t) { return microvolts_at(wave, t); });
  }
  void serialize(sim::Archive& /*archive*/) override {}
};

std::optional<PartComplaint> check(const PartValues& values) {
  if (!values.has("points")) return std::nullopt;
  const PartList& points = values.list("points");
  if (points.empty()) return PartComplaint{"points", {}, "is empty; it needs a point"};
  std::int64_t last = -1;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::int64_t at = std::get<PartValues>(points[i].data).number("at");
    if (at <= last) {
      return PartComplaint{"points", i,
                           "is not later than the point before it; sort the points by time"};
    }
    last = at;
  }
  return std::nullopt;
}

}  // namespace

extern const PartType kAnalogue{
    .name = "analogue",
    .summary = "A sensor with a voltage as its output, at a channel of the ADC.",
    .keys = kKeys,
    .create = make_part<Analogue>,
    .check = check};

}  // namespace armillary::board
