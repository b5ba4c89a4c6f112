// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>

#include "board/part_type.h"
#include "board/parts/wave_keys.h"
#include "board/waveform.h"

namespace armillary::board {

namespace {

constexpr std::array kKeys{
    PartKey{.name = "channel",
            .kind = KeyKind::adc_channel,
            .summary = "of the analogue-digital converter",
            .required = true},
    WaveKeys<Volt>::kKeys[0],
    WaveKeys<Volt>::kKeys[1],
    WaveKeys<Volt>::kKeys[2],
    WaveKeys<Volt>::kKeys[3],
};

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

}  // namespace

extern const PartType kAnalogue{
    .name = "analogue",
    .summary = "A sensor with a voltage as its output, at a channel of the ADC.",
    .keys = kKeys,
    .create = make_part<Analogue>,
    .check = check_wave};

}  // namespace armillary::board
