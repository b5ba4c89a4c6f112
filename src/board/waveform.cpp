// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/waveform.h"

#include <algorithm>
#include <array>
#include <variant>

namespace armillary::board {

namespace {

__extension__ using Wide = __int128;

/// from + (to - from) * part / whole, rounded towards zero.
std::int64_t interpolate(std::int64_t from, std::int64_t to, std::int64_t part,
                         std::int64_t whole) {
  return from + static_cast<std::int64_t>(static_cast<Wide>(to - from) * part / whole);
}

/// sin(i * 90 degrees / 64) * 2^30, rounded. A table and not std::sin(), whose last digits differ
/// from one C library to the next and would reach the event log.
constexpr std::array<std::int64_t, 65> kSine{
    0,          26350943,   52686014,   78989349,   105245103,  131437462,  157550647,  183568930,
    209476638,  235258165,  260897982,  286380643,  311690799,  336813204,  361732726,  386434353,
    410903207,  435124548,  459083786,  482766489,  506158392,  529245404,  552013618,  574449320,
    596538995,  618269338,  639627258,  660599890,  681174602,  701339000,  721080937,  740388522,
    759250125,  777654384,  795590213,  813046808,  830013654,  846480531,  862437520,  877875009,
    892783698,  907154608,  920979082,  934248793,  946955747,  959092290,  970651112,  981625251,
    992008094,  1001793390, 1010975242, 1019548121, 1027506862, 1034846671, 1041563127, 1047652185,
    1053110176, 1057933813, 1062120190, 1065666786, 1068571464, 1070832474, 1072448455, 1073418433,
    1073741824};
constexpr std::int64_t kOne = std::int64_t{1} << 30;

/// The sine of phase / period of a turn, times 2^30.
std::int64_t sine(std::int64_t phase, std::int64_t period) {
  constexpr std::int64_t kSteps = 64;
  const Wide position = static_cast<Wide>(phase) * 4 * kSteps * kOne / period;
  const auto step = static_cast<std::int64_t>(position / kOne);  // 0 to 255
  const auto rest = static_cast<std::int64_t>(position % kOne);
  const std::int64_t quarter = step / kSteps % 4;
  const std::int64_t within = step % kSteps;
  const auto at = [&](std::int64_t i) {
    return kSine[static_cast<std::size_t>(quarter % 2 == 0 ? i : kSteps - i)];
  };
  const std::int64_t value = interpolate(at(within), at(within + 1), rest, kOne);
  return quarter < 2 ? value : -value;
}

struct Evaluate {
  std::int64_t now;  ///< nanoseconds since power-on

  std::int64_t operator()(const ConstantWave& wave) const { return wave.microvolts; }
  std::int64_t operator()(const RampWave& wave) const {
    std::int64_t part = now;
    if (part >= wave.duration_ns) {
      if (!wave.repeat) return wave.to_microvolts;
      part %= wave.duration_ns;
    }
    return interpolate(wave.from_microvolts, wave.to_microvolts, part, wave.duration_ns);
  }
  std::int64_t operator()(const SineWave& wave) const {
    const std::int64_t value = sine(now % wave.period_ns, wave.period_ns);
    return wave.mean_microvolts +
           static_cast<std::int64_t>(static_cast<Wide>(wave.amplitude_microvolts) * value / kOne);
  }
  std::int64_t operator()(const PointsWave& wave) const {
    const auto& points = wave.points;
    if (points.empty()) return 0;
    std::int64_t at = now;
    const std::int64_t first = points.front().at_ns, length = points.back().at_ns - first;
    if (wave.repeat && length > 0 && at > first) at = first + (at - first) % length;
    const auto after = std::upper_bound(
        points.begin(), points.end(), at,
        [](std::int64_t t, const PointsWave::Point& point) { return t < point.at_ns; });
    if (after == points.begin()) return points.front().microvolts;
    if (after == points.end()) return points.back().microvolts;
    const auto before = after - 1;
    return interpolate(before->microvolts, after->microvolts, at - before->at_ns,
                       after->at_ns - before->at_ns);
  }
  std::int64_t operator()(const SampledWave& wave) const {
    constexpr std::int64_t kFullScale = 32'768;
    const auto count = static_cast<std::int64_t>(wave.samples->size());
    std::int64_t index = sim::Rate{wave.rate}.ticks_in(sim::Duration{now});
    index = wave.repeat ? index % count : std::min(index, count - 1);
    const std::int64_t sample = (*wave.samples)[static_cast<std::size_t>(index)];
    return interpolate(wave.mean_microvolts, wave.mean_microvolts + wave.amplitude_microvolts,
                       sample, kFullScale);
  }
};

}  // namespace

std::int64_t microvolts_at(const Waveform& wave, sim::Time t) {
  return std::visit(Evaluate{sim::nanoseconds(t)}, wave);
}

}  // namespace armillary::board
