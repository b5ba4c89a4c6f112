// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/hardware_names.h"

#include <array>
#include <charconv>
#include <utility>

namespace armillary::image {
namespace {

// Facts of the public hardware definitions mt3620_rdb.json and sample_appliance.json.
constexpr std::array<std::pair<std::string_view, unsigned>, 33> kPins = {{
    {"MT3620_RDB_BUTTON_A", 12},
    {"MT3620_RDB_BUTTON_B", 13},
    {"MT3620_RDB_LED1_RED", 8},
    {"MT3620_RDB_LED1_GREEN", 9},
    {"MT3620_RDB_LED1_BLUE", 10},
    {"MT3620_RDB_LED2_RED", 15},
    {"MT3620_RDB_LED2_GREEN", 16},
    {"MT3620_RDB_LED2_BLUE", 17},
    {"MT3620_RDB_LED3_RED", 18},
    {"MT3620_RDB_LED3_GREEN", 19},
    {"MT3620_RDB_LED3_BLUE", 20},
    {"MT3620_RDB_LED4_RED", 21},
    {"MT3620_RDB_LED4_GREEN", 22},
    {"MT3620_RDB_LED4_BLUE", 23},
    {"MT3620_RDB_STATUS_LED_RED", 45},
    {"MT3620_RDB_STATUS_LED_GREEN", 46},
    {"MT3620_RDB_STATUS_LED_BLUE", 47},
    {"MT3620_RDB_NETWORKING_LED_RED", 48},
    {"MT3620_RDB_NETWORKING_LED_GREEN", 14},
    {"MT3620_RDB_NETWORKING_LED_BLUE", 11},
    {"MT3620_RDB_HEADER1_PIN4_GPIO", 0},
    {"MT3620_RDB_HEADER1_PIN6_GPIO", 1},
    {"MT3620_RDB_HEADER1_PIN8_GPIO", 2},
    {"MT3620_RDB_HEADER1_PIN10_GPIO", 3},
    {"MT3620_RDB_HEADER1_PIN12_GPIO", 4},
    {"SAMPLE_BUTTON_1", 12},
    {"SAMPLE_BUTTON_2", 13},
    {"SAMPLE_LED", 8},
    {"SAMPLE_DEVICE_STATUS_LED", 8},
    {"SAMPLE_RGBLED_RED", 15},
    {"SAMPLE_RGBLED_GREEN", 16},
    {"SAMPLE_RGBLED_BLUE", 17},
    {"SAMPLE_PENDING_UPDATE_LED", 20},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kPeripherals = {{
    {"MT3620_ADC_CONTROLLER0", "ADC-CONTROLLER-0"},
    {"MT3620_RDB_ADC_CONTROLLER0", "ADC-CONTROLLER-0"},
    {"MT3620_RDB_PWM_CONTROLLER0", "PWM-CONTROLLER-0"},
    {"MT3620_RDB_PWM_CONTROLLER1", "PWM-CONTROLLER-1"},
    {"MT3620_RDB_LED_PWM_CONTROLLER2", "PWM-CONTROLLER-2"},
    {"SAMPLE_LED_PWM_CONTROLLER", "PWM-CONTROLLER-2"},
    {"SAMPLE_POTENTIOMETER_ADC_CONTROLLER", "ADC-CONTROLLER-0"},
    {"SAMPLE_UART_LOOPBACK", "ISU0"},
    {"SAMPLE_NRF52_UART", "ISU0"},
    {"SAMPLE_STM32_UART", "ISU0"},
    {"SAMPLE_DEBUG_UART", "ISU1"},
    {"SAMPLE_LSM6DS3_I2C", "ISU2"},
    {"SAMPLE_LSM6DS3_SPI", "ISU1"},
    {"MT3620_RDB_HEADER2_ISU0_UART", "ISU0"},
}};

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_gpio(unsigned pin) {
  return pin <= 23 || (pin >= 26 && pin <= 48) || (pin >= 56 && pin <= 75) || pin == 80;
}

/// Takes the digit of "MT3620_ISU3_UART" and the like.
std::optional<std::string> isu(std::string_view identifier) {
  constexpr std::string_view kBegin = "MT3620_ISU";
  if (!identifier.starts_with(kBegin) || identifier.size() < kBegin.size() + 2) return std::nullopt;
  const char digit = identifier[kBegin.size()];
  const std::string_view end = identifier.substr(kBegin.size() + 1);
  if (digit < '0' || digit > '4' || (end != "_UART" && end != "_I2C" && end != "_SPI")) {
    return std::nullopt;
  }
  return std::string("ISU") + digit;
}

}  // namespace

std::optional<unsigned> gpio_of_identifier(std::string_view identifier) {
  constexpr std::string_view kRaw = "MT3620_GPIO";
  if (identifier.starts_with(kRaw)) {
    const auto pin = number(identifier.substr(kRaw.size()));
    return pin && is_gpio(*pin) ? pin : std::nullopt;
  }
  for (const auto& [name, pin] : kPins) {
    if (name == identifier) return pin;
  }
  return std::nullopt;
}

std::optional<std::string> peripheral_of_identifier(std::string_view identifier) {
  if (auto block = isu(identifier)) return block;
  constexpr std::string_view kPwm = "MT3620_PWM_CONTROLLER";
  if (identifier.starts_with(kPwm)) {
    const auto index = number(identifier.substr(kPwm.size()));
    if (index && *index <= 2) return "PWM-CONTROLLER-" + std::to_string(*index);
  }
  for (const auto& [name, value] : kPeripherals) {
    if (name == identifier) return std::string(value);
  }
  return std::nullopt;
}

}  // namespace armillary::image
