// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "board/part_type.h"
#include "board/parts/wav.h"
#include "board/parts/wave_keys.h"
#include "board/waveform.h"

namespace armillary::board {

namespace {

constexpr std::int64_t kLargestWav = 64 << 20;
constexpr std::array kWavKeys{PartKey{.name = "file",
                                      .kind = KeyKind::input_file,
                                      .summary = "PCM of 16, 24 or 32 bits",
                                      .required = true,
                                      .most = kLargestWav},
                              PartKey{.name = "channel",
                                      .kind = KeyKind::integer,
                                      .summary = "of the sound: 0 is left",
                                      .fallback = "0",
                                      .most = Sound::kMostChannels - 1},
                              PartKey{.name = "mean",
                                      .kind = KeyKind::voltage,
                                      .summary = "the voltage of silence",
                                      .fallback = "1.25V"},
                              PartKey{.name = "amplitude",
                                      .kind = KeyKind::voltage,
                                      .summary = "from silence to the loudest sample",
                                      .fallback = "1.25V"},
                              PartKey{.name = "repeat",
                                      .kind = KeyKind::boolean,
                                      .summary = "starts again at the end",
                                      .fallback = "false"}};

constexpr std::array kKeys{
    PartKey{.name = "channel",
            .kind = KeyKind::adc_channel,
            .summary = "of the analogue-digital converter",
            .required = true},
    WaveKeys<Volt>::kKeys[0],
    WaveKeys<Volt>::kKeys[1],
    WaveKeys<Volt>::kKeys[2],
    WaveKeys<Volt>::kKeys[3],
    WaveKeys<Volt>::kKeys[4],
    PartKey{.name = "wav",
            .kind = KeyKind::record,
            .summary = "the samples of a sound",
            .fields = kWavKeys,
            .one_of = "wave"},
};

/// One channel of a sound. The file has been checked.
SampledWave wave_of_sound(const PartValues& wav) {
  const Sound sound = read_wav(wav.contents("file")).value_or(Sound{});
  auto samples = std::make_shared<std::vector<std::int16_t>>();
  for (std::size_t i = wav.index("channel"); i < sound.samples.size(); i += sound.channels) {
    samples->push_back(sound.samples[i]);
  }
  if (samples->empty()) samples->push_back(0);
  return {std::move(samples), std::max<std::uint32_t>(1, sound.rate), wav.number("mean"),
          wav.number("amplitude"), wav.flag("repeat")};
}

Waveform voltage_of(const PartValues& values) {
  return values.has("wav") ? wave_of_sound(values.record("wav")) : wave_of(values);
}

/// A voltage is a function of time alone, so this part keeps no state.
class Analogue final : public Part {
 public:
  Analogue(const PartContext& context, const PartValues& values) : Part(context) {
    context.peripherals.adc().connect(
        values.index("channel"),
        [wave = voltage_of(values)](sim::Time t) { return microvolts_at(wave, t); });
  }
  void serialize(sim::Archive& /*archive*/) override {}
};

std::optional<PartComplaint> check(const PartValues& values) {
  if (!values.has("wav")) return check_wave(values);
  const PartValues& wav = values.record("wav");
  const auto sound = read_wav(wav.contents("file"));
  const auto complain = [&](std::string_view what) {
    return PartComplaint{
        "wav", {}, fmt::format("names {}, which {}", file_name(wav, "file"), what)};
  };
  if (!sound) return complain(sound.error());
  if (sound->frames() == 0) return complain("holds no sound");
  if (wav.index("channel") >= sound->channels) {
    return complain(fmt::format("has {} channels; the first one is 0", sound->channels));
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
