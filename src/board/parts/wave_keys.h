// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "board/part_type.h"
#include "board/parts/sample_clock.h"
#include "board/waveform.h"

namespace armillary::board {

/// The units in which a part may have a wave.
struct Volt {
  static constexpr KeyKind kKind = KeyKind::voltage;
  static constexpr std::string_view kUnit = "V", kReadsAs = {};
};
struct GForce {
  static constexpr KeyKind kKind = KeyKind::quantity;
  static constexpr std::string_view kUnit = "g", kReadsAs = "a wave in g";
};
struct DegreesASecond {
  static constexpr KeyKind kKind = KeyKind::quantity;
  static constexpr std::string_view kUnit = "dps", kReadsAs = "a wave in dps";
};
struct DegreesCelsius {
  static constexpr KeyKind kKind = KeyKind::quantity;
  static constexpr std::string_view kUnit = "degC", kReadsAs = "a wave in degC";
};
struct Hectopascal {
  static constexpr KeyKind kKind = KeyKind::quantity;
  static constexpr std::string_view kUnit = "hPa", kReadsAs = "a wave in hPa";
};
struct PlainNumber {
  static constexpr KeyKind kKind = KeyKind::quantity;
  static constexpr std::string_view kUnit = {}, kReadsAs = "a wave of plain numbers";
};

/// The keys of a wave whose values have the unit `U`: exactly one of them stands there.
template <class U>
struct WaveKeys {
  static constexpr PartKey amount(std::string_view name, std::string_view summary) {
    return {.name = name, .kind = U::kKind, .summary = summary, .required = true, .unit = U::kUnit};
  }
  static constexpr PartKey time(std::string_view name, std::string_view summary,
                                std::int64_t least) {
    return {.name = name,
            .kind = KeyKind::duration,
            .summary = summary,
            .required = true,
            .least = least};
  }
  static constexpr std::array kRamp{amount("from", "where it begins"),
                                    amount("to", "where it ends"),
                                    time("over", "how long it takes", 1),
                                    PartKey{.name = "repeat",
                                            .kind = KeyKind::boolean,
                                            .summary = "starts again at the end",
                                            .fallback = "false"}};
  static constexpr std::array kSine{amount("mean", "its middle"),
                                    amount("amplitude", "from the middle to the top"),
                                    time("period", "of one turn", 1)};
  static constexpr std::array kPoint{time("at", "when", 0), amount("value", "how much")};
  static constexpr std::array kCsv{
      PartKey{.name = "file",
              .kind = KeyKind::input_file,
              .summary = "lines `time,value` with rising times, in seconds and in the unit",
              .required = true,
              .most = 16 << 20},
      PartKey{.name = "repeat",
              .kind = KeyKind::boolean,
              .summary = "starts again at the last point",
              .fallback = "false"}};
  static constexpr std::array kKeys{
      PartKey{.name = "constant",
              .kind = U::kKind,
              .summary = "the same value always",
              .unit = U::kUnit,
              .one_of = "wave"},
      PartKey{.name = "ramp",
              .kind = KeyKind::record,
              .summary = "a straight line from one value to another; then it stays",
              .fields = kRamp,
              .one_of = "wave"},
      PartKey{.name = "sine",
              .kind = KeyKind::record,
              .summary = "a sine",
              .fields = kSine,
              .one_of = "wave"},
      PartKey{.name = "points",
              .kind = KeyKind::record,
              .summary = "straight lines between points, whose times rise",
              .fields = kPoint,
              .list = true,
              .one_of = "wave"},
      PartKey{.name = "csv",
              .kind = KeyKind::record,
              .summary = "straight lines between the points of a file",
              .fields = kCsv,
              .one_of = "wave"},
  };
};

/// A key that holds a wave with the unit `U`.
template <class U>
constexpr PartKey wave_key(std::string_view name, std::string_view summary) {
  return {.name = name,
          .kind = KeyKind::record,
          .summary = summary,
          .fields = WaveKeys<U>::kKeys,
          .reads_as = U::kReadsAs};
}

/// The wave of a record (or a part) with the keys of WaveKeys, in millionths of the unit.
Waveform wave_of(const PartValues& values);
/// The name of an input file for messages, in quotes and without its folders.
std::string file_name(const PartValues& values, std::string_view key);

/// Whether its points are in order, and its file can be read. The complaint's key is "points" or
/// "csv".
std::optional<PartComplaint> check_wave(const PartValues& values);
/// The same for keys of a part that each hold a wave.
std::optional<PartComplaint> check_waves(const PartValues& values,
                                         std::span<const std::string_view> keys);

/// The wave of a key as a function of time; where the key is absent, always `otherwise`.
Quantity quantity_of(const PartValues& values, std::string_view key, std::int64_t otherwise);

}  // namespace armillary::board
