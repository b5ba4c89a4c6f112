// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <memory>

#include "board/part_type.h"
#include "board/parts/lps22hh.h"
#include "board/parts/register_part.h"
#include "board/parts/wave_keys.h"

namespace armillary::board {

namespace {

constexpr std::array<std::string_view, 2> kWaves{"pressure", "temperature"};
constexpr std::array kKeys{
    kIsuKey,
    kBusKey,
    address_key("0x5C"),
    kSelectKey,
    PartKey{.name = "int-drdy", .kind = KeyKind::pin, .summary = "the GPIO at its pin INT_DRDY"},
    wave_key<Hectopascal>(kWaves[0], "1013.25hPa when absent"),
    wave_key<DegreesCelsius>(kWaves[1], "25degC when absent"),
};

class Lps22hhPart final : public RegisterPart<Lps22hh> {
 public:
  Lps22hhPart(const PartContext& context, const PartValues& values)
      : RegisterPart(context, quantity_of(values, kWaves[0], 1'013'250'000),
                     quantity_of(values, kWaves[1], 25'000'000)) {
    if (!values.has("int-drdy")) return;
    const unsigned pin = values.index("int-drdy");
    device().on_interrupt([this, pin](bool level) { drive_pin(this->context(), pin, level); });
  }
};

Result<std::unique_ptr<Part>> create(const PartContext& context, const PartValues& values) {
  return attached(std::make_unique<Lps22hhPart>(context, values), values);
}

std::optional<PartComplaint> check(const PartValues& values) { return check_waves(values, kWaves); }

}  // namespace

extern const PartType kLps22hh{
    .name = "lps22hh",
    .summary = "The barometer LPS22HH of ST: pressure and temperature.",
    .keys = kKeys,
    .create = create,
    .check = check,
    .notes =
        "Modelled: I2C and SPI with four wires, auto-increment, output data rates and one-shot\n"
        "conversions in virtual time, STATUS with overrun, data ready at INT_DRDY, block data "
        "update,\n"
        "reset. Kept and named in a warning, without an effect: the FIFO, thresholds, the "
        "reference\n"
        "pressure, the low-pass filter.\n"
        "\n"
        "    - { name: barometer, type: lps22hh, isu: 2, address: 0x5D, pressure: { ramp: { from: "
        "1013hPa, to: 990hPa, over: 1h } } }"};

}  // namespace armillary::board
