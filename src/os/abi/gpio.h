// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace armillary::os {

// include/uapi/linux/gpio.h, the first version of the character device's interface: the one that
// the platform's library speaks (azure-sphere.md section 1.2).
inline constexpr std::uint32_t kGpioHandlesMax = 64;

inline constexpr std::uint32_t kGpioGetChipInfo = 0x8044b401;
inline constexpr std::uint32_t kGpioGetLineInfo = 0xc048b402;
inline constexpr std::uint32_t kGpioGetLineHandle = 0xc16cb403;
inline constexpr std::uint32_t kGpioGetLineEvent = 0xc030b404;
inline constexpr std::uint32_t kGpioHandleGetValues = 0xc040b408;
inline constexpr std::uint32_t kGpioHandleSetValues = 0xc040b409;
inline constexpr std::uint32_t kGpioHandleSetConfig = 0xc054b40a;

// GPIOHANDLE_REQUEST_x
inline constexpr std::uint32_t kGpioRequestInput = 1U << 0;
inline constexpr std::uint32_t kGpioRequestOutput = 1U << 1;
inline constexpr std::uint32_t kGpioRequestActiveLow = 1U << 2;
inline constexpr std::uint32_t kGpioRequestOpenDrain = 1U << 3;
inline constexpr std::uint32_t kGpioRequestOpenSource = 1U << 4;
inline constexpr std::uint32_t kGpioRequestPullUp = 1U << 5;
inline constexpr std::uint32_t kGpioRequestPullDown = 1U << 6;
inline constexpr std::uint32_t kGpioRequestNoPull = 1U << 7;

// GPIOLINE_FLAG_x; from active low on they have the places of the request's flags.
inline constexpr std::uint32_t kGpioLineTaken = 1U << 0;
inline constexpr std::uint32_t kGpioLineIsOutput = 1U << 1;

using GpioName = std::array<char, 32>;

struct GpioChipInfo {
  GpioName name{}, label{};
  std::uint32_t lines = 0;
};
struct GpioLineInfo {
  std::uint32_t line_offset = 0, flags = 0;
  GpioName name{}, consumer{};
};
struct GpioHandleRequest {
  std::array<std::uint32_t, kGpioHandlesMax> line_offsets{};
  std::uint32_t flags = 0;
  std::array<std::uint8_t, kGpioHandlesMax> default_values{};
  GpioName consumer_label{};
  std::uint32_t lines = 0;
  std::int32_t descriptor = 0;
};
struct GpioHandleData {
  std::array<std::uint8_t, kGpioHandlesMax> values{};
};
struct GpioHandleConfig {
  std::uint32_t flags = 0;
  std::array<std::uint8_t, kGpioHandlesMax> default_values{};
  std::array<std::uint32_t, 4> padding{};
};

// An _IOC number carries the size of its structure in bits 16 to 29.
constexpr std::uint32_t ioctl_size(std::uint32_t request) { return (request >> 16) & 0x3fff; }
static_assert(sizeof(GpioChipInfo) == ioctl_size(kGpioGetChipInfo));
static_assert(sizeof(GpioLineInfo) == ioctl_size(kGpioGetLineInfo));
static_assert(sizeof(GpioHandleRequest) == ioctl_size(kGpioGetLineHandle));
static_assert(sizeof(GpioHandleData) == ioctl_size(kGpioHandleGetValues));
static_assert(sizeof(GpioHandleConfig) == ioctl_size(kGpioHandleSetConfig));

}  // namespace armillary::os
