// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "board/part_type.h"
#include "board/parts/register_map.h"
#include "board/parts/register_part.h"
#include "board/parts/wave_keys.h"
#include "board/waveform.h"

namespace armillary::board {

namespace {

using Access = RegisterMapLayout::Access;

constexpr std::array<std::string_view, 2> kWidths{"8", "16"};
constexpr std::array<std::string_view, 2> kOrders{"high-first", "low-first"};
constexpr std::array<std::string_view, 2> kReadBits{"1", "0"};
/// In the order of RegisterMapLayout::Access.
constexpr std::array<std::string_view, 5> kAccesses{"read-write", "read-only", "write-only",
                                                    "write-one-to-clear", "clear-on-read"};

constexpr std::array kRegisterKeys{
    PartKey{.name = "address",
            .kind = KeyKind::integer,
            .summary = "what the first byte of a transfer names; on SPI at most 0x7F",
            .required = true,
            .most = 0xFF},
    PartKey{.name = "name", .kind = KeyKind::text, .summary = "for messages", .required = true},
    PartKey{.name = "reset",
            .kind = KeyKind::integer,
            .summary = "the value at power-on",
            .fallback = "0",
            .most = 0xFFFF},
    PartKey{.name = "access",
            .kind = KeyKind::word,
            .summary = "what reads and writes do",
            .fallback = "read-write",
            .words = kAccesses},
    wave_key<PlainNumber>("value", "what a read gives instead, rounded to a whole number"),
};

constexpr std::array kMapKeys{
    PartKey{.name = "width",
            .kind = KeyKind::word,
            .summary = "bits of a register",
            .fallback = "8",
            .words = kWidths},
    PartKey{.name = "byte-order",
            .kind = KeyKind::word,
            .summary = "of registers of 16 bits on the wires",
            .fallback = "high-first",
            .words = kOrders},
    PartKey{.name = "auto-increment",
            .kind = KeyKind::boolean,
            .summary = "a transfer goes on with the next address",
            .fallback = "true"},
    PartKey{.name = "spi-read-bit",
            .kind = KeyKind::word,
            .summary = "bit 7 of the first byte of a read on SPI",
            .fallback = "1",
            .words = kReadBits},
    PartKey{.name = "registers",
            .kind = KeyKind::record,
            .summary = "the registers; what is not in the list reads 0 and is named in a warning",
            .required = true,
            .fields = kRegisterKeys,
            .list = true,
            .most_entries = 256},
};

constexpr std::array kKeys{
    kIsuKey,
    kBusKey,
    address_key("0x40"),
    kSelectKey,
    PartKey{.name = "map",
            .kind = KeyKind::record,
            .summary = "the registers of the device",
            .required = true,
            .fields = kMapKeys,
            .in_file = true},
};

/// The registers of a map, as values.
std::vector<const PartValues*> registers_of(const PartValues& map) {
  std::vector<const PartValues*> registers;
  for (const PartValue& entry : map.list("registers")) {
    registers.push_back(&std::get<PartValues>(entry.data));
  }
  return registers;
}

/// The wave in whole numbers, rounded to the nearest.
Quantity whole_numbers(const PartValues& values) {
  return [wave = wave_of(values)](sim::Time t) {
    const std::int64_t micro = microvolts_at(wave, t);
    return (micro + (micro < 0 ? -500'000 : 500'000)) / 1'000'000;
  };
}

RegisterMapLayout layout_of(const PartValues& map) {
  RegisterMapLayout layout;
  layout.width = map.text("width") == "16" ? 16 : 8;
  layout.little_endian = map.text("byte-order") == "low-first";
  layout.auto_increment = map.flag("auto-increment");
  layout.read_bit = map.text("spi-read-bit") != "0";
  for (const PartValues* values : registers_of(map)) {
    RegisterMapLayout::Register info;
    info.address = static_cast<std::uint8_t>(values->number("address"));
    info.name = values->text("name");
    info.reset = static_cast<std::uint16_t>(values->number("reset"));
    const auto* const word = std::ranges::find(kAccesses, values->text("access"));
    info.access = static_cast<Access>(word - kAccesses.begin());
    if (values->has("value")) info.value = whole_numbers(values->record("value"));
    layout.registers.push_back(std::move(info));
  }
  std::ranges::sort(layout.registers, {}, &RegisterMapLayout::Register::address);
  return layout;
}

std::optional<PartComplaint> check(const PartValues& values) {
  const PartValues& map = values.record("map");
  const std::int64_t most_value = map.text("width") == "16" ? 0xFFFF : 0xFF;
  const bool spi = values.text("bus") == "spi";
  std::vector<std::int64_t> seen;
  for (const PartValues* info : registers_of(map)) {
    const std::int64_t address = info->number("address");
    const std::string name = info->text("name");
    const auto wrong = [&](const std::string& what) {
      return PartComplaint{"map", {}, fmt::format("has a register \"{}\" {}", name, what)};
    };
    if (std::ranges::find(seen, address) != seen.end()) {
      return wrong(
          fmt::format("at {:#04x}, where another one is; give it its own address", address));
    }
    seen.push_back(address);
    if (info->number("reset") > most_value) {
      return wrong(fmt::format("with the reset value {:#x}; expected at most {:#x}",
                               info->number("reset"), most_value));
    }
    if (spi && address > 0x7F) {
      return wrong(fmt::format("at {:#04x}; on SPI an address is at most 0x7f", address));
    }
    if (const auto complaint = check_wave(info->record("value"))) {
      return wrong("with points that are not in order; sort them by time");
    }
  }
  return std::nullopt;
}

Result<std::unique_ptr<Part>> create(const PartContext& context, const PartValues& values) {
  RegisterMapLayout layout = layout_of(values.record("map"));
  const bool read_bit = layout.read_bit;
  return attached(std::make_unique<RegisterPart<RegisterMap>>(context, std::move(layout)), values,
                  read_bit);
}

}  // namespace

extern const PartType kRegisterMap{
    .name = "register-map",
    .summary = "A device of your own on I2C or SPI: the registers that a file lists.",
    .keys = kKeys,
    .create = create,
    .check = check,
    .notes =
        "The first byte of a transfer names the register (on SPI its bit 7 is the direction); the\n"
        "bytes that follow are written or read from there on. Registers hold what is written, or\n"
        "show a wave over time; they have no other behaviour. The file of a thermometer:\n"
        "\n"
        "    width: 16\n"
        "    registers:\n"
        "      - { address: 0, name: TEMPERATURE, access: read-only, value: { sine: { mean: 2500, "
        "amplitude: 300, period: 60s } } }\n"
        "      - { address: 1, name: CONFIGURATION, reset: 0x0001 }\n"
        "\n"
        "and in the device file:\n"
        "\n"
        "    - { name: thermometer, type: register-map, isu: 1, address: 0x48, map: "
        "thermometer.yaml "
        "}"};

}  // namespace armillary::board
