// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/device_file.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/host_file.h"
#include "base/suggest.h"
#include "machine/strict_yaml.h"
#include "machine/yaml_document.h"

namespace armillary::machine {
namespace {

constexpr std::uint64_t kLargestFile = 256 * 1024;
constexpr std::size_t kMostParts = 128;
constexpr std::size_t kMostApps = 16;
constexpr std::size_t kMostPoints = 10'000;
constexpr std::size_t kMostDevices = 1'000;
constexpr unsigned kHighestPin = 93;
constexpr std::int64_t kLongestLatency = 60'000'000'000;

struct Reader {
  std::filesystem::path folder;
  DeviceConfig config;
  std::set<std::string> part_names;

  void device(const YamlValue& top);
  void board(const YamlValue& value);
  void a7(const YamlValue& value);
  void m4(const YamlValue& value, M4Config& core);
  void network(const YamlValue& value);
  void cloud(const YamlValue& value);
  void parts(const YamlValue& value);
  PartConfig part(const YamlValue& value);

  [[nodiscard]] std::filesystem::path relative(const YamlValue& value) const {
    const std::string text = value.text();
    return text.empty() ? std::filesystem::path{} : folder / text;
  }
};

Ratio ratio(const YamlValue& value) {
  const auto [numerator, denominator] = value.fraction();
  return {numerator, denominator};
}

/// Names become part of event sources and host names.
std::string word(const YamlValue& value) {
  constexpr std::size_t kLongest = 63;
  std::string text = value.text();
  const bool good = text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '_';
                    });
  if (!good) {
    value.complain(
        fmt::format("{} is {}; expected at most {} letters, digits, hyphens and underscores",
                    value.name(), in_quotes(text), kLongest));
  }
  return text;
}

Waveform waveform(const YamlValue& source, const std::optional<YamlValue>& constant,
                  const std::optional<YamlValue>& ramp, const std::optional<YamlValue>& sine,
                  const std::optional<YamlValue>& points) {
  const int count = int{constant.has_value()} + int{ramp.has_value()} + int{sine.has_value()} +
                    int{points.has_value()};
  if (count != 1) {
    source.complain(
        fmt::format("{} has {} of the keys constant, ramp, sine and points; it needs exactly one",
                    source.name(), count));
    return ConstantWave{};
  }
  const auto require = [](const YamlValue& owner, const std::optional<YamlValue>& value,
                          std::string_view key) {
    if (!value) owner.complain(fmt::format("{} lacks the key \"{}\"", owner.name(), key));
    return value.has_value();
  };
  if (constant) return ConstantWave{constant->microvolts()};
  if (ramp) {
    const auto keys = ramp->mapping({"from", "to", "over", "repeat"});
    RampWave wave;
    if (require(*ramp, keys[0], "from")) wave.from_microvolts = keys[0]->microvolts();
    if (require(*ramp, keys[1], "to")) wave.to_microvolts = keys[1]->microvolts();
    if (require(*ramp, keys[2], "over")) wave.duration_ns = keys[2]->duration(1);
    if (keys[3]) wave.repeat = keys[3]->boolean();
    return wave;
  }
  if (sine) {
    const auto keys = sine->mapping({"mean", "amplitude", "period"});
    SineWave wave;
    if (require(*sine, keys[0], "mean")) wave.mean_microvolts = keys[0]->microvolts();
    if (require(*sine, keys[1], "amplitude")) wave.amplitude_microvolts = keys[1]->microvolts();
    if (require(*sine, keys[2], "period")) wave.period_ns = keys[2]->duration(1);
    return wave;
  }
  PointsWave wave;
  for (const YamlValue& entry : points->list(kMostPoints)) {
    const auto keys = entry.mapping({"at", "value"});
    PointsWave::Point point;
    if (require(entry, keys[0], "at")) point.at_ns = keys[0]->duration();
    if (require(entry, keys[1], "value")) point.microvolts = keys[1]->microvolts();
    if (!wave.points.empty() && point.at_ns <= wave.points.back().at_ns) {
      entry.complain(fmt::format(
          "{} is not later than the point before it; sort the points by time", entry.name()));
    }
    wave.points.push_back(point);
  }
  if (wave.points.empty()) points->complain(points->name() + " is empty; it needs a point");
  return wave;
}

std::vector<ButtonConfig::Press> presses(const YamlValue& value) {
  std::vector<ButtonConfig::Press> result;
  for (const YamlValue& entry : value.list(kMostPoints)) {
    const auto keys = entry.mapping({"at", "for"});
    ButtonConfig::Press press{0, 100'000'000};
    if (keys[0]) {
      press.at_ns = keys[0]->duration();
    } else {
      entry.complain(fmt::format("{} lacks the key \"at\"", entry.name()));
    }
    if (keys[1]) press.duration_ns = keys[1]->duration(1);
    if (!result.empty() && press.at_ns <= result.back().at_ns + result.back().duration_ns) {
      entry.complain(fmt::format("{} begins before the press before it has ended", entry.name()));
    }
    result.push_back(press);
  }
  return result;
}

