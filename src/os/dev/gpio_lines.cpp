// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/gpio_lines.h"

#include <bit>

#include "os/abi/gpio.h"

namespace armillary::os {

SysResult GpioLines::check_flags(std::uint32_t flags) {
  // linehandle_validate_flags() of drivers/gpio/gpiolib-cdev.c, 5.10.
  constexpr std::uint32_t kDirections = kGpioRequestInput | kGpioRequestOutput;
  constexpr std::uint32_t kOpen = kGpioRequestOpenDrain | kGpioRequestOpenSource;
  constexpr std::uint32_t kBias = kGpioRequestPullUp | kGpioRequestPullDown | kGpioRequestNoPull;
  if ((flags & ~(kDirections | kGpioRequestActiveLow | kOpen | kBias)) != 0) return -kEINVAL;
  if ((flags & kDirections) == kDirections) return -kEINVAL;
  if ((flags & kOpen) == kOpen) return -kEINVAL;
  if ((flags & kOpen) != 0 && (flags & kGpioRequestOutput) == 0) return -kEINVAL;
  if ((flags & kBias) != 0 && (flags & kDirections) == 0) return -kEINVAL;
  return std::popcount(flags & kBias) > 1 ? -kEINVAL : 0;
}

SysResult GpioLines::take(std::span<const std::uint32_t> numbers, std::uint32_t flags,
                          std::span<const std::uint8_t> values, const std::string& consumer) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    Line& line = lines_[numbers[i]];
    if (line.taken) {
      for (std::size_t earlier = 0; earlier < i; ++earlier) {
        lines_[numbers[earlier]].taken = false;
      }
      return -kEBUSY;
    }
    line.taken = true;
  }
  for (const std::uint32_t number : numbers) {
    lines_[number].consumer = consumer.empty() ? "?" : consumer;  // as Linux names it
    pads_.set_mode(number, 0);                                    // the pin is a GPIO
  }
  configure(numbers, flags, values);
  return 0;
}

void GpioLines::configure(std::span<const std::uint32_t> numbers, std::uint32_t flags,
                          std::span<const std::uint8_t> values) {
  for (std::size_t i = 0; i < numbers.size(); ++i) apply(numbers[i], flags, values[i] != 0);
}

void GpioLines::apply(std::uint32_t number, std::uint32_t flags, bool active) {
  Line& line = lines_[number];
  line.flags = flags;
  if ((flags & kGpioRequestPullUp) != 0) pads_.set_pull(number, soc::Pull::up);
  if ((flags & kGpioRequestPullDown) != 0) pads_.set_pull(number, soc::Pull::down);
  if ((flags & kGpioRequestNoPull) != 0) pads_.set_pull(number, soc::Pull::none);
  // Without a direction the line stays as it is.
  if ((flags & kGpioRequestOutput) != 0) {
    line.output = true;
    set_value(number, active);
  } else if ((flags & kGpioRequestInput) != 0) {
    line.output = false;
    pads_.set_gpio(number, {});
  }
}

void GpioLines::release(std::span<const std::uint32_t> numbers) {
  for (const std::uint32_t number : numbers) {
    Line& line = lines_[number];
    line.taken = false;
    line.flags = 0;
    line.consumer.clear();
  }
}

bool GpioLines::value(std::uint32_t number) const {
  return pads_.level(number) != ((lines_[number].flags & kGpioRequestActiveLow) != 0);
}

void GpioLines::set_value(std::uint32_t number, bool active) {
  const std::uint32_t flags = lines_[number].flags;
  const bool high = active != ((flags & kGpioRequestActiveLow) != 0);
  soc::PinDrive drive;
  // An open drain only pulls down, an open source only up; else something outside decides.
  const bool released =
      high ? (flags & kGpioRequestOpenDrain) != 0 : (flags & kGpioRequestOpenSource) != 0;
  if (!released) drive.kind = high ? soc::PinDrive::Kind::high : soc::PinDrive::Kind::low;
  pads_.set_gpio(number, drive);
}

}  // namespace armillary::os
