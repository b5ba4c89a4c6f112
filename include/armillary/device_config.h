// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace armillary {

/// What a simulated device is made of: a device file (docs/device-file.md) with what the command
/// line adds. Plain values; all times are virtual and in nanoseconds. Nothing here is checked
/// against the host: whether an image exists and fits is found out when it is loaded.

/// A fraction that is exactly what was written: 1.25 is 5/4. Both parts are at least 1.
struct Ratio {
  std::uint64_t numerator = 1, denominator = 1;
  friend constexpr bool operator==(Ratio, Ratio) = default;
};

/// A voltage over time, in microvolts. What is outside 0 V to the converter's reference is clipped
/// by the converter, not here.
struct ConstantWave {
  std::int64_t microvolts = 0;
};
/// A straight line from one value to the other within `duration_ns` (more than 0). Then it stays,
/// or starts again when `repeat` is set.
struct RampWave {
  std::int64_t from_microvolts = 0, to_microvolts = 0;
  std::int64_t duration_ns = 0;
  bool repeat = false;
};
/// mean + amplitude * sin(2 pi t / period); `period_ns` is more than 0.
struct SineWave {
  std::int64_t mean_microvolts = 0, amplitude_microvolts = 0;
  std::int64_t period_ns = 0;
};
/// Straight lines between points, whose times rise strictly; constant before the first and after
/// the last. At least one point.
struct PointsWave {
  struct Point {
    std::int64_t at_ns = 0;
    std::int64_t microvolts = 0;
  };
  std::vector<Point> points;
};
using Waveform = std::variant<ConstantWave, RampWave, SineWave, PointsWave>;

/// A light at a GPIO pin; reports when it goes on and off.
struct LedConfig {
  unsigned pin = 0;
  bool active_low = true;
};
/// A push button at a GPIO pin, with the times at which somebody presses it.
struct ButtonConfig {
  struct Press {
    std::int64_t at_ns = 0;
    std::int64_t duration_ns = 0;
  };
  unsigned pin = 0;
  bool active_low = true;
  std::vector<Press> presses;  ///< in rising order, not overlapping
};
/// A sensor with a voltage as its output, at a channel of the analogue-digital converter.
struct AnalogueSourceConfig {
  unsigned channel = 0;  ///< 0 to 7
  Waveform wave;
};
/// What is driven by a pin's duty cycle, such as a fan: reports frequency and duty when they
/// change.
struct PwmMeterConfig {
  unsigned pin = 0;
};

/// One thing that is wired to the device's pins. The name is its `src` in the event log
/// ("board.fan") and is unique.
struct PartConfig {
  std::string name;
  std::variant<LedConfig, ButtonConfig, AnalogueSourceConfig, PwmMeterConfig> kind;
};

/// The Cortex-A7 and its apps: .imagepackage files, folders with app_manifest.json and bin/app, or
/// ELF files.
struct A7Config {
  std::vector<std::filesystem::path> apps;
  /// The host folder with the C library and libapplibs that the apps are linked to; becomes the
  /// root of the A7's file tree. docs/guest-runtime.md.
  std::filesystem::path runtime_folder;
  Ratio cycles_per_instruction;
};

/// One Cortex-M4F and its firmware; an empty path leaves the core off.
struct M4Config {
  std::filesystem::path image;
  Ratio cycles_per_instruction;
};

struct NetworkConfig {
  std::int64_t latency_ns = 20'000'000;  ///< one way, 0 to 60 s
};

/// A device that the hub knows.
struct CloudDeviceConfig {
  std::string id;
  std::string key;  ///< shared access key in base64; empty: any credentials are accepted
};
struct CloudConfig {
  std::string hub = "armillary-hub";       ///< its host name is <hub>.azure-devices.net
  std::vector<CloudDeviceConfig> devices;  ///< empty: every device id is accepted
};

struct DeviceConfig {
  std::string name = "device";
  std::uint64_t seed = 1;
  /// A built-in board, "mt3620-rdb" or "none". A board file has been read into `parts` already.
  std::string board = "mt3620-rdb";
  /// What is wired up besides the parts of the built-in board. A part at a pin that the board has
  /// taken replaces the board's part there.
  std::vector<PartConfig> parts;
  A7Config a7;
  std::array<M4Config, 2> m4;
  NetworkConfig network;
  CloudConfig cloud;
  /// What the device's real-time clock shows at power-on: seconds since 1970 (UTC).
  std::int64_t start_time_s = 1'767'225'600;  // 2026-01-01T00:00:00Z
};

}  // namespace armillary