PartConfig Reader::part(const YamlValue& value) {
  // Keys that all kinds know come first; each kind then refuses what it has no use for.
  const auto keys = value.mapping({"name", "type", "pin", "channel", "active", "presses",
                                   "constant", "ramp", "sine", "points"});
  const auto& [name, type, pin, channel] = std::tie(keys[0], keys[1], keys[2], keys[3]);
  PartConfig result;
  if (name) {
    result.name = word(*name);
    if (!part_names.insert(result.name).second) {
      name->complain(
          fmt::format("two parts are named {}; give each its own name", in_quotes(result.name)));
    }
  } else {
    value.complain(fmt::format("{} lacks the key \"name\"", value.name()));
  }
  static constexpr std::array<std::string_view, 4> kTypes = {"led", "button", "analogue",
                                                             "pwm-meter"};
  if (!type) {
    value.complain(
        fmt::format("{} lacks the key \"type\": led, button, analogue or pwm-meter", value.name()));
    return result;
  }
  const std::string kind = type->text();
  if (std::find(kTypes.begin(), kTypes.end(), kind) == kTypes.end()) {
    const std::string_view near = nearest_word(kind, kTypes);
    type->complain(fmt::format("{} is {}{}; expected led, button, analogue or pwm-meter",
                               type->name(), in_quotes(kind),
                               near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near)));
    return result;
  }
  const bool analogue = kind == "analogue";
  const auto only_for = [&](std::size_t first, std::size_t last, bool allowed) {
    for (std::size_t i = first; i <= last; ++i) {
      if (keys[i] && !allowed) {
        keys[i]->complain(
            fmt::format("{} has no meaning for the type {}; remove it", keys[i]->name(), kind));
      }
    }
  };
  only_for(2, 2, !analogue);
  only_for(3, 3, analogue);
  only_for(4, 4, kind == "led" || kind == "button");
  only_for(5, 5, kind == "button");
  only_for(6, 9, analogue);
  if (analogue) {
    AnalogueSourceConfig source;
    if (channel) {
      source.channel = static_cast<unsigned>(channel->number(0, 7));
    } else {
      value.complain(fmt::format("{} lacks the key \"channel\" (0 to 7)", value.name()));
    }
    source.wave = waveform(value, keys[6], keys[7], keys[8], keys[9]);
    result.kind = std::move(source);
    return result;
  }
  unsigned pin_number = 0;
  if (pin) {
    pin_number = static_cast<unsigned>(pin->number(0, kHighestPin));
  } else {
    value.complain(fmt::format("{} lacks the key \"pin\" (a GPIO number)", value.name()));
  }
  bool active_low = true;
  if (keys[4]) {
    const std::string level = keys[4]->text();
    active_low = level == "low";
    if (level != "low" && level != "high") {
      keys[4]->complain(
          fmt::format("{} is {}; expected low or high", keys[4]->name(), in_quotes(level)));
    }
  }
  if (kind == "led") {
    result.kind = LedConfig{pin_number, active_low};
  } else if (kind == "button") {
    ButtonConfig button{pin_number, active_low, {}};
    if (keys[5]) button.presses = presses(*keys[5]);
    result.kind = std::move(button);
  } else {
    result.kind = PwmMeterConfig{pin_number};
  }
  return result;
}

void Reader::parts(const YamlValue& value) {
  for (const YamlValue& entry : value.list(kMostParts)) config.parts.push_back(part(entry));
}

void Reader::a7(const YamlValue& value) {
  const auto keys = value.mapping({"apps", "cpi"});
  if (keys[0]) {
    for (const YamlValue& app : keys[0]->list(kMostApps)) config.a7.apps.push_back(relative(app));
  }
  if (keys[1]) config.a7.cycles_per_instruction = ratio(*keys[1]);
}

void Reader::m4(const YamlValue& value, M4Config& core) {
  const auto keys = value.mapping({"image", "cpi"});
  if (keys[0]) core.image = relative(*keys[0]);
  if (keys[1]) core.cycles_per_instruction = ratio(*keys[1]);
}

void Reader::network(const YamlValue& value) {
  const auto keys = value.mapping({"latency"});
  if (!keys[0]) return;
  config.network.latency_ns = keys[0]->duration();
  if (config.network.latency_ns > kLongestLatency) {
    keys[0]->complain(fmt::format("{} is more than 60s; use less", keys[0]->name()));
  }
}

