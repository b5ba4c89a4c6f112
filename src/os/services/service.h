// SPDX-License-Identifier: GPL-2.0-or-later
//
// os/services/ plays the daemons of Azure Sphere that apps talk to: networkd with its Wi-Fi and its
// certificate store, the application manager with power and updates. What they know of the world
// they ask net/; what apps ask of them comes through one device node (dev/platform_services.h).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "os/os_result.h"
#include "os/task.h"

namespace armillary::os {

/// One daemon: answers some of the requests of guest/abi/services.h.
class Service {
 public:
  Service() = default;
  virtual ~Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  /// One ioctl; nothing: the number is not of this service.
  virtual std::optional<SysResult> request(Task& task, std::uint32_t number,
                                           std::uint32_t argument) = 0;
};

/// Gives a structure back to the app: 0 or -kEFAULT.
template <class T>
SysResult answer(Task& task, std::uint32_t argument, const T& value) {
  return task.memory().put(argument, value) ? 0 : -kEFAULT;
}

/// The text of a field, or nothing when it has no end.
template <std::size_t size>
std::optional<std::string_view> text_of(const char (&field)[size]) {
  const char* end = std::find(std::begin(field), std::end(field), '\0');
  if (end == std::end(field)) return std::nullopt;
  return std::string_view(field, static_cast<std::size_t>(end - field));
}

/// What fits, with an end; the rest of the field is zero already.
template <std::size_t size>
void put_text(char (&field)[size], std::string_view text) {
  text.copy(field, size - 1);
}

}  // namespace armillary::os
