// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

#include "cli/console_port.h"

namespace armillary::cli {

/// What a pseudo-terminal and a TCP connection have in common: a queue of bytes that are still to
/// be written to a descriptor that takes them when it can.
class DescriptorPort : public ConsolePort {
 public:
  void write(std::string_view bytes, const std::atomic<bool>& stop) final;
  void wait() final;
  Result<void> finish(const std::atomic<bool>& stop) override;

 protected:
  /// Writes some of the front of `bytes` without blocking: how many; 0 when there is no room.
  virtual std::size_t write_some(std::string_view bytes) = 0;
  /// The descriptor to wait at; -1: none.
  [[nodiscard]] virtual int descriptor() const = 0;
  /// The other end is gone, and with it what it has not read.
  void drop_unread() { unread_.clear(); }

 private:
  void drain();
  /// Waits for a short while until the descriptor has room or bytes.
  void poll_once(bool for_room);

  std::string unread_;
};

}  // namespace armillary::cli