void Reader::cloud(const YamlValue& value) {
  const auto keys = value.mapping({"hub", "devices"});
  if (keys[0]) config.cloud.hub = word(*keys[0]);
  if (!keys[1]) return;
  std::set<std::string> ids;
  for (const YamlValue& entry : keys[1]->list(kMostDevices)) {
    CloudDeviceConfig device;
    if (entry.is_mapping()) {
      const auto parts = entry.mapping({"id", "key"});
      if (parts[0]) {
        device.id = word(*parts[0]);
      } else {
        entry.complain(fmt::format("{} lacks the key \"id\"", entry.name()));
      }
      if (parts[1]) device.key = parts[1]->text();
    } else {
      device.id = word(entry);
    }
    if (!ids.insert(device.id).second) {
      entry.complain(fmt::format("the device {} stands twice; keep one", in_quotes(device.id)));
    }
    config.cloud.devices.push_back(std::move(device));
  }
}

/// Parses `text` and hands its top mapping to `read`; turns every complaint into a Result.
template <class Read>
Result<void> with_document(std::string_view text, const std::filesystem::path& path,
                           std::string_view what, Read read) {
  YamlComplaints complaints(path.string());
  if (text.size() > kLargestFile) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: the {} has {} bytes; at most {} are accepted", path.string(),
                               what, text.size(), kLargestFile));
  }
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return failure(
        ErrorKind::bad_input,
        fmt::format("{}: byte {} is zero; a {} is a text in YAML, this is something else",
                    path.string(), zero, what));
  }
  const YAML::Node document = load_yaml_document(std::string(text), what, complaints);
  if (document.IsDefined() && !document.IsNull()) {
    read(YamlValue(complaints, document, fmt::format("the {}", what)));
  } else if (!complaints.first()) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: the {} is empty; docs/device-file.md shows what it holds",
                               path.string(), what));
  }
  if (complaints.first()) return tl::unexpected<Error>(*complaints.first());
  return {};
}

void Reader::board(const YamlValue& value) {
  const std::string text = value.text();
  if (text.empty() || text == "mt3620-rdb" || text == "none") {
    if (!text.empty()) config.board = text;
    return;
  }
  if (!text.ends_with(".yaml") && !text.ends_with(".yml")) {
    value.complain(
        fmt::format("{} is {}; the built-in boards are mt3620-rdb and none, and a board file ends "
                    "in .yaml",
                    value.name(), in_quotes(text)));
    return;
  }
  const std::filesystem::path path = folder / text;
  const auto bytes = read_host_file(path, kLargestFile, "board file");
  if (!bytes) {
    value.complain(bytes.error().message);
    return;
  }
  const auto read = with_document(*bytes, path, "board file", [&](const YamlValue& top) {
    const auto keys = top.mapping({"base", "parts"});
    config.board = "none";
    if (keys[0]) {
      config.board = keys[0]->text();
      if (config.board != "mt3620-rdb" && config.board != "none") {
        keys[0]->complain(fmt::format("{} is {}; the built-in boards are mt3620-rdb and none",
                                      keys[0]->name(), in_quotes(config.board)));
      }
    }
    if (keys[1]) parts(*keys[1]);
  });
  if (!read) value.complain(fmt::format("in the board file, {}", read.error().message));
}

void Reader::device(const YamlValue& top) {
  const auto keys = top.mapping(
      {"name", "seed", "board", "a7", "m4-0", "m4-1", "network", "cloud", "parts", "start-time"});
  if (keys[0]) config.name = word(*keys[0]);
  if (keys[1]) config.seed = keys[1]->number(0, UINT64_MAX);
  if (keys[2]) board(*keys[2]);
  if (keys[3]) a7(*keys[3]);
  if (keys[4]) m4(*keys[4], config.m4[0]);
  if (keys[5]) m4(*keys[5], config.m4[1]);
  if (keys[6]) network(*keys[6]);
  if (keys[7]) cloud(*keys[7]);
  if (keys[8]) parts(*keys[8]);
  if (keys[9]) config.start_time_s = keys[9]->instant();
}

}  // namespace

Result<DeviceConfig> parse_device_file(std::string_view text, const std::filesystem::path& path) {
  Reader reader;
  reader.folder = path.parent_path();
  const auto read =
      with_document(text, path, "device file", [&](const YamlValue& top) { reader.device(top); });
  if (!read) return tl::unexpected<Error>(read.error());
  return std::move(reader.config);
}

Result<DeviceConfig> load_device_file(const std::filesystem::path& path) {
  const auto text = read_host_file(path, kLargestFile, "device file");
  if (!text) return tl::unexpected<Error>(text.error());
  return parse_device_file(*text, path);
}

}  // namespace armillary::machine
