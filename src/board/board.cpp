// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/board.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "board/waveform.h"

namespace armillary::board {

namespace {

struct NamedPin {
  std::string_view name;
  unsigned pin;
};
// The reference development board; its lights and buttons are active low (mt3620.md section 3.6).
constexpr std::array kRdbLights{
    NamedPin{"led1-red", 8},           NamedPin{"led1-green", 9},
    NamedPin{"led1-blue", 10},         NamedPin{"led2-red", 15},
    NamedPin{"led2-green", 16},        NamedPin{"led2-blue", 17},
    NamedPin{"led3-red", 18},          NamedPin{"led3-green", 19},
    NamedPin{"led3-blue", 20},         NamedPin{"led4-red", 21},
    NamedPin{"led4-green", 22},        NamedPin{"led4-blue", 23},
    NamedPin{"status-led-red", 45},    NamedPin{"status-led-green", 46},
    NamedPin{"status-led-blue", 47},   NamedPin{"network-led-red", 48},
    NamedPin{"network-led-green", 14}, NamedPin{"network-led-blue", 11},
};
constexpr std::array kRdbButtons{NamedPin{"button-a", 12}, NamedPin{"button-b", 13}};

std::optional<unsigned> pin_of(const PartConfig& part) {
  return std::visit(
      [](const auto& kind) -> std::optional<unsigned> {
        if constexpr (requires { kind.pin; }) return kind.pin;
        return std::nullopt;
      },
      part.kind);
}

/// Frequency and duty of a wave, as whole numbers.
boost::json::object describe(const soc::PwmWave& wave) {
  boost::json::object fields;
  const std::uint64_t ticks = wave.pattern_ticks();
  const auto rate = static_cast<std::uint64_t>(wave.tick.numerator() / wave.tick.denominator());
  fields["frequency_hz"] = ticks == 0 ? 0 : rate / ticks;
  fields["duty_permille"] = ticks == 0 ? 0 : wave.high_ticks() * 1000 / ticks;
  return fields;
}

}  // namespace

Result<std::vector<PartConfig>> parts_of(const DeviceConfig& config) {
  std::vector<PartConfig> parts;
  if (config.board == "mt3620-rdb") {
    for (const NamedPin& light : kRdbLights) {
      parts.push_back({std::string(light.name), LedConfig{light.pin, true}});
    }
    for (const NamedPin& button : kRdbButtons) {
      parts.push_back({std::string(button.name), ButtonConfig{button.pin, true, {}}});
    }
  } else if (config.board != "none") {
    return failure(
        ErrorKind::bad_input,
        fmt::format("the board \"{}\" is not known; use mt3620-rdb or none", config.board));
  }
  for (const PartConfig& own : config.parts) {
    std::erase_if(parts, [&](const PartConfig& part) {
      return part.name == own.name || (pin_of(own) && pin_of(part) == pin_of(own));
    });
  }
  parts.insert(parts.end(), config.parts.begin(), config.parts.end());
  return parts;
}

Board::Board(sim::Domain& domain, soc::Pads& pads, soc::Adc& adc,
             const std::vector<PartConfig>& parts, bool narrates)
    : domain_(domain), pads_(pads), adc_(adc), narrates_(narrates) {
  for (const PartConfig& part : parts) add(part);
}

void Board::add(const PartConfig& part) {
  if (const auto* led = std::get_if<LedConfig>(&part.kind)) {
    outputs_.push_back({part.name, led->pin, false, led->active_low, {}});
    // The light itself holds an undriven pin at the level at which it is dark.
    pads_.set_outside(led->pin, {}, led->active_low ? soc::Pull::up : soc::Pull::down);
  } else if (const auto* meter = std::get_if<PwmMeterConfig>(&part.kind)) {
    outputs_.push_back({part.name, meter->pin, true, false, {}});
  } else if (const auto* button = std::get_if<ButtonConfig>(&part.kind)) {
    pads_.set_outside(button->pin, {}, button->active_low ? soc::Pull::up : soc::Pull::down);
    for (const ButtonConfig::Press& press : button->presses) {
      presses_.push_back(std::make_unique<Press>(*this, part.name, *button, press));
    }
  } else if (const auto* source = std::get_if<AnalogueSourceConfig>(&part.kind)) {
    adc_.connect(source->channel,
                 [wave = source->wave](sim::Time t) { return microvolts_at(wave, t); });
  }
}

Board::Press::Press(Board& board, const std::string& name, const ButtonConfig& button,
                    const ButtonConfig::Press& press)
    : down(board.domain_.events(), name + " down",
           [&board, name, button] { board.set_button(name, button, true); }),
      up(board.domain_.events(), name + " up",
         [&board, name, button] { board.set_button(name, button, false); }) {
  down.schedule(sim::kPowerOn + sim::Duration{press.at_ns});
  up.schedule(sim::kPowerOn + sim::Duration{press.at_ns + press.duration_ns});
}

void Board::set_button(const std::string& name, const ButtonConfig& button, bool pressed) {
  const bool level = pressed != button.active_low;
  soc::PinDrive drive;
  if (pressed) drive.kind = level ? soc::PinDrive::Kind::high : soc::PinDrive::Kind::low;
  pads_.set_outside(button.pin, drive, button.active_low ? soc::Pull::up : soc::Pull::down);
  if (!narrates_) return;
  boost::json::object fields;
  fields["level"] = level ? 1 : 0;
  fields["state"] = pressed ? "pressed" : "released";
  tell(domain_.now(), name, button.pin, std::move(fields));
}

void Board::pin_changed(const soc::Pads::Change& change) {
  const auto output = std::find_if(outputs_.begin(), outputs_.end(),
                                   [&](const Output& o) { return o.pin == change.pin; });
  if (output == outputs_.end()) return;
  using Kind = soc::PinDrive::Kind;
  boost::json::object fields;
  if (change.drive.kind == Kind::pwm) {
    fields = describe(change.drive.wave);
  } else {
    // A light that nobody drives is dark.
    const bool level = change.drive.kind == Kind::released ? !output->is_meter && output->active_low
                                                           : change.drive.kind == Kind::high;
    fields["level"] = level ? 1 : 0;
    if (!output->is_meter) fields["state"] = level != output->active_low ? "on" : "off";
  }
  std::string text = boost::json::serialize(fields);
  // A light begins dark; that is no news.
  const bool first_dark = output->last.empty() && !output->is_meter && fields.contains("state") &&
                          fields.at("state") == "off";
  if (text == output->last) return;
  output->last = std::move(text);
  if (!first_dark) tell(change.when, output->name, output->pin, std::move(fields));
}

void Board::serialize(sim::Archive& archive) {
  constexpr std::size_t kLongestText = 1'000;
  archive.section("board");
  for (Output& output : outputs_) archive.text(output.last, kLongestText);
  for (const auto& press : presses_) {
    archive.event(press->down);
    archive.event(press->up);
  }
}

void Board::tell(sim::Time when, const std::string& name, unsigned pin,
                 boost::json::object fields) {
  boost::json::object event;
  event["pin"] = pin;
  for (auto& field : fields) event[field.key()] = field.value();
  domain_.journal().record_at(when, "board." + name, EventType::gpio, std::move(event));
}

}  // namespace armillary::board
