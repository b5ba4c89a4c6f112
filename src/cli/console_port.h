// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace armillary::cli {

/// The host's side of a console: a file, a pseudo-terminal, a TCP port. Used from one thread.
class ConsolePort {
 public:
  virtual ~ConsolePort() = default;
  /// Where a person finds it: "/dev/pts/4", "127.0.0.1:40123". Empty where the device file says it.
  [[nodiscard]] virtual std::string place() const { return {}; }
  /// Whether somebody is at the other end. Never asks twice for a file.
  virtual bool connected() = 0;
  /// Whether bytes can come from it.
  [[nodiscard]] virtual bool types() const { return false; }
  /// Takes the bytes. When nobody reads them for a while it blocks, until somebody does, or the
  /// other end goes away, or `stop` is set: nothing is lost and nothing grows without a limit.
  virtual void write(std::string_view bytes, const std::atomic<bool>& stop) = 0;
  /// At most `most` bytes that have come; never blocks.
  virtual std::string read(std::size_t most) = 0;
  /// Waits for a change at the other end, for a short while at most.
  virtual void wait() = 0;
  /// The run is over: everything is to be on its way.
  virtual Result<void> finish(const std::atomic<bool>& stop) = 0;
};

/// What nobody has read yet may grow to this.
inline constexpr std::size_t kMostUnread = 1 << 20;

}  // namespace armillary::cli
