// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace armillary::board {

/// The host's end of a part that talks to the host: one instance of it, in one domain. Called only
/// while every domain stands still, at the end of a window.
class ConsoleEnd {
 public:
  virtual ~ConsoleEnd() = default;
  /// What the guest has sent since the last call.
  virtual std::string take_output() = 0;
  /// How many bytes have room now.
  [[nodiscard]] virtual std::size_t room() const = 0;
  /// Bytes from the host, of which there are at most room(). The instance that stands for the part
  /// writes them to the event log as an `input` event.
  virtual void put(std::span<const std::byte> bytes) = 0;
};

}  // namespace armillary::board
