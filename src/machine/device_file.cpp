// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/device_file.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/host_file.h"
#include "base/suggest.h"
#include "board/boards.h"
#include "board/part_list.h"
#include "machine/network_reader.h"
#include "machine/part_reader.h"
#include "machine/yaml_file.h"

namespace armillary::machine {
namespace {

constexpr std::size_t kMostApps = 16;
constexpr std::size_t kMostDevices = 1'000;
constexpr std::int64_t kLongestLatency = 60'000'000'000;

struct Reader {
  std::filesystem::path folder;
  DeviceConfig config;

  void device(const YamlValue& top);
  void board(const YamlValue& value);
  void a7(const YamlValue& value);
  void m4(const YamlValue& value, M4Config& core);
  void network(const YamlValue& value);
  void cloud(const YamlValue& value);
  void signatures(const YamlValue& value);
  /// The parts of the board, which those of the device file come on top of.
  [[nodiscard]] std::vector<PartConfig> below() const;
  void board_file(const YamlValue& value, const std::filesystem::path& path);

  [[nodiscard]] std::filesystem::path relative(const YamlValue& value) const {
    const std::string text = value.text();
    return text.empty() ? std::filesystem::path{} : folder / text;
  }
};

Ratio ratio(const YamlValue& value) {
  const auto [numerator, denominator] = value.fraction();
  return {numerator, denominator};
}

std::optional<std::uint64_t> memory_limit(const YamlValue& value) {
  constexpr std::uint64_t kLeastKib = 64, kMostKib = 65536;
  const std::string text = value.text();
  if (text == "none") return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "MiB" && number <= kMostKib) number *= 1024;
  if (error != std::errc{} || (unit != "KiB" && unit != "MiB") || number < kLeastKib ||
      number > kMostKib) {
    value.complain(
        fmt::format("{} is {}; expected 64KiB to 64MiB, or none", value.name(), in_quotes(text)));
    return std::nullopt;
  }
  return number * 1024;
}

void Reader::a7(const YamlValue& value) {
  const auto keys = value.mapping({"apps", "cpi", "memory", "restart"});
  if (keys[0]) {
    for (const YamlValue& app : keys[0]->list(kMostApps)) config.a7.apps.push_back(relative(app));
  }
  if (keys[1]) config.a7.cycles_per_instruction = ratio(*keys[1]);
  if (keys[2]) config.a7.memory_bytes = memory_limit(*keys[2]);
  if (!keys[3]) return;
  const std::string restart = keys[3]->text();
  config.a7.restart = restart == "always";
  if (restart != "always" && restart != "never") {
    keys[3]->complain(
        fmt::format("{} is {}; expected always or never", keys[3]->name(), in_quotes(restart)));
  }
}

void Reader::m4(const YamlValue& value, M4Config& core) {
  const auto keys = value.mapping({"image", "cpi"});
  if (keys[0]) core.image = relative(*keys[0]);
  if (keys[1]) core.cycles_per_instruction = ratio(*keys[1]);
}

void Reader::network(const YamlValue& value) {
  const auto keys = value.mapping({"latency", "wifi"});
  if (keys[1]) config.network.wifi = read_wifi(*keys[1]);
  if (!keys[0]) return;
  config.network.latency_ns = keys[0]->duration();
  if (config.network.latency_ns > kLongestLatency) {
    keys[0]->complain(fmt::format("{} is more than 60s; use less", keys[0]->name()));
  }
}

void Reader::signatures(const YamlValue& value) {
  const auto keys = value.mapping({"accept", "trust"});
  if (keys[0]) {
    const std::string accept = keys[0]->text();
    config.signatures.only_known = accept == "known";
    if (accept != "known" && accept != "any") {
      keys[0]->complain(
          fmt::format("{} is {}; expected known or any", keys[0]->name(), in_quotes(accept)));
    }
  }
  if (!keys[1]) return;
  constexpr std::size_t kMostKeys = 16;
  for (const YamlValue& file : keys[1]->list(kMostKeys)) {
    config.signatures.keys.push_back(relative(file));
  }
}

void Reader::cloud(const YamlValue& value) {
  const auto keys = value.mapping({"hub", "devices"});
  if (keys[0]) config.cloud.hub = name_word(*keys[0]);
  if (!keys[1]) return;
  std::set<std::string> ids;
  for (const YamlValue& entry : keys[1]->list(kMostDevices)) {
    CloudDeviceConfig device;
    if (entry.is_mapping()) {
      const auto parts = entry.mapping({"id", "key"});
      if (parts[0]) {
        device.id = name_word(*parts[0]);
      } else {
        entry.complain(fmt::format("{} lacks the key \"id\"", entry.name()));
      }
      if (parts[1]) device.key = parts[1]->text();
    } else {
      device.id = name_word(entry);
    }
    if (!ids.insert(device.id).second) {
      entry.complain(fmt::format("the device {} stands twice; keep one", in_quotes(device.id)));
    }
    config.cloud.devices.push_back(std::move(device));
  }
}

void Reader::board_file(const YamlValue& value, const std::filesystem::path& path) {
  const auto bytes = read_host_file(path, kLargestYamlFile, "board file");
  if (!bytes) {
    value.complain(bytes.error().message);
    return;
  }
  const auto read = with_document(*bytes, path, "board file", [&](const YamlValue& top) {
    const auto keys = top.mapping({"base", "parts"});
    config.board = "none";
    if (keys[0]) {
      config.board = keys[0]->text();
      if (board::find_board(config.board) == nullptr) {
        keys[0]->complain(fmt::format("{} is {}; the built-in boards are {}", keys[0]->name(),
                                      in_quotes(config.board), board::board_names()));
      }
    }
    if (keys[1]) config.board_parts = read_parts(*keys[1], path.parent_path(), below());
  });
  if (!read) value.complain(fmt::format("in the board file, {}", read.error().message));
}

void Reader::board(const YamlValue& value) {
  const std::string text = value.text();
  if (text.empty() || board::find_board(text) != nullptr) {
    if (!text.empty()) config.board = text;
    return;
  }
  if (text.ends_with(".yaml") || text.ends_with(".yml")) return board_file(value, folder / text);
  std::error_code ignored;
  const std::filesystem::path named = folder / (text + ".yaml");
  if (std::filesystem::is_regular_file(named, ignored)) return board_file(value, named);
  value.complain(fmt::format(
      "{} is {}; the built-in boards are {}, and no board file {} lies beside the device file",
      value.name(), in_quotes(text), board::board_names(), in_quotes(text + ".yaml")));
}

std::vector<PartConfig> Reader::below() const {
  std::vector<PartConfig> parts;
  if (const board::BoardType* board = board::find_board(config.board)) {
    parts = board::parts_of_board(*board);
  }
  board::add_layer(parts, config.board_parts);
  return parts;
}

void Reader::device(const YamlValue& top) {
  const auto keys = top.mapping({"name", "seed", "board", "a7", "m4-0", "m4-1", "network", "cloud",
                                 "parts", "start-time", "updates", "signatures"});
  if (keys[0]) config.name = name_word(*keys[0]);
  if (keys[1]) config.seed = keys[1]->number(0, UINT64_MAX);
  if (keys[2]) board(*keys[2]);
  if (keys[3]) a7(*keys[3]);
  if (keys[4]) m4(*keys[4], config.m4[0]);
  if (keys[5]) m4(*keys[5], config.m4[1]);
  if (keys[6]) network(*keys[6]);
  if (keys[7]) cloud(*keys[7]);
  if (keys[8]) config.parts = read_parts(*keys[8], folder, below());
  if (keys[9]) config.start_time_s = keys[9]->instant();
  if (keys[10]) config.updates = read_updates(*keys[10]);
  if (keys[11]) signatures(*keys[11]);
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
  const auto text = read_host_file(path, kLargestYamlFile, "device file");
  if (!text) return tl::unexpected<Error>(text.error());
  return parse_device_file(*text, path);
}

}  // namespace armillary::machine
