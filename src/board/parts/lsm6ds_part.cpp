// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <memory>
#include <optional>

#include "board/part_type.h"
#include "board/parts/lps22hh.h"
#include "board/parts/lsm6ds.h"
#include "board/parts/register_part.h"
#include "board/parts/wave_keys.h"

namespace armillary::board {

namespace {

constexpr std::int64_t kOneG = 1'000'000, kRoom = 25'000'000, kSeaLevel = 1'013'250'000;

constexpr std::array<std::string_view, 7> kWaves{
    "acceleration-x", "acceleration-y", "acceleration-z", "rotation-x",
    "rotation-y",     "rotation-z",     "temperature"};
constexpr std::array<std::string_view, 2> kBarometerWaves{"pressure", "temperature"};

constexpr std::array kKeys{
    kIsuKey,
    kBusKey,
    address_key("0x6A"),
    kSelectKey,
    PartKey{.name = "int1", .kind = KeyKind::pin, .summary = "the GPIO at its pin INT1"},
    wave_key<GForce>(kWaves[0], "0g when absent"),
    wave_key<GForce>(kWaves[1], "0g when absent"),
    wave_key<GForce>(kWaves[2], "1g when absent: it lies on a table"),
    wave_key<DegreesASecond>(kWaves[3], "0dps when absent"),
    wave_key<DegreesASecond>(kWaves[4], "0dps when absent"),
    wave_key<DegreesASecond>(kWaves[5], "0dps when absent"),
    wave_key<DegreesCelsius>(kWaves[6], "25degC when absent"),
};

constexpr std::array kBarometerKeys{
    address_key("0x5C"),
    wave_key<Hectopascal>(kBarometerWaves[0], "1013.25hPa when absent"),
    wave_key<DegreesCelsius>(kBarometerWaves[1], "25degC when absent"),
};

/// The keys of both, and what hangs behind the sensor hub of the LSM6DSO.
constexpr auto kDsoKeys = [] {
  std::array<PartKey, kKeys.size() + 1> keys;
  for (std::size_t i = 0; i < kKeys.size(); ++i) keys[i] = kKeys[i];
  keys.back() = {.name = "hub-lps22hh",
                 .kind = KeyKind::record,
                 .summary = "an LPS22HH behind its sensor hub, as on the Avnet kit",
                 .fields = kBarometerKeys};
  return keys;
}();

Lsm6ds::Motion motion_of(const PartValues& values) {
  Lsm6ds::Motion motion;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    motion.acceleration[axis] = quantity_of(values, kWaves[axis], axis == 2 ? kOneG : 0);
    motion.rotation[axis] = quantity_of(values, kWaves[3 + axis], 0);
  }
  motion.temperature = quantity_of(values, kWaves[6], kRoom);
  return motion;
}

class Lsm6dsPart final : public RegisterPart<Lsm6ds> {
 public:
  Lsm6dsPart(const PartContext& context, const PartValues& values, Lsm6ds::Model model)
      : RegisterPart(context, model, motion_of(values)) {
    if (values.has("int1")) {
      const unsigned pin = values.index("int1");
      device().on_int1([this, pin](bool level) { drive_pin(this->context(), pin, level); });
    }
    if (!values.has("hub-lps22hh")) return;
    const PartValues& behind = values.record("hub-lps22hh");
    barometer_.emplace(soc::DeviceContext{context.domain}, "board." + context.name + " hub",
                       quantity_of(behind, "pressure", kSeaLevel),
                       quantity_of(behind, "temperature", kRoom));
    port_.emplace(*barometer_, static_cast<std::uint8_t>(behind.number("address")));
    device().auxiliary_bus().attach(*port_);
  }
  void serialize(sim::Archive& archive) override {
    RegisterPart::serialize(archive);
    if (!barometer_) return;
    barometer_->serialize(archive);
    port_->serialize(archive);
  }

 private:
  std::optional<Lps22hh> barometer_;
  std::optional<I2cRegisterPort> port_;
};

template <Lsm6ds::Model model>
Result<std::unique_ptr<Part>> create(const PartContext& context, const PartValues& values) {
  return attached(std::make_unique<Lsm6dsPart>(context, values, model), values);
}

std::optional<PartComplaint> check(const PartValues& values) {
  if (auto complaint = check_waves(values, kWaves)) return complaint;
  if (auto complaint = check_waves(values.record("hub-lps22hh"), kBarometerWaves)) {
    return PartComplaint{
        "hub-lps22hh", {}, "has a key \"" + complaint->key + "\" that " + complaint->message};
  }
  return std::nullopt;
}

}  // namespace

extern const PartType kLsm6ds3{
    .name = "lsm6ds3",
    .summary = "The accelerometer and gyroscope LSM6DS3 of ST, WHO_AM_I 0x69.",
    .keys = kKeys,
    .create = create<Lsm6ds::Model::lsm6ds3>,
    .check = check,
    .notes =
        "Modelled: I2C and SPI with four wires, auto-increment, output data rates in virtual "
        "time,\n"
        "full scales, data ready in STATUS_REG and at INT1, block data update, axis enables, "
        "sleep\n"
        "of the gyroscope, reset. Kept and named in a warning, without an effect: the FIFO, "
        "filters,\n"
        "INT2, tap, tilt and step functions, the sensor hub, SPI with three wires. Samples come "
        "at\n"
        "the exact rate from the first period on; the time to settle is not modelled.\n"
        "\n"
        "    - { name: imu, type: lsm6ds3, isu: 2, acceleration-x: { sine: { mean: 0g, amplitude: "
        "250mg, period: 1s } } }"};

extern const PartType kLsm6dso{
    .name = "lsm6dso",
    .summary = "The accelerometer and gyroscope LSM6DSO of ST, WHO_AM_I 0x6C.",
    .keys = kDsoKeys,
    .create = create<Lsm6ds::Model::lsm6dso>,
    .check = check,
    .notes =
        "As [lsm6ds3](#lsm6ds3), with the sensor hub (FUNC_CFG_ACCESS, MASTER_CONFIG, SLV0 to "
        "SLV3,\n"
        "SENSOR_HUB_1 to 18, STATUS_MASTER), which runs at every sample of the accelerometer,\n"
        "whatever SHUB_ODR says. Its transfers take no time. Not modelled and named: "
        "pass-through,\n"
        "the trigger by INT2, the FIFO, the embedded functions, the auxiliary SPI.\n"
        "\n"
        "    - { name: imu, type: lsm6dso, isu: 2, hub-lps22hh: { pressure: { constant: 998hPa } } "
        "}"};

}  // namespace armillary::board
