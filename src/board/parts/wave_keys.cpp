// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/wave_keys.h"

#include <utility>

#include <fmt/format.h>

#include "base/suggest.h"
#include "board/csv_wave.h"
#include "board/waveform.h"

namespace armillary::board {

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
  if (values.has("csv")) {
    const PartValues& csv = values.record("csv");
    PointsWave wave = read_csv_wave(csv.contents("file")).value_or(PointsWave{});
    wave.repeat = csv.flag("repeat");
    return wave;
  }
  return ConstantWave{values.number("constant")};
}

std::string file_name(const PartValues& values, std::string_view key) {
  const PartValue* value = values.find(key);
  const auto* file = value == nullptr ? nullptr : std::get_if<InputFile>(&value->data);
  return in_quotes(file == nullptr ? "" : file->path.filename().string());
}

std::optional<PartComplaint> check_wave(const PartValues& values) {
  if (values.has("csv")) {
    const PartValues& csv = values.record("csv");
    const auto wave = read_csv_wave(csv.contents("file"));
    if (wave) return std::nullopt;
    return PartComplaint{
        "csv", {}, fmt::format("names {}, which {}", file_name(csv, "file"), wave.error())};
  }
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

std::optional<PartComplaint> check_waves(const PartValues& values,
                                         std::span<const std::string_view> keys) {
  for (const std::string_view key : keys) {
    auto complaint = check_wave(values.record(key));
    if (!complaint) continue;
    if (complaint->key == "csv") {
      return PartComplaint{std::string(key), {}, "has a csv that " + complaint->message};
    }
    return PartComplaint{std::string(key),
                         {},
                         fmt::format("has points of which {} {}",
                                     complaint->index ? fmt::format("number {}", *complaint->index)
                                                      : std::string("the list"),
                                     complaint->message)};
  }
  return std::nullopt;
}

Quantity quantity_of(const PartValues& values, std::string_view key, std::int64_t otherwise) {
  if (!values.has(key)) return [otherwise](sim::Time) { return otherwise; };
  return [wave = wave_of(values.record(key))](sim::Time t) { return microvolts_at(wave, t); };
}

}  // namespace armillary::board
